import { alertChecks } from '../../alerts/check.ts';
import { type Check, every, everyHas, type Judged, lacks } from '../check.ts';
import { alerts } from './alerts.ts';
import samples from './events.json' with { type: 'json' };
import { recordedTypes } from './recorded.ts';
import { chosenRules, ruleName } from './rules.ts';

export function checks({ settings, enabled }: Judged): Check[] {
  const own = settings.config === 'create' ? 1 : 0;
  const chosen = own ? chosenRules(enabled) : [];
  return [
    everyHas(
      'the recorder records every type of the templates that AWS Config knows, with the role that only it takes',
      { type: 'AWS::Config::ConfigurationRecorder', atLeast: own },
      (_, { resources, stacks, account }) => ({
        Name: settings.name,
        RoleARN: `arn:${stacks[0]?.partition}:iam::${account}:role/aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig`,
        RecordingGroup: {
          AllSupported: false,
          IncludeGlobalResourceTypes: false,
          ResourceTypes: recordedTypes(resources.map(({ type }) => type)),
        },
        RecordingMode: undefined,
      }),
    ),
    every(
      'the record goes to its own bucket, with the key of logs where there is one',
      { type: 'AWS::Config::DeliveryChannel', atLeast: own },
      ({ properties }, { names }) => {
        if (!names.configuration?.endsWith(`:::${properties.S3BucketName}`))
          return `goes to ${properties.S3BucketName}`;
        return properties.S3KmsKeyArn !== names['logs-key'] && `is encrypted with ${properties.S3KmsKeyArn}`;
      },
    ),
    every(
      'only AWS Config may write to that bucket, for this account',
      {
        type: 'AWS::S3::BucketPolicy',
        where: ({ properties }, { names }) => names.configuration?.endsWith(`:::${properties.Bucket}`) === true,
        atLeast: own,
      },
      ({ properties }, { names, account }) => {
        const ours = { 'aws:SourceAccount': account };
        const from = { Effect: 'Allow', Principal: { Service: 'config.amazonaws.com' } };
        return lacks(properties, [
          {
            ...from,
            Action: ['s3:GetBucketAcl', 's3:ListBucket'],
            Resource: names.configuration ?? '',
            Condition: { StringEquals: ours },
          },
          {
            ...from,
            Action: 's3:PutObject',
            Resource: `${names.configuration}/AWSLogs/${account}/Config/*`,
            Condition: { StringEquals: { ...ours, 's3:x-amz-acl': 'bucket-owner-full-control' } },
          },
        ]);
      },
    ),
    ...chosen.map((rule) =>
      everyHas(
        `AWS Config judges what the control ${rule.control} says, by ${rule.identifier}`,
        {
          type: 'AWS::Config::ConfigRule',
          where: ({ properties }) => properties.ConfigRuleName === ruleName(settings, rule),
        },
        {
          Source: { Owner: 'AWS', SourceIdentifier: rule.identifier },
          Scope: rule.daily ? undefined : { TagKey: 'project', TagValue: settings.name },
          MaximumExecutionFrequency: rule.daily ? 'TwentyFour_Hours' : undefined,
          InputParameters: undefined,
        },
      ),
    ),
    ...alertChecks(alerts, samples, settings),
  ];
}
