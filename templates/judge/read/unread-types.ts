import { namingOf } from './arn.ts';
import type { Assembly, Resource } from './assembly.ts';
import { holders, sharing } from './grants.ts';
import { isObject, type Json, listOf } from './json.ts';
import { openAt } from './model-names.ts';
import type { NotProven } from './not-proven.ts';

/** Types whose resources are made by a template that is not in the assembly. */
const elsewhere: Record<string, string> = {
  'AWS::CloudFormation::StackSet': 'makes stacks of a template in other accounts and regions',
  'AWS::CloudFormation::Macro': 'rewrites the templates that name it',
  'AWS::CloudFormation::ModuleDefaultVersion': 'is a module',
  'AWS::CloudFormation::ModuleVersion': 'is a module',
  'AWS::CloudFormation::ResourceVersion': 'is a type whose own code makes its resources',
  'AWS::CloudFormation::TypeActivation': 'brings a type whose own code makes its resources',
  'AWS::Proton::EnvironmentTemplate': 'is a template that others make environments of',
  'AWS::Proton::ServiceTemplate': 'is a template that others make services of',
  'AWS::ServiceCatalog::CloudFormationProduct': 'is a template that others make stacks of',
  'AWS::ServiceCatalog::CloudFormationProvisionedProduct': 'makes a stack of a template',
};

/** Types that read/ itself takes apart, or that name what they hold. */
const taken =
  /^AWS::(IAM|Lambda::Permission|Events::EventBusPolicy|EC2::VPCEndpoint|S3::Bucket|CloudFormation::(Stack|CustomResource)|CDK::Metadata)\b/;

/**
 * Custom resources of the CDK's own library that change no policy: their functions are in its sources, and of the templates.
 * What a function there may do is its role's, which is read.
 */
const ofTheLibrary =
  /^Custom::(S3AutoDeleteObjects|S3BucketNotifications|VpcRestrictDefaultSG|LogRetention|CDKBucketDeployment|ECRAutoDeleteImages|DynamoDBReplica|CrossRegion(Export(Reader|Writer)|StringParameterReader)|AWSCDKOpenIdConnectProvider|DescribeCognitoUserPoolClient|EC2TagDeletion|VPCRestrict)$/;

/** Of a resource of a type that is not read as a grant, why it is not known to grant nothing. */
export function unreadOf(resource: Resource, assembly: Assembly): NotProven[] {
  const { type, properties } = resource;
  if (elsewhere[type]) return [openAt(resource, '', `${elsewhere[type]}, which was not read`)];
  if (taken.test(type) || Object.hasOwn(holders, type) || Object.hasOwn(sharing, type) || type.startsWith('Custom::'))
    return customOf(resource, assembly);
  // What a transform makes of these is told once, of the transform.
  if (type.startsWith('AWS::Serverless::'))
    return isTransformed(resource, assembly) ? [] : [openAt(resource, '', 'only a transform makes what it is')];
  const known = namingOf(type);
  if (!known) return [openAt(resource, '', `nothing is known of ${type}: what it grants was not read`)];
  return namesIn(properties, new Set(known.grants)).map((where) =>
    openAt(resource, where, 'may let somebody in, in a form that is not read', []),
  );
}

/** What a custom resource does when it is deployed, its function decides; calls of the CDK's own one can be read. */
function customOf(resource: Resource, { resources }: Assembly): NotProven[] {
  const { type, properties } = resource;
  if (!/^(Custom::|AWS::CloudFormation::CustomResource$)/.test(type)) return [];
  const called = String(properties.ServiceToken);
  const isHere = resources.some((one) => one.type === 'AWS::Lambda::Function' && one.arn === called);
  if (isHere && ofTheLibrary.test(type)) return [];
  if (isHere && type === 'Custom::AWS') {
    const calls = ['Create', 'Update', 'Delete'].flatMap((name) => {
      const call = parsed(properties[name]);
      return call ? `${String(call.service)}:${String(call.action)}` : [];
    });
    // What STS gives is somebody's rights.
    if (calls.every((call) => /:(get|list|describe|head)/i.test(call) && !/\bsts:/i.test(call))) return [];
    return [openAt(resource, '', `calls ${calls.join(', ')} when it is deployed: what that changes was not read`)];
  }
  return [openAt(resource, '', `${called} decides what it makes, which was not read`)];
}

function isTransformed({ stack }: Resource, { stacks }: Assembly): boolean {
  const template = stacks.find(({ name }) => name === stack)?.template;
  return listOf(template?.Transform).length > 0;
}

function parsed(value: Json | undefined): { [key: string]: Json } | undefined {
  try {
    const found: unknown = typeof value === 'string' ? JSON.parse(value) : value;
    return isObject(found) ? found : undefined;
  } catch {
    return { service: 'a service', action: 'an action that only the deployment knows' };
  }
}

/** Where properties of these names hold something. */
function namesIn(value: Json, names: ReadonlySet<string>, where = ''): string[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => namesIn(item, names, `${where}[${index}]`));
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, item]) => {
    const at = where ? `${where}.${key}` : key;
    const isEmpty = item === false || item === '' || listOf(item).length === 0;
    return names.has(key) && !isEmpty ? [at] : namesIn(item, names, at);
  });
}

/** What works with the rights of a role that no template makes: nobody here knows what that may do. */
export function foreignRoles({ resources, account, stacks }: Assembly): NotProven[] {
  // A number that is in a template is then nobody's but the owner's.
  const isOurs = (arn: string) => stacks.some(({ assumed }) => assumed?.account) || arn.includes(`:${account}:`);
  const identities = resources.filter(({ type }) => /^AWS::IAM::(Role|InstanceProfile)$/.test(type));
  const made = new Set(identities.flatMap(({ arn, ref }) => [arn ?? ref, ref]));
  return resources.flatMap((resource) => {
    if (/^AWS::(IAM|KMS|SSO|RAM|LakeFormation)::|Policy$/.test(resource.type) || Object.hasOwn(holders, resource.type))
      return [];
    const found = rolesIn(resource.properties, '').filter(
      ([, role]) =>
        !made.has(role) && (isOurs(role) || !role.startsWith('arn:')) && !role.includes(':role/aws-service-role/'),
    );
    return found.map(([where, role]) => openAt(resource, where, `works as ${role}, which no template makes`, [role]));
  });
}

/** Properties that take a role or an instance profile by its name as well (CloudFormation Template Reference). */
const byName =
  /(^|\.)(IamInstanceProfile(\.Name)?|InstanceProfileName|InstanceProfile|InstanceRole|JobFlowRole|AutoScalingRole|TaskRoleArn|ExecutionRoleArn|NodeRole|ServiceRole)$/;

function rolesIn(value: Json, where: string): [where: string, role: string][] {
  if (typeof value === 'string') {
    const isArn = /^arn:[^:]*:iam::[^:]*:(role|instance-profile)\//.test(value);
    const isName = byName.test(where) && /^[\w+=,.@-]+$/.test(value);
    return isArn || isName ? [[where, value]] : [];
  }
  if (Array.isArray(value)) return value.flatMap((item, index) => rolesIn(item, `${where}[${index}]`));
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, item]) => rolesIn(item, where ? `${where}.${key}` : key));
}
