import type { Resource } from './assembly.ts';
import { isObject, type Json } from './json.ts';

/** Types that send what they get to somewhere else, with the property that says where (CloudFormation Template Reference). */
const sending: Record<string, string> = {
  'AWS::Backup::BackupPlan': 'BackupPlan',
  'AWS::CloudTrail::Trail': 'S3BucketName',
  'AWS::CloudWatch::MetricStream': 'FirehoseArn',
  'AWS::EC2::FlowLog': 'LogDestination',
  'AWS::ECR::ReplicationConfiguration': 'ReplicationConfiguration',
  'AWS::Events::Rule': 'Targets',
  'AWS::KinesisFirehose::DeliveryStream': 'ExtendedS3DestinationConfiguration',
  'AWS::Lambda::EventInvokeConfig': 'DestinationConfig',
  'AWS::Logs::AccountPolicy': 'PolicyDocument',
  'AWS::Logs::SubscriptionFilter': 'DestinationArn',
  'AWS::Pipes::Pipe': 'Target',
  'AWS::S3::Bucket': 'ReplicationConfiguration',
  'AWS::SNS::Subscription': 'Endpoint',
  'AWS::Scheduler::Schedule': 'Target',
};

/** Numbers of accounts in ARNs, and where a property holds nothing else. */
function accountsIn(value: Json | undefined, name = ''): string[] {
  if (Array.isArray(value)) return value.flatMap((item) => accountsIn(item, name));
  if (isObject(value)) return Object.entries(value).flatMap(([key, item]) => accountsIn(item, key));
  const text = String(value ?? '');
  if (/^(Account|RegistryId)$/.test(name) && /^\d{12}$/.test(text)) return [text];
  // Who may publish to a topic, and who hears of it, its own account says: it is where many accounts send their alerts.
  return [...text.matchAll(/\barn:[^:\s"]*:(?!sns:)[^:\s"]*:[^:\s"]*:(\d{12}):/g)].map(([, account = '']) => account);
}

/** Where a resource sends what it gets, in another account: nobody is let in, and the data is there all the same. */
export function sentElsewhere({ type, properties }: Resource, account: string): { property: string; to: string[] }[] {
  const property = sending[type];
  const to = property ? [...new Set(accountsIn(properties[property]))].filter((one) => one !== account) : [];
  return property && to.length > 0 ? [{ property, to }] : [];
}
