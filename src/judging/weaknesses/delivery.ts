import { isObject, type Json } from '../../../templates/judge/read/json.ts';
import { type Looked, type Weakness, weakness } from './weakness.ts';

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
  return [...text.matchAll(/\barn:[^:\s"]*:[^:\s"]*:[^:\s"]*:(\d{12}):/g)].map(([, account = '']) => account);
}

/** What leaves for another account: nobody is let in, and the data is there all the same. */
export function deliveries({ assembly: { resources }, model }: Looked): Weakness[] {
  return resources.flatMap((resource) => {
    const property = sending[resource.type];
    const accounts = property ? accountsIn(resource.properties[property]) : [];
    const others = [...new Set(accounts.filter((account) => !model.accounts.includes(account)))];
    if (others.length === 0) return [];
    const what = `sends to account ${others.join(', ')} (${property})`;
    return [
      weakness(
        'other-account',
        resource,
        what,
        'Send to an account of yours, or accept that it gets the data.',
        others,
      ),
    ];
  });
}
