import type { PolicySet, PolicyStatement } from '../../templates/judge/decide/request.ts';
import type { Random } from './random.ts';

export const account = '111122223333';
export const principal = `arn:aws:iam::${account}:role/training`;
export const options = { principals: [principal], resourceAccount: account };

export function identity(...Statement: PolicyStatement[]): PolicySet {
  return { identity: [{ name: 'work', policy: { Version: '2012-10-17', Statement } }] };
}

/** What a mutator changes: nothing else in its policy is about the same service. */
export interface Subject {
  actions: string[];
  /** Of the same service and about the same resources, and in none of `actions`. */
  spare: string;
  wildcard: string;
  /** A prefix of the service's resources and two names below it. */
  resource: string;
  inside: [string, string];
}

export const subjects: Subject[] = [
  {
    actions: ['s3:GetObject', 's3:PutObject'],
    spare: 's3:DeleteObject',
    wildcard: 's3:GetObject*',
    resource: 'arn:aws:s3:::raw/',
    inside: ['train/*', 'test/*'],
  },
  {
    actions: ['secretsmanager:GetSecretValue', 'secretsmanager:DescribeSecret'],
    spare: 'secretsmanager:PutSecretValue',
    wildcard: 'secretsmanager:Get*',
    resource: `arn:aws:secretsmanager:eu-west-1:${account}:secret:`,
    inside: ['ml/*', 'web/??-*'],
  },
  {
    actions: ['sqs:SendMessage', 'sqs:ReceiveMessage'],
    spare: 'sqs:PurgeQueue',
    wildcard: 'sqs:*Message',
    resource: `arn:aws:sqs:eu-west-1:${account}:`,
    inside: ['jobs-*', 'alerts'],
  },
  {
    actions: ['kms:Decrypt', 'kms:DescribeKey'],
    spare: 'kms:ScheduleKeyDeletion',
    wildcard: 'kms:Generate*',
    resource: `arn:aws:kms:eu-west-1:${account}:key/`,
    inside: ['a*', 'b1'],
  },
  {
    actions: ['dynamodb:GetItem', 'dynamodb:Query'],
    spare: 'dynamodb:DeleteItem',
    wildcard: 'dynamodb:BatchGet*',
    resource: `arn:aws:dynamodb:eu-west-1:${account}:table/`,
    inside: ['runs-*', 'models'],
  },
];

const noise: PolicyStatement[] = [
  { Effect: 'Allow', Action: 'logs:PutLogEvents', Resource: `arn:aws:logs:*:${account}:log-group:/ml/*:log-stream:*` },
  { Effect: 'Allow', Action: ['ec2:Describe*'], Resource: '*' },
  {
    Effect: 'Deny',
    Action: 'ecr:*',
    Resource: '*',
    Condition: { StringNotEquals: { 'aws:SourceVpce': 'vpce-1' }, Bool: { 'aws:ViaAWSService': 'false' } },
  },
  {
    Effect: 'Allow',
    Action: 'sagemaker:CreateTrainingJob',
    Resource: '*',
    Condition: { 'ForAllValues:StringEquals': { 'aws:TagKeys': ['team', 'cost'] } },
  },
];

export function noiseOf(random: Random): PolicyStatement[] {
  return random.some(noise);
}
