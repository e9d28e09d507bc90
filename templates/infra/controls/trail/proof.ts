import { isDeepStrictEqual } from 'node:util';
import type { Assembly } from '../../../judge/read/assembly.ts';
import { recordsRefusals, refusing } from '../../alerts/recorded.ts';
import { dataBucketsOf } from '../../config.ts';
import { tierFacts } from '../../tiers.ts';
import { type Check, every, everyHas, everyStays, isNotExactly, type Judged, lacks } from '../check.ts';
import { invokedTypes } from './invoked.ts';

export function checks({ settings, enabled }: Judged): Check[] {
  const own = settings.trail === 'create' ? 1 : 0;
  const facts = tierFacts[settings.sensitivity];
  const trails = { type: 'AWS::CloudTrail::Trail', atLeast: own };
  const ownArn = ({ stacks, account }: Assembly) =>
    `arn:${stacks[0]?.partition}:cloudtrail:${settings.region}:${account}:trail/${settings.name}`;

  const recorded = [...dataBucketsOf(settings), ...(enabled.includes('protected-copy') ? ['copy'] : [])];

  function selectors({ names, resources }: Assembly) {
    const objects = {
      Name: 'Objects of the data buckets',
      FieldSelectors: [
        { Field: 'eventCategory', Equals: ['Data'] },
        { Field: 'resources.type', Equals: ['AWS::S3::Object'] },
        { Field: 'resources.ARN', StartsWith: recorded.map((bucket) => `${names[bucket]}/`) },
        ...(facts.dataEvents === 'write' ? [{ Field: 'readOnly', Equals: ['false'] }] : []),
      ],
    };
    const management = {
      Name: 'Management events',
      FieldSelectors: [{ Field: 'eventCategory', Equals: ['Management'] }],
    };
    const refusals = (recordsRefusals(settings) ? refusing : []).map((service) => ({
      Name: `Refused by an endpoint: ${service}`,
      FieldSelectors: [
        { Field: 'eventCategory', Equals: ['NetworkActivity'] },
        { Field: 'eventSource', Equals: [`${service}.amazonaws.com`] },
        { Field: 'errorCode', Equals: ['VpceAccessDenied'] },
      ],
    }));
    const calls = invokedTypes(resources.map(({ type }) => type)).map((type) => ({
      Name: `Calls to ${type}`,
      FieldSelectors: [
        { Field: 'eventCategory', Equals: ['Data'] },
        { Field: 'resources.type', Equals: [type] },
      ],
    }));
    return [management, ...refusals, ...calls, ...(facts.dataEvents === 'none' ? [] : [objects])];
  }

  return [
    everyHas('one trail records every region and the global services, and its files can be validated', trails, {
      IsLogging: true,
      IsMultiRegionTrail: true,
      IncludeGlobalServiceEvents: true,
      EnableLogFileValidation: true,
    }),
    everyHas('its files lie where the bucket’s policy lets it write', trails, { S3KeyPrefix: undefined }),
    everyHas(
      'the trail records what the tier asks for, and calls to what the templates serve',
      trails,
      (_, assembly) => ({
        AdvancedEventSelectors: selectors(assembly),
      }),
    ),
    every(
      'the trail writes to the audit bucket and to a log group',
      trails,
      ({ stack, properties }, { names, resources }) => {
        const group = resources.find(({ properties: { LogGroupName } }) => LogGroupName === `/${settings.name}/trail`);
        if (!String(names.audit).endsWith(`:::${properties.S3BucketName}`))
          return `writes to ${properties.S3BucketName}`;
        if (!String(properties.CloudWatchLogsLogGroupArn).includes(`:log-group:/${settings.name}/trail:`))
          return `logs to ${properties.CloudWatchLogsLogGroupArn}`;
        if (properties.CloudWatchLogsRoleArn !== names['trail-delivery']) return 'delivers logs with another role';
        return group?.stack !== stack && 'has its log group elsewhere';
      },
    ),
    every(
      'only this trail may write to the audit bucket',
      {
        type: 'AWS::S3::BucketPolicy',
        where: ({ properties }, { names }) => String(names.audit).endsWith(`:::${properties.Bucket}`),
        atLeast: own,
      },
      ({ properties }, assembly) => {
        const fromTrail = { 'aws:SourceArn': ownArn(assembly) };
        const Principal = { Service: 'cloudtrail.amazonaws.com' };
        return lacks(properties, [
          {
            Effect: 'Allow',
            Principal,
            Action: 's3:GetBucketAcl',
            Resource: assembly.names.audit ?? '',
            Condition: { StringEquals: fromTrail },
          },
          {
            Effect: 'Allow',
            Principal,
            Action: 's3:PutObject',
            Resource: `${assembly.names.audit}/AWSLogs/${assembly.account}/*`,
            Condition: { StringEquals: { ...fromTrail, 's3:x-amz-acl': 'bucket-owner-full-control' } },
          },
        ]);
      },
    ),
    everyHas(
      'every log group keeps its events as long as the tier asks',
      { type: 'AWS::Logs::LogGroup', atLeast: own },
      {
        RetentionInDays: facts.logRetentionDays,
      },
    ),
    everyStays('every log group outlives its stack', { type: 'AWS::Logs::LogGroup', atLeast: own }),
    every(
      'the delivery role writes the streams of the trail, and may do nothing else',
      {
        type: 'AWS::IAM::ManagedPolicy',
        where: ({ logicalId }) => /^TrailDelivery[0-9A-F]{8}$/.test(logicalId),
        atLeast: own,
      },
      ({ properties }, { account, stacks }) => {
        const group = `arn:${stacks[0]?.partition}:logs:${settings.region}:${account}:log-group:/${settings.name}/trail`;
        return isNotExactly(properties, [
          {
            Effect: 'Allow',
            Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
            Resource: `${group}:log-stream:${account}_CloudTrail_*`,
          },
        ]);
      },
    ),
    every(
      'CloudTrail alone may assume the delivery role',
      {
        type: 'AWS::IAM::Role',
        where: ({ properties }) => properties.RoleName === `${settings.name}-trail`,
        atLeast: own,
      },
      ({ properties }) =>
        !isDeepStrictEqual(properties.AssumeRolePolicyDocument, {
          Version: '2012-10-17',
          Statement: [
            {
              Action: 'sts:AssumeRole',
              Effect: 'Allow',
              Principal: { Service: 'cloudtrail.amazonaws.com' },
            },
          ],
        }) && `trusts ${JSON.stringify(properties.AssumeRolePolicyDocument)}`,
    ),
  ];
}
