import type { NamedPolicy, PolicyDocument, PolicyStatement } from '../decide/request.ts';
import type { Assembly, Resource } from './assembly.ts';
import { isObject, type Json, type JsonObject, listOf } from './json.ts';
import { arnOf, nameOf, placeOf } from './model-names.ts';

/** A thing that a template makes and that policies speak of. A role stands here too: its trust policy is `policy`. */
export interface AccessResource {
  name: string;
  type: string;
  arn: string;
  account: string;
  policy?: NamedPolicy;
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
  unresolved: string[];
}

/** Where a policy of a resource stands: the property that holds it, and the one that names the resources it is for. */
const attachments: Record<string, { policy: string; to: string }> = {
  'AWS::S3::BucketPolicy': { policy: 'PolicyDocument', to: 'Bucket' },
  'AWS::SNS::TopicPolicy': { policy: 'PolicyDocument', to: 'Topics' },
  'AWS::SNS::TopicInlinePolicy': { policy: 'PolicyDocument', to: 'TopicArn' },
  'AWS::SQS::QueuePolicy': { policy: 'PolicyDocument', to: 'Queues' },
  'AWS::SQS::QueueInlinePolicy': { policy: 'PolicyDocument', to: 'Queue' },
  'AWS::SecretsManager::ResourcePolicy': { policy: 'ResourcePolicy', to: 'SecretId' },
};

/** Types that let somebody in without the statements of a policy. */
const otherGrants = new Set([
  'AWS::Events::EventBusPolicy',
  'AWS::Lambda::LayerVersionPermission',
  'AWS::S3::AccessGrant',
  'AWS::LakeFormation::Permissions',
  'AWS::LakeFormation::PrincipalPermissions',
  'AWS::RAM::ResourceShare',
  'AWS::EC2::VPCEndpointServicePermissions',
]);

/** Types whose instances proofs may ask about, with the property of their own that is their policy. */
const kinds: Record<string, string | undefined> = {
  'AWS::S3::Bucket': undefined,
  'AWS::SNS::Topic': undefined,
  'AWS::SQS::Queue': undefined,
  'AWS::SecretsManager::Secret': undefined,
  'AWS::KMS::Key': 'KeyPolicy',
  'AWS::Lambda::Function': undefined,
  'AWS::Logs::LogGroup': undefined,
  'AWS::SSM::Parameter': undefined,
  'AWS::CloudTrail::Trail': undefined,
  'AWS::Events::Rule': undefined,
};

/** Everything with a policy of its own, but users and roles. A policy in a place not known here is listed as unresolved. */
export function readResources(assembly: Assembly, consumed: Set<object>): Resources {
  const found: Resources = { resources: [], endpoints: [], unresolved: [] };
  const open = (resource: Resource, what: string) =>
    found.unresolved.push(`${resource.stack}: ${resource.logicalId} ${what}`);
  const carriers = new Map<string, AccessResource>();

  for (const resource of assembly.resources) {
    if (!Object.hasOwn(kinds, resource.type)) continue;
    const arn = arnOf(assembly, resource);
    if (!arn) continue;
    const property = kinds[resource.type];
    const own = property ? resource.properties[property] : undefined;
    if (isObject(own)) consumed.add(own);
    const carrier: AccessResource = {
      name: nameOf(assembly, resource, arn),
      type: resource.type,
      arn,
      account: assembly.account,
      ...(isObject(own) && { policy: named(resource, scopedTo(arn, own)) }),
    };
    found.resources.push(carrier);
    for (const alias of aliases(resource, arn)) carriers.set(alias, carrier);
  }

  const attach = (resource: Resource, target: Json, policy: NamedPolicy) => {
    const carrier = carriers.get(String(target)) ?? outside(assembly, resource, String(target));
    if (!carrier) return open(resource, `is the policy of ${String(target)}, which no template makes`);
    if (!found.resources.includes(carrier)) found.resources.push(carrier);
    if (carrier.policy) carrier.policy = merged(carrier.policy, policy);
    else carrier.policy = policy;
  };
  for (const resource of assembly.resources) {
    const { properties, type } = resource;
    const attachment = attachments[type];
    if (attachment) {
      const policy = properties[attachment.policy];
      if (!isObject(policy)) open(resource, 'holds no policy that can be read');
      else {
        consumed.add(policy);
        for (const target of listOf(properties[attachment.to]))
          attach(resource, target as Json, named(resource, policy));
      }
    }
    if (type === 'AWS::Lambda::Permission') {
      const arn = [...carriers].find(([alias]) => alias === String(properties.FunctionName))?.[1].arn;
      if (arn) attach(resource, arn, named(resource, permission(properties, arn)));
      else open(resource, `lets a function be called that no template makes: ${String(properties.FunctionName)}`);
    }
    if (type === 'AWS::EC2::VPCEndpoint' && isObject(properties.PolicyDocument)) {
      consumed.add(properties.PolicyDocument);
      const service =
        String(properties.ServiceName)
          .replace(/^(cn\.)?com\.amazonaws\.[^.]+\./, '')
          .split('.')[0] ?? '';
      found.endpoints.push({
        name: resource.logicalId,
        service: service === 'monitoring' ? 'cloudwatch' : service,
        account: assembly.account,
        policy: named(resource, properties.PolicyDocument),
      });
    }
    if (resource.condition) {
      if (attachment || Object.hasOwn(kinds, type) || type.startsWith('AWS::IAM::'))
        open(resource, 'is made only under a condition');
    }
    if (otherGrants.has(type) && !isObject(properties.Statement)) open(resource, 'grants in a form that is not read');
    for (const where of unread(properties, consumed, '')) open(resource, `holds a policy that is not read: ${where}`);
  }
  return found;
}

function named(resource: Resource, policy: JsonObject): NamedPolicy {
  return { name: resource.logicalId, policy: policy as unknown as PolicyDocument, origin: placeOf(resource) };
}

/** What other resources write to mean this one: its ARN, name, Ref, or the ARN with Secrets Manager's six characters open. */
function aliases(resource: Resource, arn: string): string[] {
  const last = arn.split(/:(?=[^:]*$)/).at(-1) ?? arn;
  const tokens = [`«${resource.stack}/${resource.logicalId}»`, `«${resource.stack}/${resource.logicalId}.QueueUrl»`];
  return [arn, last, ...tokens, arn.replace(/-AbCdEf$/, '-??????')];
}

/** A bucket of somebody else that a template gives a policy to. */
function outside(assembly: Assembly, resource: Resource, target: string): AccessResource | undefined {
  if (resource.type !== 'AWS::S3::BucketPolicy') return undefined;
  const arn = `arn:${assembly.stacks[0]?.partition}:s3:::${target}`;
  return { name: target, type: 'AWS::S3::Bucket', arn, account: assembly.account };
}

/** "*" in a key policy's Resource means the key that it is attached to (KMS Developer Guide, "Key policies"). */
function scopedTo(arn: string, policy: JsonObject): JsonObject {
  const statements = (listOf(policy.Statement) as JsonObject[]).map((statement) =>
    statement.Resource === '*' ? { ...statement, Resource: arn } : statement,
  );
  return { ...policy, Statement: statements };
}

function merged(one: NamedPolicy, more: NamedPolicy): NamedPolicy {
  const statements = [one, more].flatMap(({ policy }) => listOf(policy.Statement) as PolicyStatement[]);
  return { ...one, policy: { ...one.policy, Statement: statements } };
}

/** Lambda Developer Guide, "Resource-based policies": what AddPermission writes into a function's policy. */
function permission(properties: JsonObject, arn: string): JsonObject {
  const { Action, Principal, SourceAccount, SourceArn, PrincipalOrgID } = properties;
  const service = /^[a-z0-9.-]+\.amazonaws\.com(\.cn)?$/.test(String(Principal));
  const equals: JsonObject = {};
  if (SourceAccount !== undefined) equals['AWS:SourceAccount'] = SourceAccount;
  if (PrincipalOrgID !== undefined) equals['aws:PrincipalOrgID'] = PrincipalOrgID;
  const condition: JsonObject = {};
  if (Object.keys(equals).length > 0) condition.StringEquals = equals;
  if (SourceArn !== undefined) condition.ArnLike = { 'AWS:SourceArn': SourceArn };
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: service ? { Service: Principal ?? '' } : { AWS: Principal ?? '' },
        Action: Action ?? '',
        Resource: arn,
        ...(Object.keys(condition).length > 0 && { Condition: condition }),
      },
    ],
  };
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
