/**
 * What `Ref` and `Fn::GetAtt Arn` of a resource are, where they follow from its name.
 * Service Authorization Reference, "Resource types defined by ..." of each service; CloudFormation User Guide,
 * "Return values" of each resource type.
 */
interface Naming {
  /** The property that names the resource; without it CloudFormation makes a name up. */
  name?: string;
  /** The ARN, with {Name}. */
  arn: string;
  /** `Ref` answers the ARN, not the name. */
  refIsArn?: true;
}

const regional = (service: string, rest: string) => `arn:{Partition}:${service}:{Region}:{Account}:${rest}`;

export const naming: Record<string, Naming> = {
  'AWS::EC2::VPC': { arn: regional('ec2', 'vpc/{Name}') },
  'AWS::S3::Bucket': { name: 'BucketName', arn: 'arn:{Partition}:s3:::{Name}' },
  'AWS::IAM::Role': { name: 'RoleName', arn: 'arn:{Partition}:iam::{Account}:role/{Name}' },
  'AWS::IAM::ManagedPolicy': {
    name: 'ManagedPolicyName',
    arn: 'arn:{Partition}:iam::{Account}:policy/{Name}',
    refIsArn: true,
  },
  'AWS::IAM::OIDCProvider': { arn: 'arn:{Partition}:iam::{Account}:oidc-provider/{Name}', refIsArn: true },
  'AWS::KMS::Key': { arn: regional('kms', 'key/{Name}') },
  'AWS::SNS::Topic': { name: 'TopicName', arn: regional('sns', '{Name}'), refIsArn: true },
  'AWS::SQS::Queue': { name: 'QueueName', arn: regional('sqs', '{Name}') },
  'AWS::SecretsManager::Secret': {
    name: 'Name',
    arn: regional('secretsmanager', 'secret:{Name}-??????'),
    refIsArn: true,
  },
  'AWS::SSM::Parameter': { name: 'Name', arn: regional('ssm', 'parameter{Name}') },
  'AWS::Logs::LogGroup': { name: 'LogGroupName', arn: regional('logs', 'log-group:{Name}:*') },
  'AWS::CloudTrail::Trail': { name: 'TrailName', arn: regional('cloudtrail', 'trail/{Name}') },
  'AWS::Lambda::Function': { name: 'FunctionName', arn: regional('lambda', 'function:{Name}') },
  'AWS::Events::Rule': { name: 'Name', arn: regional('events', 'rule/{Name}') },
  'AWS::CloudWatch::Alarm': { name: 'AlarmName', arn: regional('cloudwatch', 'alarm:{Name}') },
};
