import type { NamedPolicy, PolicyStatement } from '../decide/request.ts';
import type { Assembly, Resource } from './assembly.ts';
import { askableTypes, type Holder, holders, sharing } from './grants.ts';
import { isObject, type Json, type JsonObject, listOf } from './json.ts';
import { arnOf, openAt, proofNameOf } from './model-names.ts';
import type { NotProven } from './not-proven.ts';
import { anyThatStays, isSame, type PolicyReader, textAt } from './policies.ts';
import { sentElsewhere } from './sending.ts';
import { bucketAcl, busPermission, lambdaPermission, scopedTo } from './statements.ts';
import { foreignRoles, unreadOf } from './unread-types.ts';

/** A thing that a template makes and that policies speak of. A role is here too: its trust policy is `policy`. */
export interface AccessResource {
  name: string;
  type: string;
  /** One that ends with a colon stands for all of a service in an account and region. */
  arn: string;
  account: string;
  /** ARNs of its own form that its policy is about as well, up to their end: versions of a group's models. */
  also?: string;
  policy?: NamedPolicy;
}

/** Patterns of everything that the policy of a resource is about. */
export function arnsOfResource({ arn, also }: AccessResource): string[] {
  if (arn.endsWith(':')) return [`${arn}*`];
  return [arn, `${arn}/*`, ...(also ? [`${also}*`] : [])];
}

/** Policies of these are about ARNs of another form too. API Gateway and SageMaker Developer Guides, resource policies. */
function alsoOf(type: string, arn: string, account: string): string | undefined {
  if (type === 'AWS::SageMaker::ModelPackageGroup')
    return `${arn.replace(':model-package-group/', ':model-package/')}/`;
  if (type !== 'AWS::ApiGateway::RestApi') return undefined;
  return `${arn.replace(/^(arn:[^:]+):apigateway:([^:]*)::\/restapis\//, `$1:execute-api:$2:${account}:`)}/`;
}

/** The policy of a VPC endpoint: it judges only requests that pass through it. `service` is an action's prefix. */
export interface Endpoint {
  name: string;
  service: string;
  account: string;
  policy: NamedPolicy;
}

interface Resources {
  resources: AccessResource[];
  endpoints: Endpoint[];
  notProven: NotProven[];
}

/** Everything with a policy of its own, but users and roles, and what lets somebody in without a policy. */
export function readResources(assembly: Assembly, policies: PolicyReader): Resources {
  const found: Resources = { resources: [], endpoints: [], notProven: [] };
  const open = (resource: Resource, what: string, why: string) => found.notProven.push(openAt(resource, what, why));
  const carriers = new Map<string, AccessResource>();
  const listed = new Set<AccessResource>();

  const attach = (carrier: AccessResource, policy: NamedPolicy | undefined) => {
    if (!listed.has(carrier)) found.resources.push(carrier);
    listed.add(carrier);
    if (policy) carrier.policy = carrier.policy ? merged(carrier.policy, policy) : policy;
  };
  /** Those whose whole policy a resource of the templates writes. */
  const written = new Map<AccessResource, NamedPolicy>();
  const readOn = (resource: Resource, carrier: AccessResource, value: JsonObject, what: string, isWhole = false) => {
    const role = { layer: 'resource' as const, name: resource.logicalId, what, about: [carrier.arn] };
    let policy = policies.read(resource, scopedTo(carrier.arn, carrier.type, value), role);
    const other = written.get(carrier);
    if (isWhole && policy && other && carrier.policy && !isSame(policy, other)) {
      const why = `is one of two policies of ${carrier.name}: the last one to be written stays`;
      found.notProven.push(openAt(resource, what, why, [carrier.arn], other.policy));
      [carrier.policy = policy, policy] = anyThatStays([carrier.policy, policy]);
    }
    if (isWhole && policy) written.set(carrier, policy);
    attach(carrier, policy);
  };

  for (const resource of assembly.resources) {
    const arn = arnOf(resource);
    if (!arn || /^AWS::IAM::(Role|User|Group|ManagedPolicy)$/.test(resource.type)) continue;
    const { type } = resource;
    const { account } = assembly;
    const also = alsoOf(type, arn, account);
    const name = proofNameOf(assembly, resource, arn);
    const carrier: AccessResource = { name, type, arn, account, ...(also && { also }) };
    if (askableTypes.has(type)) attach(carrier, undefined);
    for (const alias of aliases(resource, arn)) if (!carriers.has(alias)) carriers.set(alias, carrier);
  }
  const carrierOf = ({ type }: Resource, target: string): AccessResource | undefined =>
    carriers.get(/^arn:|^«/.test(target) ? target : `${ownerOf(type)} ${target}`);

  const hold = (resource: Resource, { policy: property, of }: Holder) => {
    const value = at(resource.properties, property);
    if (value === undefined) {
      if (of !== 'own') open(resource, property, 'holds no policy that can be read');
      return;
    }
    if (isObject(value)) policies.consumed.add(value);
    const document = typeof value === 'string' ? parsed(value) : value;
    if (!isObject(document)) return open(resource, property, 'is not a policy that can be read');
    for (const target of targetsOf(resource, of, assembly)) {
      const carrier = carrierOf(resource, String(target)) ?? outside(assembly, resource, String(target));
      const isWhole = of !== 'account' && resource.type !== 'AWS::SSM::ResourcePolicy';
      if (carrier) readOn(resource, carrier, document, property, isWhole);
      else open(resource, property, `is the policy of ${String(target)}, which no template makes`);
    }
  };

  for (const resource of assembly.resources) {
    const { properties, type } = resource;
    for (const holder of holders[type] ?? []) hold(resource, holder);
    if (type === 'AWS::Lambda::Permission') {
      const carrier = functionOf(String(properties.FunctionName), (name) => carrierOf(resource, name));
      if (carrier) readOn(resource, carrier, lambdaPermission(resource, carrier.arn), 'Principal');
      else open(resource, '', `lets a function be called that no template makes: ${String(properties.FunctionName)}`);
    }
    if (type === 'AWS::Events::EventBusPolicy') {
      const { stack } = resource;
      const { partition, region } = assembly.stacks.find(({ name }) => name === stack) ?? {
        partition: 'aws',
        region: '',
      };
      const name = String(properties.EventBusName ?? 'default');
      const arn = `arn:${partition}:events:${region}:${assembly.account}:event-bus/${name}`;
      const bus = { name, type: 'AWS::Events::EventBus', arn, account: assembly.account };
      const carrier = carrierOf(resource, name) ?? carriers.get(arn) ?? bus;
      carriers.set(arn, carrier);
      if (isObject(properties.Statement)) policies.consumed.add(properties);
      readOn(resource, carrier, busPermission(resource, carrier.arn), 'Principal');
    }
    if (type === 'AWS::S3::Bucket') {
      const carrier = carriers.get(resource.arn ?? '') as AccessResource;
      const acl = bucketAcl(resource, carrier.arn);
      if (acl) readOn(resource, carrier, acl, 'AccessControl');
    }
    if (type === 'AWS::EC2::VPCEndpoint' && properties.PolicyDocument !== undefined) {
      const policy = policies.read(resource, properties.PolicyDocument, {
        ...{ layer: 'endpoint', name: resource.logicalId, what: 'PolicyDocument' },
      });
      const service =
        String(properties.ServiceName)
          .replace(/^(cn\.)?com\.amazonaws\.[^.]+\./, '')
          .split('.')[0] ?? '';
      if (policy)
        found.endpoints.push({
          name: resource.logicalId,
          service: service === 'monitoring' ? 'cloudwatch' : service,
          account: assembly.account,
          policy,
        });
    }
    found.notProven.push(...unreadOf(resource, assembly));
    for (const { property, to } of sentElsewhere(resource, assembly.account))
      open(resource, property, `sends to account ${to.join(', ')}, whose policies are not here`);
    const saying = sharing[type];
    if (saying) {
      const said = saying
        .filter((name) => properties[name] !== undefined)
        .map((name) => `${name} ${shown(properties[name])}`);
      const about = [...said.join(' ').matchAll(/arn:[^"\s]+/g)].map(([arn]) => arn);
      const why = `lets somebody in, in a form that is not read: ${said.join(', ') || type}`;
      found.notProven.push(openAt(resource, '', why, about));
    } else {
      const texts = (holders[type] ?? []).map(({ policy }) => policy);
      const isRead = (where: string) => texts.includes(where) || policies.texts.has(textAt(resource, where));
      for (const where of unread(properties, policies.consumed, '').filter((where) => !isRead(where)))
        open(resource, where, 'holds a policy that is not read');
    }
  }
  found.notProven.push(...foreignRoles(assembly));
  return found;
}

function shown(value: Json | undefined): string {
  const text = JSON.stringify(value) ?? '';
  return text.length > 160 ? `${text.slice(0, 160)}…` : text;
}

function at(properties: JsonObject, path: string): Json | undefined {
  let value: Json | undefined = properties;
  for (const name of path.split('.')) value = isObject(value) ? value[name] : undefined;
  return value;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function targetsOf(resource: Resource, of: string, assembly: Assembly): Json[] {
  if (of === 'own') return [resource.arn ?? `«${resource.stack}/${resource.logicalId}»`];
  if (of !== 'account') return listOf(resource.properties[of]) as Json[];
  const stack = assembly.stacks.find(({ name }) => name === resource.stack);
  return [
    `arn:${stack?.partition}:${resource.type.split('::')[1]?.toLowerCase()}:${stack?.region}:${assembly.account}:`,
  ];
}

/** `S3` of `AWS::S3::Bucket`: names are its service's own. */
const ownerOf = (type: string): string => type.split('::')[1] ?? '';

/** What other resources write to mean this one: its ARN, name, Ref, or the ARN with Secrets Manager's six characters open. */
function aliases(resource: Resource, arn: string): string[] {
  const last = arn.split(/[:/](?=[^:/]*$)/).at(-1) ?? arn;
  const token = `«${resource.stack}/${resource.logicalId}»`;
  const owner = ownerOf(resource.type);
  const named = [`${owner} ${resource.ref}`, `${owner} ${last}`];
  return [arn, resource.arn ?? arn, token, token.replace('»', '.QueueUrl»'), ...named];
}

/** A function by its name or ARN, and by those of one of its versions or aliases. */
function functionOf(name: string, carrierOf: (name: string) => AccessResource | undefined): AccessResource | undefined {
  const parts = name.split(':');
  const plain = name.startsWith('arn:') ? parts.slice(0, 7).join(':') : (parts[0] ?? name);
  const found = carrierOf(name) ?? carrierOf(plain);
  return found?.type.startsWith('AWS::Lambda::') ? found : undefined;
}

/** A thing of somebody else that a template gives a policy to. */
function outside(assembly: Assembly, { type }: Resource, target: string): AccessResource | undefined {
  const { account } = assembly;
  const [, owner = account] = /^arn:[^:«]+:[^:«]+:[^:]*:(\d{12}):/.exec(target) ?? [];
  if (/^arn:[^:«]+:[^:«]+:/.test(target)) return { name: target, type, arn: target, account: owner };
  if (type !== 'AWS::S3::BucketPolicy' || target.startsWith('«unresolved')) return undefined;
  const arn = `arn:${assembly.stacks[0]?.partition}:s3:::${target}`;
  return { name: target, type: 'AWS::S3::Bucket', arn, account };
}

function merged(one: NamedPolicy, more: NamedPolicy): NamedPolicy {
  const statements = [one, more].flatMap(({ policy }) => listOf(policy.Statement) as PolicyStatement[]);
  return { ...one, policy: { ...one.policy, Statement: statements } };
}

/** Where else in a resource something stands that has the form of a policy, as text too. */
function unread(value: Json, consumed: Set<object>, where: string): string[] {
  if (typeof value === 'string')
    return /"Statement"\s*:/.test(value) && /"Effect"\s*:/.test(value) ? [where.slice(1)] : [];
  if (Array.isArray(value)) return value.flatMap((item, index) => unread(item, consumed, `${where}[${index}]`));
  if (!isObject(value) || consumed.has(value)) return [];
  const statements = listOf(value.Statement);
  if (statements.some((item) => isObject(item) && 'Effect' in item)) return [where.slice(1)];
  return Object.entries(value).flatMap(([key, item]) => unread(item, consumed, `${where}.${key}`));
}
