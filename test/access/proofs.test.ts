import { describe, expect, it } from 'vitest';
import { unneeded } from '../../templates/judge/prove/coverage.ts';
import { type JudgedRow, judge } from '../../templates/judge/prove/judge.ts';
import { parseRow, RowError, readRows } from '../../templates/judge/prove/row.ts';
import type { JsonObject } from '../../templates/judge/read/json.ts';
import { account, below, read, scope, templates } from './bucket-and-role.ts';

const ask = (row: string, model = templates(read)): JudgedRow => judge(parseRow(row, 1), {}, model, scope);

describe('a row holds where', () => {
  it.each([
    'training may s3:GetObject raw/train/*',
    'training cannot s3:GetObject raw/train/* without TLS',
    'training cannot s3:DeleteObject raw/* ever',
    'anyone cannot s3:GetObject, s3:PutObject raw/* without TLS',
    'sagemaker.amazonaws.com may sts:AssumeRole training',
    'anyone cannot sts:AssumeRole training ever',
    'an administrator may s3:DeleteBucket raw',
  ])('%s', (row) => {
    expect(ask(row).failures).toEqual([]);
  });
});

describe('a row about what nobody has written yet', () => {
  const only = (Action: string): JsonObject => ({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action, Resource: '*' }],
  });
  const bounded = (most: string) =>
    templates(read, {}, { Boundary: { Type: 'AWS::IAM::ManagedPolicy', Properties: { PolicyDocument: only(most) } } });
  const trusted = (Condition: JsonObject) => templates(read, {}, {}, { Condition });
  const own = { StringEquals: { 'aws:SourceAccount': account } };
  const never = (Action: string) => templates(read, { Action, Condition: {} });
  const through = (Condition: JsonObject, service = 'com.amazonaws.eu-west-1.s3', Action = 's3:*') =>
    templates(
      read,
      {},
      {
        Endpoint: {
          Type: 'AWS::EC2::VPCEndpoint',
          Properties: {
            ServiceName: service,
            PolicyDocument: {
              Version: '2012-10-17',
              Statement: [{ Effect: 'Allow', Principal: '*', Action, Resource: '*', Condition }],
            },
          },
        },
      },
    );

  it.each([
    ['training with any policy cannot s3:DeleteObject raw/* ever', bounded('s3:GetObject'), bounded('s3:*')],
    ['training with more rights cannot s3:DeleteObject raw/* ever', never('s3:Delete*'), templates(read)],
    ['a stranger with more rights cannot s3:DeleteObject raw/* ever', never('s3:Delete*'), templates(read)],
    ['any service cannot sts:AssumeRole training for another account', trusted(own), trusted({})],
    [
      'a stranger cannot s3:PutObject elsewhere through an endpoint',
      through({ StringEquals: { 'aws:ResourceAccount': account } }),
      through({}),
    ],
    [
      'an administrator cannot s3:PutObject elsewhere through an endpoint',
      through({ StringEquals: { 'aws:ResourceAccount': account } }, 'cn.com.amazonaws.cn-north-1.s3'),
      through({ StringEquals: { 'aws:PrincipalAccount': account } }),
    ],
  ])('%s', (row, narrow, wide) => {
    expect(ask(row, narrow).failures).toEqual([]);
    expect(ask(row, wide).failures).not.toEqual([]);
  });

  it('asks a service with an endpoint and one without apart', () => {
    const silent = through({}, 'com.amazonaws.eu-west-1.s3', 's3:GetObject');
    const row = 'an administrator cannot s3:ListAllMyBuckets, sqs:ListQueues * through an endpoint';
    expect(ask(row, silent).failures).toEqual([expect.stringContaining('sqs:listqueues')]);
  });

  it('asks each of two endpoints that have one name', () => {
    const [narrow] = through({ StringEquals: { 'aws:ResourceAccount': account } }).endpoints;
    const wide = through({ StringEquals: { 'aws:PrincipalAccount': account } });
    const both = { ...wide, endpoints: [...(narrow ? [narrow] : []), ...wide.endpoints] };
    expect(ask('an administrator cannot s3:PutObject elsewhere through an endpoint', both).failures).not.toEqual([]);
  });

  it('is about somebody', () => {
    const row = 'any service but sagemaker.amazonaws.com cannot sts:AssumeRole training ever';
    expect(ask(row).failures).toEqual([expect.stringContaining('no policy lets in such a service')]);
  });
});

describe('a row fails, with the request that shows it, where', () => {
  it.each([
    ['training may s3:GetObject raw/*', 'not allowed by identity'],
    ['training may s3:PutObject raw/train/*', 'not allowed by identity'],
    ['training cannot s3:GetObject raw/* ever', 'depends on aws:securetransport'],
    ['training cannot s3:GetObject raw/train/* over TLS 1.2', 'allowed by work/Read'],
    ['anyone cannot s3:DeleteBucket raw ever', 'an administrator, s3:deletebucket'],
    ['training may s3:ListBucket rew', 'nothing is named "rew"'],
    ['training cannot s3:ListBucket rew-* ever', 'nothing has a name that begins so'],
    ['training may s3:GetObject train/*', 'no such request'],
    ['nobody-here may s3:GetObject raw/*', 'nobody is called "nobody-here"'],
    ['training cannot s3:GetObjct raw/* ever', 'is not an action'],
    ['training cannot s3:GetObject raw/* with luck', 'is not a circumstance'],
    ['training may s3:Get* raw/train/*', 'name the actions'],
    ['training cannot s3:ListBucket raw/train/* ever', 'no such request'],
  ])('%s', (row, reason) => {
    expect(ask(row).failures.join('\n')).toContain(reason);
  });

  it('the policy loses the statement that decides', () => {
    const open = templates(read, { Effect: 'Deny', Action: 's3:PutObject' });
    expect(ask('anyone cannot s3:GetObject raw/* without TLS', open).failures).not.toEqual([]);
  });
});

describe('a row of odd words fails by name, and holds for nobody', () => {
  const odd = [
    '__proto__',
    'constructor',
    'toString',
    'hasOwnProperty',
    '{constructor}',
    '{__proto__:id}',
    '«x»',
    '\u212A',
  ];
  it.each(odd)('%s', (word) => {
    const rows = [
      `${word} may s3:GetObject raw/train/*`,
      `training may s3:GetObject ${word}`,
      `training may s3:GetObject ${word}/*`,
      `training may s3:${word} raw/train/*`,
      `training may s3:GetObject raw/train/* ${word}`,
      `training may s3:GetObject raw/train/* only with ${word}`,
      `training cannot s3:DeleteObject ${word} ever`,
      `training cannot s3:DeleteObject raw/* without ${word}`,
    ];
    for (const row of rows) {
      let failures: string[];
      try {
        failures = ask(row).failures;
      } catch (error) {
        if (!(error instanceof RowError)) throw error;
        failures = [error.message];
      }
      expect(failures, row).not.toEqual([]);
    }
  });
});

describe('an allow that no row needs', () => {
  const rows = ['training may s3:GetObject raw/train/*', 'sagemaker.amazonaws.com may sts:AssumeRole training'];
  const open = (allow: JsonObject) => {
    const model = templates(allow);
    return unneeded(
      model,
      rows.flatMap((row) => ask(row, model).grants),
    );
  };

  it('is none where every action and every resource has its row', () => {
    expect(open(read)).toEqual([]);
  });

  it('is one more action', () => {
    expect(open({ ...read, Action: ['s3:GetObject', 's3:PutObject'] })).toEqual([
      'work, statement Read allows s3:putobject',
    ]);
  });

  it('is one more prefix', () => {
    expect(open({ ...read, Resource: [below('/train/*'), below('/test/*')] })).toEqual([
      'work, statement Read allows on arn:aws:s3:::«data/Raw»/test/*',
    ]);
  });
});

describe('proofs.json', () => {
  it('names the line of a row that is none', () => {
    expect(() =>
      readRows('[\n  "training may s3:GetObject raw/*",\n  "training could fly"\n]', 'x.json', {}, []),
    ).toThrow('x.json, line 3: "training could fly" is not a row');
  });

  it.each(['training may s3:GetObject raw/* ever', 'training cannot s3:GetObject raw/*'])('refuses "%s"', (row) => {
    expect(() => parseRow(row, 1)).toThrow('line 1');
  });

  it('counts a group only with its answers', () => {
    const json = JSON.stringify([{ when: { trail: 'create' }, rows: ['training may s3:GetObject raw/*'] }]);
    expect(readRows(json, 'x.json', { trail: 'create' }, []).rows).toHaveLength(1);
    expect(readRows(json, 'x.json', { trail: 'existing' }, []).rows).toHaveLength(0);
  });
});
