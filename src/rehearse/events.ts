import { randomUUID } from 'node:crypto';
import type { Parameters } from '../operations/filled.ts';
import type { Told } from './gate.ts';
import type { Job } from './jobs.ts';

type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

export interface Event {
  [key: string]: Json;
  source: string;
  'detail-type': string;
  detail: { [key: string]: Json };
}

interface Place {
  account: string;
  region: string;
}

/** Names that CloudTrail has for calls (Amazon S3 User Guide, "Amazon S3 CloudTrail events"). */
const eventNames: Record<string, string> = { ListObjectsV2: 'ListObjects' };
const parameterNames: Record<string, string> = { Bucket: 'bucketName', Key: 'key' };
/** Operations on objects are data events; they are recorded where the trail's selectors name the bucket. */
const isData = ({ call }: Told) => call.service === 's3' && 'Key' in call.parameters;
const reads = /^(Get|List|Describe|Head|Filter|Verify)/;

function identity({ session }: Told, { account }: Place): Json {
  const [, role, name] = /assumed-role\/([^/]+)\/(.+)$/.exec(session.principal) ?? [];
  if (!role)
    return {
      type: 'IAMUser',
      arn: session.principal,
      accountId: account,
      userName: session.principal.split('/').at(-1) ?? '',
    };
  return {
    type: 'AssumedRole',
    arn: session.principal,
    accountId: account,
    principalId: `AROAREHEARSAL:${name}`,
    sessionContext: {
      sessionIssuer: { type: 'Role', arn: `arn:aws:iam::${account}:role/${role}`, accountId: account, userName: role },
      attributes: { mfaAuthenticated: String(session.context['aws:MultiFactorAuthPresent'] ?? 'false') },
    },
  };
}

/** AWS CloudTrail User Guide, "CloudTrail record contents": what a call leaves behind, as EventBridge would pass it on. */
export function eventOf(told: Told, place: Place): Event {
  const { call, error, source } = told;
  const parameters = Object.entries(call.parameters).map(([name, value]): [string, Json] => [
    parameterNames[name] ?? `${name[0]?.toLowerCase()}${name.slice(1)}`,
    value as Json,
  ]);
  const service = call.service === 'cloudwatch' ? 'monitoring' : call.service;
  const time = new Date().toISOString();
  return {
    version: '0',
    source: `aws.${service}`,
    'detail-type': 'AWS API Call via CloudTrail',
    ...{ account: place.account, region: place.region, time, resources: [] },
    detail: {
      eventVersion: '1.11',
      eventSource: `${service}.amazonaws.com`,
      eventName: eventNames[call.operation] ?? call.operation,
      eventTime: time,
      awsRegion: place.region,
      eventCategory: isData(told) ? 'Data' : 'Management',
      managementEvent: !isData(told),
      readOnly: reads.test(call.operation),
      recipientAccountId: place.account,
      sourceIPAddress: source === 'outside' ? '203.0.113.10' : '10.20.0.10',
      userIdentity: identity(told, place),
      requestParameters: Object.fromEntries(parameters),
      ...(error && { errorCode: error.code.replace(/Exception$/, ''), errorMessage: error.message }),
    },
  };
}

/** Amazon SageMaker Developer Guide, "Events that Amazon SageMaker AI sends to Amazon EventBridge". */
export function jobEvent({ kind, described }: Job, place: Place): Event {
  return {
    version: '0',
    source: 'aws.sagemaker',
    'detail-type': `SageMaker ${kind} Job State Change`,
    ...{ account: place.account, region: place.region, time: new Date().toISOString() },
    resources: [String(described[`${kind}JobArn`])],
    detail: JSON.parse(JSON.stringify(described)),
  };
}

interface Entry {
  Source?: string;
  DetailType?: string;
  Detail?: string;
  Resources?: string[];
}

/** Amazon EventBridge API Reference, "PutEvents": what somebody puts on the bus, as the rules see it. */
export function sentEvents({ Entries }: Parameters, { account, region }: Place): (Event & { id: string })[] {
  return ((Entries ?? []) as Entry[]).map(({ Source = '', DetailType = '', Detail = '{}', Resources = [] }) => ({
    version: '0',
    id: randomUUID(),
    source: Source,
    'detail-type': DetailType,
    ...{ account, region, time: new Date().toISOString(), resources: Resources },
    detail: detailOf(Detail),
  }));
}

function detailOf(text: string): Event['detail'] {
  try {
    return JSON.parse(text) as Event['detail'];
  } catch {
    return {};
  }
}
