import { createHash } from 'node:crypto';
import type { Assembly, Resource } from '../../templates/judge/read/assembly.ts';
import { isObject } from '../../templates/judge/read/json.ts';

/** What is in one account, as far as a diagram and a summary show it. */
export interface Parts {
  account: string;
  regions: string[];
  stacks: string[];
  /** Proof names of buckets that are created, in the order of the templates, with the key that encrypts each. */
  buckets: { name: string; key?: string }[];
  /** The same of secrets. */
  secrets: { name: string; key?: string }[];
  network?: { endpoints: number; isOpen: boolean };
  rules: number;
  alarms: number;
  trails: number;
}

const opens = new Set(['AWS::EC2::InternetGateway', 'AWS::EC2::EgressOnlyInternetGateway', 'AWS::EC2::NatGateway']);

function keyOf({ properties: { BucketEncryption: given } }: Resource): string | undefined {
  const rules = isObject(given) ? given.ServerSideEncryptionConfiguration : undefined;
  const [first] = Array.isArray(rules) ? rules : [];
  const by = isObject(first) ? first.ServerSideEncryptionByDefault : undefined;
  return isObject(by) && typeof by.KMSMasterKeyID === 'string' ? by.KMSMasterKeyID : undefined;
}

export function partsOf({ account, stacks, resources, names }: Assembly): Parts {
  const count = (type: string) => resources.filter((resource) => resource.type === type).length;
  const named = (arn: string | undefined) => Object.keys(names).find((name) => names[name] === arn);
  const encrypted = (type: string, keyIn: (resource: Resource) => string | undefined) =>
    resources.flatMap((resource) => {
      const name = resource.type === type ? named(resource.arn) : undefined;
      const key = named(keyIn(resource));
      return name === undefined ? [] : [{ name, ...(key && { key }) }];
    });
  const endpoints = count('AWS::EC2::VPCEndpoint');
  const isOpen = resources.some(({ type }) => opens.has(type));
  return {
    account,
    regions: [...new Set(stacks.map(({ region }) => region))],
    stacks: stacks.map(({ name }) => name),
    buckets: encrypted('AWS::S3::Bucket', keyOf),
    secrets: encrypted('AWS::SecretsManager::Secret', ({ properties: { KmsKeyId: key } }) =>
      typeof key === 'string' ? key : undefined,
    ),
    ...(count('AWS::EC2::VPC') + endpoints > 0 && { network: { endpoints, isOpen } }),
    rules: count('AWS::Events::Rule'),
    alarms: count('AWS::CloudWatch::Alarm'),
    trails: count('AWS::CloudTrail::Trail'),
  };
}

/** SHA-256 over the templates of all accounts: the same for the same assembly, whatever folder it lies in. */
export function digestOfTemplates(assemblies: readonly Assembly[]): string {
  const stacks = assemblies.flatMap((one) => one.stacks);
  const lines = stacks.map(({ account, region, name, template }) => JSON.stringify([account, region, name, template]));
  return createHash('sha256').update(lines.sort().join('\n')).digest('hex');
}
