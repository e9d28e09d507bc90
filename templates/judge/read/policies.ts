import { compile } from '../decide/policy.ts';
import { type NamedPolicy, PolicyError, type PolicyLayer, type PolicyStatement } from '../decide/request.ts';
import type { Resource } from './assembly.ts';
import { isObject, type Json, type JsonObject, listOf } from './json.ts';
import { openAt, placeOf } from './model-names.ts';
import { nearestAction } from './near.ts';
import type { NotProven } from './not-proven.ts';
import { unknownValue } from './open-values.ts';

/** What a policy is of: the layer in which it decides, its name, the property that holds it, and whom it is about. */
export interface Role {
  layer: PolicyLayer;
  name: string;
  what: string;
  about?: string[];
  /** See NotProven. */
  rests?: unknown;
}

const lists = ['Action', 'NotAction', 'Resource', 'NotResource'];
const principals = ['Principal', 'NotPrincipal'];

/**
 * Reads the policies of an assembly for the engine, which takes nothing that it does not understand: such a part is left
 * out here and told, and the rest is judged.
 */
export class PolicyReader {
  readonly notProven: NotProven[] = [];
  /** Objects of the templates that were read as policies. */
  readonly consumed = new Set<object>();
  /** Places that hold the text of a policy that was read. */
  readonly texts = new Set<string>();
  readonly #known = new Map<object, Map<string, NamedPolicy>>();

  read(resource: Resource, value: Json | undefined, role: Role): NamedPolicy | undefined {
    if (value === undefined || value === null) return undefined;
    const document = typeof value === 'string' ? textOf(value) : value;
    if (!isObject(document)) {
      this.#tell(resource, role, '', 'is not a policy that can be read');
      return undefined;
    }
    if (isObject(value)) this.consumed.add(value);
    else this.texts.add(textAt(resource, role.what));
    const byRole = this.#known.get(document) ?? new Map<string, NamedPolicy>();
    this.#known.set(document, byRole);
    const key = `${role.layer} ${role.name}`;
    const found = byRole.get(key) ?? this.#checked(resource, document, role);
    byRole.set(key, found);
    return found;
  }

  #tell(resource: Resource, { what, about, rests }: Role, where: string, why: string): void {
    this.notProven.push(openAt(resource, `${what}${where}`, why, about, rests));
  }

  #checked(resource: Resource, document: JsonObject, role: Role): NamedPolicy {
    const { Version = '2008-10-17', Statement, Id: _, ...more } = document;
    if (/«unresolved|«.*unresolved/.test(JSON.stringify(more)))
      this.#tell(resource, role, '', 'is not known before deployment');
    for (const element of Object.keys(more)) this.#tell(resource, role, `.${element}`, 'there is no such element');
    const statements = listOf(Statement).flatMap((statement, index): PolicyStatement[] => {
      const place = `.Statement[${index}]`;
      const left = this.#statement(resource, statement as Json, String(Version), role, place);
      return left ? [left] : [];
    });
    const version = Version === '2012-10-17' ? Version : '2008-10-17';
    return {
      name: role.name,
      policy: { Version: version, Statement: statements },
      origin: placeOf(resource),
      checked: true,
    };
  }

  /** The statement as far as it can be judged; undefined where nothing of it can. */
  #statement(resource: Resource, value: Json, version: string, role: Role, place: string): PolicyStatement | undefined {
    const open = JSON.stringify(value).includes('«unresolved');
    // That a value is not known is told once, not again of each part that rests on it.
    const tell = (where: string, why: string) =>
      open && why.includes('«unresolved') ? undefined : this.#tell(resource, role, `${place}${where}`, why);
    if (!isObject(value)) {
      tell('', /«unresolved/.test(String(value)) ? 'is not known before deployment' : 'is not a statement');
      return undefined;
    }
    if (open) tell('', unknownIn(value));
    const statement = this.#withoutUnread(normal(value), version, role, tell);
    try {
      const { doubts } = compileOne(statement, version, role.layer, false);
      for (const doubt of doubts) tell('', doubtOf(doubt));
      return statement as unknown as PolicyStatement;
    } catch (error) {
      if (!(error instanceof PolicyError)) throw error;
      tell('', `${String(value.Effect)} was left out: ${error.message.replace(/^p, statement [^,:]*[,:] ?/, '')}`);
      return undefined;
    }
  }

  /** Members of a statement's lists that are refused for themselves. */
  #withoutUnread(
    statement: JsonObject,
    version: string,
    { layer }: Role,
    tell: (where: string, why: string) => void,
  ): JsonObject {
    if (isSound(statement, version, layer)) return statement;
    const rest = { ...statement };
    const keep = (members: Json[], where: string, alone: (member: Json) => JsonObject): Json[] => {
      const kept = members.filter((member) => {
        const trial = alone(member);
        if (isSound(trial, version, layer)) return true;
        tell(where, `${JSON.stringify(member)} was left out: ${faultOf(trial, version, layer)}`);
        return false;
      });
      return kept.length > 0 ? kept : members;
    };
    const plain = { ...plainest, ...(layer !== 'identity' && layer !== 'boundary' && { Principal: '*' }) };
    for (const element of lists) {
      const members = statement[element];
      if (members === undefined) continue;
      const { [element.replace('Not', '')]: _, ...others } = plain as JsonObject;
      rest[element] = keep(listOf(members as Json | Json[]), `.${element}`, (member) => ({
        ...others,
        [element]: member,
      }));
    }
    for (const element of principals) {
      const named = statement[element];
      if (!isObject(named)) continue;
      const { Principal: _, ...others } = plain as JsonObject;
      rest[element] = Object.fromEntries(
        Object.entries(named).map(([type, members]) => [
          type,
          keep(listOf(members), `.${element}.${type}`, (member) => ({ ...others, [element]: { [type]: member } })),
        ]),
      );
    }
    return rest;
  }
}

export const textAt = ({ stack, logicalId }: Resource, what: string): string => `${stack}\n${logicalId}.${what}`;

/** Of policies of which only the last one to be written stays, whichever that is: no deny counts that one of them lacks. */
export function anyThatStays(policies: NamedPolicy[]): NamedPolicy[] {
  const texts = policies.map(({ policy }) => listOf(policy.Statement).map((statement) => JSON.stringify(statement)));
  return policies.map((each) => {
    const stays = (statement: PolicyStatement) =>
      statement.Effect === 'Allow' || texts.every((text) => text.includes(JSON.stringify(statement)));
    return { ...each, policy: { ...each.policy, Statement: listOf(each.policy.Statement).filter(stays) } };
  });
}

export const isSame = (one: NamedPolicy, other: NamedPolicy) =>
  JSON.stringify(one.policy) === JSON.stringify(other.policy);

const plainest: JsonObject = { Effect: 'Allow', Action: '*', Resource: '*' };

function textOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What CloudFormation's templates write and IAM reads alike. */
function normal(statement: JsonObject): JsonObject {
  const result = { ...statement };
  for (const element of ['Action', 'NotAction']) {
    if (result[element] === undefined) continue;
    const texts = listOf(result[element]).map((each) => (each === '*:*' ? '*' : each));
    result[element] = Array.isArray(result[element]) ? texts : (texts[0] ?? null);
  }
  // In YAML, the number of an account need not be in quotes.
  const text = (each: Json) => (typeof each === 'number' ? String(each) : each);
  for (const element of principals) {
    const named = result[element];
    if (!isObject(named)) continue;
    const members = Object.entries(named).map(([type, value]) => [
      type,
      Array.isArray(value) ? value.map(text) : text(value),
    ]);
    result[element] = Object.fromEntries(members);
  }
  return result;
}

const compileOne = (statement: JsonObject, Version: string, layer: PolicyLayer, strict: boolean) =>
  compile({ name: 'p', policy: { Version, Statement: [statement] } as unknown as NamedPolicy['policy'] }, layer, {
    strict,
  });

function faultOf(statement: JsonObject, version: string, layer: PolicyLayer): string {
  try {
    compileOne(statement, version, layer, false);
    return '';
  } catch (error) {
    if (!(error instanceof PolicyError)) throw error;
    return error.message.replace(/^p, statement [^,:]*(, [^:]*)?: ?/, '');
  }
}

const isSound = (statement: JsonObject, version: string, layer: PolicyLayer): boolean =>
  faultOf(statement, version, layer) === '';

function doubtOf({ message }: PolicyError): string {
  const [, action] = /there is no action (\S+)/.exec(message) ?? [];
  const near = action && nearestAction(action);
  const text = message.replace(/^p, statement [^:]*: /, '');
  if (!action) return `${text} in the AWS data`;
  return `${text} in the AWS data${near ? `; the nearest is ${near}` : ''}`;
}

/** `Allow s3:GetObject on a value that is not known before deployment` */
function unknownIn(statement: JsonObject): string {
  const [, where = ''] = /«unresolved [^/]*\/([^»]*)»/.exec(JSON.stringify(statement)) ?? [];
  const actions = listOf(statement.Action as Json | Json[])
    .map(String)
    .join(', ');
  return `${String(statement.Effect)} ${actions} ${unknownValue} (${where})`;
}
