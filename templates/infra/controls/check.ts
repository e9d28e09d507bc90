import { isDeepStrictEqual } from 'node:util';
import type { Check } from '../../judge/prove/controls.ts';
import type { Assembly, Resource } from '../../judge/read/assembly.ts';
import { isObject, type Json, type JsonObject, listOf } from '../../judge/read/json.ts';
import type { Settings } from '../config.ts';

/** What a proof is told of the repository: data, so that whoever judges reads it once and nothing runs at import. */
export interface Judged {
  settings: Settings;
  /** The ids of the controls that are on. */
  enabled: readonly string[];
  /** A file of the repository, as text, by its path from the top. */
  file(path: string): string;
}

export type { Check };

/** What is wrong with a resource, in words; nothing when all is well. */
type Complaint = string | undefined | false;

interface Selection {
  type: string;
  /** Which resources of the type; all of them when absent. */
  where?: (resource: Resource, assembly: Assembly) => boolean;
  /** How many there are at the least in each environment. A check over nothing would hold always. */
  atLeast?: number;
}

function select({ type, where }: Selection, assembly: Assembly): Resource[] {
  return assembly.resources.filter((resource) => resource.type === type && (!where || where(resource, assembly)));
}

const at = ({ stack, path }: Resource) => `${stack}: ${path}`;

/** Every selected resource bears the sentence out, and there are some. */
export function every(
  sentence: string,
  selection: Selection,
  complain: (resource: Resource, assembly: Assembly) => Complaint,
): Check {
  return {
    sentence,
    run(assembly) {
      const selected = select(selection, assembly);
      const least = selection.atLeast ?? 1;
      const failures = selected.flatMap((resource) => {
        const complaint = resource.condition ? 'is made only under a condition' : complain(resource, assembly);
        return complaint ? [`${at(resource)} ${complaint}`] : [];
      });
      if (selected.length < least) failures.push(`${selected.length} of ${least} ${selection.type} found`);
      return { evidence: selected.map(at), failures };
    },
  };
}

/**
 * The same of what templates need not have: where there is none of it, the templates as a whole bear the sentence out. A
 * control that makes a resource never says this of its own.
 */
export function none(
  sentence: string,
  selection: Omit<Selection, 'atLeast'>,
  complain: (resource: Resource, assembly: Assembly) => Complaint,
): Check {
  const { run } = every(sentence, { ...selection, atLeast: 0 }, complain);
  return {
    sentence,
    run(assembly) {
      const { evidence, failures } = run(assembly);
      const looked = `no ${selection.where ? 'such ' : ''}${selection.type} among ${assembly.resources.length} resources`;
      return { evidence: evidence.length > 0 || assembly.resources.length === 0 ? evidence : [looked], failures };
    },
  };
}

/** What is wrong with a property: it must be deeply equal to the expected value. */
export function differs(properties: JsonObject, expected: Record<string, unknown>): Complaint {
  for (const [key, value] of Object.entries(expected)) {
    if (!isDeepStrictEqual(properties[key], value)) {
      return `has ${key} ${JSON.stringify(properties[key]) ?? 'unset'}, not ${JSON.stringify(value) ?? 'unset'}`;
    }
  }
  return undefined;
}

/** Every selected resource has exactly these values. `expected` may depend on the resource and the assembly. */
export function everyHas(
  sentence: string,
  selection: Selection,
  expected: Record<string, unknown> | ((resource: Resource, assembly: Assembly) => Record<string, unknown>),
): Check {
  return every(sentence, selection, (resource, assembly) =>
    differs(resource.properties, typeof expected === 'function' ? expected(resource, assembly) : expected),
  );
}

/** Every selected resource stays when its stack is deleted and when an update would replace it. */
export function everyStays(sentence: string, selection: Selection): Check {
  return every(sentence, selection, ({ deletionPolicy, updateReplacePolicy }) => {
    // RetainExceptOnCreate is Retain for what was made once (AWS CloudFormation User Guide, "DeletionPolicy attribute").
    if (deletionPolicy !== 'Retain' && deletionPolicy !== 'RetainExceptOnCreate')
      return `has DeletionPolicy ${deletionPolicy ?? 'unset'}`;
    return updateReplacePolicy !== 'Retain' && `has UpdateReplacePolicy ${updateReplacePolicy ?? 'unset'}`;
  });
}

/** Lists sorted, and what stands alone as a list of one. */
function normal(value: Json): Json {
  if (!isObject(value)) return listOf(value).map(String).sort();
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, normal(item)]));
}

/** The same statement whatever its Sid, the order of its lists and whether a list of one is written as a list. */
export function sameStatement({ Sid: _, ...left }: JsonObject, { Sid: __, ...right }: JsonObject): boolean {
  return isDeepStrictEqual(normal(left), normal(right));
}

/** The statements of a policy document in a resource's property. */
export function statementsOf(properties: JsonObject, property = 'PolicyDocument'): JsonObject[] {
  const document = properties[property];
  return isObject(document) ? listOf(document.Statement).filter(isObject) : [];
}

/** A policy document lacks one of the statements. */
export function lacks(properties: JsonObject, expected: JsonObject[], property = 'PolicyDocument'): Complaint {
  const statements = statementsOf(properties, property);
  const missing = expected.find((wanted) => !statements.some((statement) => sameStatement(statement, wanted)));
  return missing && `has no statement ${JSON.stringify(missing)}`;
}

/** A policy document has other statements than exactly these. */
export function isNotExactly(properties: JsonObject, expected: JsonObject[], property = 'PolicyDocument'): Complaint {
  const { length } = statementsOf(properties, property);
  if (length !== expected.length) return `has ${length} statements, not ${expected.length}`;
  return lacks(properties, expected, property);
}

/** The managed policy of a role, by the id that its construct has: Training, People, Rotation. */
export function policyOf(title: string): Selection {
  return {
    type: 'AWS::IAM::ManagedPolicy',
    where: ({ logicalId }) => new RegExp(`^${title}Policy[0-9A-F]{8}$`).test(logicalId),
  };
}

/** A role has other rights than those of the managed policy with this title, and of those named beside it. */
export function hasOther({ stack, properties }: Resource, title: string, beside: string[] = []): Complaint {
  const { ManagedPolicyArns, Policies } = properties;
  const of = (one: string) => new RegExp(`:policy/«${stack}/${one}Policy[0-9A-F]{8}»$`);
  const [own, ...more] = listOf(ManagedPolicyArns).map(String);
  const right = own && of(title).test(own) && more.every((arn) => beside.some((one) => of(one).test(arn)));
  if (right && Policies === undefined) return undefined;
  return `has the policies ${JSON.stringify([ManagedPolicyArns, Policies])}`;
}

/** A role's trust lets in more or less than one service, for this account. */
export function isNotTakenBy(properties: JsonObject, service: string, account: string): Complaint {
  const trust = {
    Effect: 'Allow',
    Action: 'sts:AssumeRole',
    Principal: { Service: service },
    Condition: { StringEquals: { 'aws:SourceAccount': account } },
  };
  return isNotExactly(properties, [trust], 'AssumeRolePolicyDocument');
}

/** A service's role: it exists by this name, trusts that service for this account alone, and has this one policy. */
export function serviceRole(sentence: string, roleName: string, service: string, title: string): Check {
  const named = { type: 'AWS::IAM::Role', where: ({ properties }: Resource) => properties.RoleName === roleName };
  return every(
    sentence,
    named,
    (role, { account }) => hasOther(role, title) || isNotTakenBy(role.properties, service, account),
  );
}
