import types from './types.json' with { type: 'json' };

/**
 * What `Ref` and `Fn::GetAtt` of a resource are, where they follow from its name. `types.json` has every type
 * (scripts/aws-types.ts of create-secure-ml renews it); what it does not say right is here. CloudFormation User
 * Guide, "Return values" of each resource type.
 */
export interface Naming {
  /** The ARN, with {Name}, and {Property} of the resource. */
  arn?: string;
  /** The prefix of the service's actions, where the form of the ARN is not known. */
  service?: string;
  /** The property that names the resource; without it CloudFormation makes a name up. */
  name?: string;
  /** `Ref` is the ARN, not the name. */
  ref?: string;
  /** Attributes that are the ARN, besides `Arn`. */
  attributes?: string[];
  /** Properties, at any depth, that could let somebody in. */
  grants?: string[];
}

const regional = (service: string, rest: string) => `arn:{Partition}:${service}:{Region}:{Account}:${rest}`;
const global = (service: string, rest: string) => `arn:{Partition}:${service}::{Account}:${rest}`;

const corrected: Record<string, Naming> = {
  'AWS::IAM::Role': { name: 'RoleName', arn: global('iam', 'role{Path}{Name}') },
  'AWS::IAM::User': { name: 'UserName', arn: global('iam', 'user{Path}{Name}') },
  'AWS::IAM::Group': { name: 'GroupName', arn: global('iam', 'group{Path}{Name}') },
  'AWS::IAM::InstanceProfile': { name: 'InstanceProfileName', arn: global('iam', 'instance-profile{Path}{Name}') },
  'AWS::IAM::ManagedPolicy': { name: 'ManagedPolicyName', arn: global('iam', 'policy{Path}{Name}'), ref: 'arn' },
  'AWS::IAM::OIDCProvider': { arn: global('iam', 'oidc-provider/{Name}'), ref: 'arn' },
  'AWS::IAM::SAMLProvider': { name: 'Name', arn: global('iam', 'saml-provider/{Name}'), ref: 'arn' },
  'AWS::SNS::Topic': { name: 'TopicName', arn: regional('sns', '{Name}'), ref: 'arn', attributes: ['TopicArn'] },
  'AWS::SecretsManager::Secret': { name: 'Name', arn: regional('secretsmanager', 'secret:{Name}-??????'), ref: 'arn' },
  'AWS::SSM::Parameter': { name: 'Name', arn: regional('ssm', 'parameter{Name}') },
  'AWS::Logs::LogGroup': { name: 'LogGroupName', arn: regional('logs', 'log-group:{Name}:*') },
  'AWS::Lambda::LayerVersion': { name: 'LayerName', arn: regional('lambda', 'layer:{Name}:{Version}'), ref: 'arn' },
  'AWS::Lambda::Alias': { name: 'Name', arn: regional('lambda', 'function:{FunctionName}:{Name}'), ref: 'arn' },
  'AWS::Lambda::Version': {
    arn: regional('lambda', 'function:{FunctionName}:{Version}'),
    ref: 'arn',
    attributes: ['FunctionArn'],
  },
};

/** What is known of a type; nothing of what is not a type of AWS. */
export function namingOf(type: string): Naming | undefined {
  if (Object.hasOwn(corrected, type)) return corrected[type];
  return Object.hasOwn(types, type) ? (types as Record<string, Naming>)[type] : undefined;
}

/** Attributes that are ARNs of something else of the resource: what is after the account. */
const parts: Record<string, string> = {
  'AWS::DynamoDB::Table.StreamArn': 'dynamodb:{Region}:{Account}:table/{Name}/stream/{token}',
  'AWS::DynamoDB::GlobalTable.StreamArn': 'dynamodb:{Region}:{Account}:table/{Name}/stream/{token}',
  'AWS::RDS::DBInstance.MasterUserSecret.SecretArn': 'secretsmanager:{Region}:{Account}:secret:{token}',
  'AWS::RDS::DBCluster.MasterUserSecret.SecretArn': 'secretsmanager:{Region}:{Account}:secret:{token}',
  'AWS::Redshift::Cluster.MasterPasswordSecretArn': 'secretsmanager:{Region}:{Account}:secret:{token}',
};

/** The form of an attribute that is an ARN; '' where it is none, undefined where nothing is known of its form. */
export function attributeForm(type: string, attribute: string): string | undefined {
  const part = parts[`${type}.${attribute}`];
  if (part) return `arn:{Partition}:${part}`;
  if (!/arn$/i.test(attribute)) return '';
  const naming = namingOf(type);
  return attribute === 'Arn' || naming?.attributes?.includes(attribute) ? naming?.arn : undefined;
}
