import type { Assembly, Resource } from '../../../judge/read/assembly.ts';
import { isObject, type Json, type JsonObject, listOf } from '../../../judge/read/json.ts';
import { stepsOf } from '../../pipelines/judged.ts';
import registries from '../../registries.json' with { type: 'json' };
import held from './held.json' with { type: 'json' };

/**
 * What of these services a template may hold: a type runs no code and opens no way (`harmless`), is open to whom its policy says
 * (`byPolicy`, judged by the access rows), or keeps to a rule. Every other type is refused, one that AWS adds tomorrow too. Reviewed
 * against the properties of each type in the CloudFormation Template Reference.
 */
const services = /^AWS::(SageMaker|Bedrock\w*|Lambda|EC2)::/;

/** By path of a property (`[]`: each of a list), what it has to be; `?` where it may be left out. */
type Rule = Record<string, string>;

const { harmless, byPolicy, rules, steps } = held as {
  harmless: string[];
  byPolicy: string[];
  rules: Record<string, Rule>;
  steps: Record<string, Rule>;
};

/** What of a network this repository was given in place of making one. */
export interface GivenNetwork {
  subnetIds: string[];
  securityGroupIds: string[];
}

const awsRegistries = new Set(
  Object.values(registries).flatMap((each) => Object.values(each as Record<string, string>)),
);

/** Whether a value is this repository's own thing of a kind. */
function ownedBy({ resources, names, account }: Assembly, given: GivenNetwork) {
  const of = (type: string, more: string[] = []) => {
    const made = resources.filter((each) => each.type === type);
    return new Set([
      ...made.flatMap(({ ref, arn = ref, stack, logicalId }) => [ref, arn, `«${stack}/${logicalId}.GroupId»`]),
      ...more,
    ]);
  };
  const bucketNames = Object.values(names).flatMap((arn) => /^arn:[^:]*:s3:::([^/]+)$/.exec(arn)?.[1] ?? []);
  const known: Record<string, Set<string>> = {
    subnet: of('AWS::EC2::Subnet', given.subnetIds),
    group: of('AWS::EC2::SecurityGroup', given.securityGroupIds),
    key: of('AWS::KMS::Key'),
    role: of('AWS::IAM::Role'),
    function: of('AWS::Lambda::Function'),
    'set of options': of('AWS::EC2::DHCPOptions'),
    'group of models': of('AWS::SageMaker::ModelPackageGroup'),
  };
  const buckets = of('AWS::S3::Bucket', bucketNames);
  const image = (value: Json) => {
    const [, owner = ''] = /^([^.]+)\.dkr\.ecr\.[a-z0-9-]+\.amazonaws\.com(?:\.cn)?\//.exec(String(value)) ?? [];
    return owner === account || awsRegistries.has(owner);
  };
  const isBucket = (name: string) => buckets.has(name) || new RegExp(`^cdk-[a-z0-9]+-assets-${account}-`).test(name);
  return (kind: string, value: Json): boolean => {
    if (kind === 'image') return image(value);
    if (kind === 'bucket') return isBucket(/^s3:\/\/((?:«[^»]*»|[^/])+)/.exec(String(value))?.[1] ?? '');
    if (kind === 'narrow') return !/^(0\.0\.0\.0\/0|::\/0)$/.test(String(value));
    if (kind === 'code') {
      const { ZipFile, S3Bucket, ImageUri } = isObject(value) ? value : {};
      return (
        typeof ZipFile === 'string' || (S3Bucket !== undefined && isBucket(String(S3Bucket))) || image(ImageUri ?? '')
      );
    }
    return known[kind]?.has(String(value)) ?? false;
  };
}

function valuesAt(value: Json | undefined, [first, ...rest]: string[]): Json[] {
  if (value === undefined) return [];
  if (first === undefined) return [value];
  const name = first.replace(/\[\]$/, '');
  const found = isObject(value) ? value[name] : undefined;
  if (found === undefined) return [];
  return first.endsWith('[]') ? listOf(found).flatMap((each) => valuesAt(each as Json, rest)) : valuesAt(found, rest);
}

type Owned = ReturnType<typeof ownedBy>;

/** What is wrong by a rule, in words; undefined where nothing is. */
function wrongBy(rule: Rule, properties: JsonObject, owned: Owned): string | undefined {
  for (const [path, wanted] of Object.entries(rule)) {
    const values = valuesAt(properties, path.split('.'));
    const kind = wanted.replace(/^\?/, '');
    if (kind === 'absent') {
      if (values.length > 0) return `has ${path}`;
    } else if (values.length === 0) {
      if (kind === wanted) return `has no ${path}`;
    } else {
      const wrong = values.find((value) =>
        kind.startsWith('=') ? String(value) !== kind.slice(1) : kind !== 'steps' && !owned(kind, value),
      );
      if (wrong !== undefined) {
        const asked = kind.startsWith('=')
          ? kind.slice(1)
          : `${kind === 'narrow' ? 'a narrow range' : `this repository's own ${kind}`}`;
        return `has ${path} ${JSON.stringify(wrong).slice(0, 120)}, not ${asked}`;
      }
    }
  }
  return undefined;
}

/** A pipeline runs what its definition says: each step keeps to the rule of its kind. */
function wrongStep({ properties }: Resource, owned: Owned): string | undefined {
  const found = stepsOf(properties);
  if (found.length === 0) return 'has no definition that can be read here';
  for (const { name, type, request } of found) {
    const rule = Object.hasOwn(steps, type) ? steps[type] : undefined;
    const wrong = rule ? wrongBy(rule, request, owned) : `is a ${type}, for which there is no rule`;
    if (wrong) return `step ${name} ${wrong}`;
  }
  return undefined;
}

export const isHeld = ({ type }: Resource): boolean => services.test(type);

/** Why a template may not hold a resource of these services; undefined where it may. */
export function refusedOf(resource: Resource, assembly: Assembly, given: GivenNetwork): string | undefined {
  const { type, properties } = resource;
  if (harmless.includes(type) || byPolicy.includes(type)) return undefined;
  const rule = Object.hasOwn(rules, type) ? rules[type] : undefined;
  if (!rule)
    return `is a ${type}, which can run code or open a way, and no rule in job-guardrails/held.json is about it`;
  const owned = ownedBy(assembly, given);
  return (
    wrongBy(rule, properties, owned) ?? (type === 'AWS::SageMaker::Pipeline' ? wrongStep(resource, owned) : undefined)
  );
}
