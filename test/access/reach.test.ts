import { describe, expect, it } from 'vitest';
import { judge } from '../../templates/judge/prove/judge.ts';
import { parseRow } from '../../templates/judge/prove/row.ts';
import starters from '../../templates/judge/reach/starters.json' with { type: 'json' };
import { assemblyOf } from '../../templates/judge/read/assembly.ts';
import type { JsonObject } from '../../templates/judge/read/json.ts';
import { modelOf } from '../../templates/judge/read/model.ts';
import { reachAnswer } from '../../templates/judge/show/reach.ts';
import { account, scope } from './bucket-and-role.ts';

const arn = (what: string) => `arn:aws:iam::${account}:${what}`;
const at = (service: string, what: string) => `arn:aws:${service}:eu-west-1:${account}:${what}`;
const allow = (Action: string | string[], Resource: string | string[] = '*', Condition?: JsonObject): JsonObject => ({
  ...{ Effect: 'Allow', Action, Resource },
  ...(Condition && { Condition }),
});
const document = (...Statement: JsonObject[]) => ({ Version: '2012-10-17', Statement });

function role(name: string, trusts: JsonObject, ...statements: JsonObject[]): JsonObject {
  return {
    Type: 'AWS::IAM::Role',
    Properties: {
      RoleName: name,
      AssumeRolePolicyDocument: document({ Effect: 'Allow', Principal: trusts, Action: 'sts:AssumeRole' }),
      ...(statements.length > 0 && { Policies: [{ PolicyName: 'work', PolicyDocument: document(...statements) }] }),
    },
  };
}

const reading = allow('s3:GetObject', 'arn:aws:s3:::raw/*');

/** Somebody with these rights, and a job role that SageMaker and Lambda take and that reads raw data. */
function world(mine: JsonObject[], job: JsonObject[] = [reading], more: JsonObject = {}) {
  const names = ['Me', 'Job', ...('Far' in more ? ['Far'] : [])];
  const template = {
    Metadata: {
      Names: {
        ...Object.fromEntries(names.map((name) => [name.toLowerCase(), { 'Fn::GetAtt': [name, 'Arn'] }])),
        raw: 'arn:aws:s3:::raw',
        artifacts: 'arn:aws:s3:::artifacts',
      },
    },
    Resources: {
      Me: role('me', { AWS: arn('root') }, ...mine),
      Job: role('job', { Service: ['sagemaker.amazonaws.com', 'lambda.amazonaws.com'] }, ...job),
      ...more,
    },
  };
  const stack = { name: 'data', account, region: 'eu-west-1', partition: 'aws', template };
  return modelOf([assemblyOf([JSON.parse(JSON.stringify(stack))])]);
}

type World = ReturnType<typeof world>;

const failures = (model: World, text: string) => judge(parseRow(text, 1), {}, model, scope).failures;
const reads = (model: World, from = '') => failures(model, `me cannot reach s3:GetObject raw/*${from} ever`).length > 0;

const pass = allow('iam:PassRole', arn('role/job'), {
  StringEquals: { 'iam:PassedToService': 'sagemaker.amazonaws.com' },
});
const start = allow('sagemaker:CreateProcessingJob', at('sagemaker', 'processing-job/*'));
const describeJob = allow('sagemaker:DescribeProcessingJob', at('sagemaker', 'processing-job/*'));
const logGroup = 'log-group:/aws/sagemaker/ProcessingJobs';
const writeLog = allow('logs:PutLogEvents', at('logs', `${logGroup}:log-stream:*`));
const inside = { StringEquals: { 'aws:SourceVpce': 'vpce-1' } };

describe('what somebody comes by', () => {
  it('is what they may do themselves', () => {
    expect(reads(world([reading], []))).toBe(true);
    expect(reads(world([]))).toBe(false);
  });

  it('is what code of theirs reads with a role that they pass, where its output comes back', () => {
    expect(reads(world([pass, start, describeJob]))).toBe(true);
    expect(reads(world([pass, start]))).toBe(false);
    expect(reads(world([pass, describeJob]))).toBe(false);
    expect(reads(world([start, describeJob]))).toBe(false);
  });

  it('comes out by the log as well, whose groups and streams are asked alike', () => {
    const log = (action: string, what: string) =>
      world([pass, start, allow(action, at('logs', what))], [reading, writeLog]);
    expect(reads(log('logs:GetLogEvents', `${logGroup}:log-stream:a`))).toBe(true);
    expect(reads(log('logs:FilterLogEvents', logGroup))).toBe(true);
    expect(reads(log('logs:GetLogEvents', 'log-group:/other:log-stream:a'))).toBe(false);
  });

  it('needs no output where the code changes something', () => {
    const model = world([pass, start], [allow('s3:DeleteObject', 'arn:aws:s3:::raw/*')]);
    expect(failures(model, 'me cannot reach s3:DeleteObject raw/* ever')).not.toEqual([]);
  });

  it('is of whoever may be assumed, and of whoever that one may assume', () => {
    const near = allow('sts:AssumeRole', arn('role/job'));
    const far = { Far: role('far', { AWS: arn('role/job') }, reading) };
    expect(reads(world([near], [allow('sts:AssumeRole', arn('role/far'))], far))).toBe(false);
    far.Far = role('far', { AWS: arn('root') }, reading);
    const model = world([allow('sts:AssumeRole', arn('role/far'))], [], far);
    expect(reads(model)).toBe(true);
  });

  it('is of whoever runs what they write', () => {
    const writes = allow('s3:PutObject', 'arn:aws:s3:::artifacts/code/*');
    const loads = allow('s3:GetObject', ['arn:aws:s3:::raw/*', 'arn:aws:s3:::artifacts/code/*']);
    expect(reads(world([writes, describeJob], [loads]))).toBe(true);
    expect(reads(world([writes, describeJob], [reading]))).toBe(false);
    const elsewhere = allow('s3:PutObject', 'arn:aws:s3:::artifacts/data/*');
    expect(reads(world([elsewhere, describeJob], [loads]))).toBe(false);
  });

  it('is of whoever pulls the image that they push', () => {
    const repository = at('ecr', 'repository/tools');
    const pulls = allow('ecr:BatchGetImage', repository);
    expect(reads(world([allow('ecr:PutImage', repository), describeJob], [reading, pulls]))).toBe(true);
    expect(reads(world([allow('ecr:PutImage', `${repository}-2`), describeJob], [reading, pulls]))).toBe(false);
  });

  it('is of the function whose code they change', () => {
    const Rotate = {
      Type: 'AWS::Lambda::Function',
      Properties: { FunctionName: 'rotate', Role: { 'Fn::GetAtt': ['Job', 'Arn'] } },
    };
    const changes = allow('lambda:UpdateFunctionCode', at('lambda', 'function:rotate'));
    const prints = [reading, writeLog];
    const hears = allow('logs:GetLogEvents', at('logs', `${logGroup}:log-stream:*`));
    expect(reads(world([changes, hears], prints, { Rotate }))).toBe(true);
    expect(reads(world([changes, hears], prints))).toBe(false);
  });

  /** What runs code with the job's role, and the calls that choose the code without passing it. */
  const deputies: [string, JsonObject, string, string][] = [
    [
      'AWS::Batch::JobDefinition',
      { JobDefinitionName: 'fit', ContainerProperties: { JobRoleArn: 0 } },
      'batch:SubmitJob',
      'job-definition/fit',
    ],
    ['AWS::Glue::Job', { Name: 'fit', Role: 0 }, 'glue:StartJobRun', 'job/fit'],
    ['AWS::CodeBuild::Project', { Name: 'fit', ServiceRole: 0 }, 'codebuild:StartBuildBatch', 'project/fit'],
    [
      'AWS::SageMaker::MlflowTrackingServer',
      { TrackingServerName: 'fit', RoleArn: 0 },
      'sagemaker:CreatePresignedMlflowTrackingServerUrl',
      'mlflow-tracking-server/fit',
    ],
  ];

  it.each(deputies)('is of the role of an %s, whose code a request may choose', (Type, properties, action, what) => {
    const JobArn = { 'Fn::GetAtt': ['Job', 'Arn'] };
    const Properties = JSON.parse(JSON.stringify(properties), (_, value) => (value === 0 ? JobArn : value));
    const Fit = { Type, Properties };
    const hears = [allow('logs:GetLogEvents', at('logs', `${logGroup}:log-stream:*`))];
    const job = [reading, writeLog];
    const service = action.split(':')[0] ?? '';
    const starts = (resource: string) => [allow(action, at(service, resource)), ...hears];
    expect(reads(world(starts(what), job, { Fit }))).toBe(true);
    expect(reads(world(starts(`${what}-2`), job, { Fit }))).toBe(false);
  });

  it.each(starters['sagemaker.amazonaws.com'].actions)('is by %s, which names a role', (action) => {
    expect(reads(world([pass, allow(action), describeJob]))).toBe(true);
  });

  it('is not known where they change a stack, whose role nobody passes again', () => {
    const model = world([allow('cloudformation:UpdateStack', at('cloudformation', 'stack/data/*'))], []);
    expect(failures(model, 'me cannot reach s3:GetObject raw/* ever')[0]).toContain('is not known');
    const other = world([allow('cloudformation:UpdateStack', at('cloudformation', 'stack/other/*'))], []);
    expect(failures(other, 'me cannot reach s3:GetObject raw/* ever')).toEqual([]);
  });

  it('is not known where they decide whom a provider vouches for, or take a deny away', () => {
    const open = [
      allow('iam:UpdateSAMLProvider', arn('saml-provider/corp')),
      allow('sso:CreateAccountAssignment'),
      allow('iam:DetachRolePolicy', arn('role/me')),
      allow('iam:DeleteRolePermissionsBoundary', arn('role/me')),
    ];
    for (const one of open)
      expect(failures(world([one], []), 'me cannot reach s3:GetObject raw/* ever')[0]).toContain('is not known');
  });

  it('is of the role whose trust they change', () => {
    expect(reads(world([allow('iam:UpdateAssumeRolePolicy', arn('role/job'))]))).toBe(true);
  });

  it('is whatever policy of a bucket they write', () => {
    expect(reads(world([allow('s3:PutBucketPolicy', 'arn:aws:s3:::raw')], []))).toBe(true);
    expect(reads(world([allow('s3:PutBucketPolicy', 'arn:aws:s3:::other')], []))).toBe(false);
  });

  it('is of each role that a wildcard means, by its own name', () => {
    const roles = (mine: JsonObject[], more: JsonObject = {}) => {
      const document = reachAnswer('me', [{ account, model: world(mine, [], more), scope }]).document;
      return document.flatMap(({ reached }) => reached.map(({ role: name }) => name));
    };
    const job2 = { Far: role('job-far', { Service: 'sagemaker.amazonaws.com' }) };
    const passing = (Resource: string) => roles([{ ...pass, Resource }, start], job2);
    for (const Resource of ['*', arn('role/*'), arn('role/jo*')]) expect(passing(Resource)).toEqual(['job', 'far']);
    expect(passing(arn('role/job-*'))).toEqual(['far']);
    expect(roles([allow('iam:UpdateAssumeRolePolicy')])).toEqual(['job']);
    const trusted = { Far: role('far', { AWS: arn('role/me') }) };
    expect(roles([allow('sts:AssumeRole')], trusted)).toEqual(['far']);
    expect(roles([allow('sts:AssumeRole', arn('role/j*'))], trusted)).toEqual(['far']);
    const model = world([], [], trusted);
    expect(failures(model, 'me cannot sts:AssumeRole role/f* ever')).not.toEqual([]);
    expect(failures(model, 'me cannot sts:AssumeRole role/j* ever')).toEqual([]);
  });

  it('leaves a pattern of keys one pattern, whatever keys the templates make', () => {
    const KeyPolicy = document({ Effect: 'Allow', Principal: { AWS: account }, Action: 'kms:*', Resource: '*' });
    const keys = at('kms', 'key/*');
    const model = world([allow('kms:DescribeKey', keys)], [], {
      K: { Type: 'AWS::KMS::Key', Properties: { KeyPolicy } },
    });
    expect(failures(model, 'me may kms:DescribeKey key/*')).toEqual([]);
  });

  it('is of whoever pulls from one repository of images where they push to all', () => {
    const pulls = allow('ecr:BatchGetImage', at('ecr', 'repository/tools'));
    expect(reads(world([allow('ecr:PutImage'), describeJob], [reading, pulls]))).toBe(true);
  });

  it('is whatever policy they write of all buckets', () => {
    expect(reads(world([allow('s3:PutBucketPolicy')], []))).toBe(true);
    expect(reads(world([allow('s3:PutBucketPolicy', 'arn:aws:s3:::ra*')], []))).toBe(true);
    expect(reads(world([allow('s3:PutBucketPolicy', 'arn:aws:s3:::raw2*')], []))).toBe(false);
  });

  it('is not known where they take a role that no template makes, or write rights, and that is no "cannot"', () => {
    const open = [allow('sts:AssumeRole', arn('role/cdk-deploy')), allow('iam:PutRolePolicy', arn('role/*'))];
    for (const one of open) {
      const model = world([one], []);
      expect(failures(model, 'me cannot reach s3:GetObject raw/* ever')[0]).toContain('is not known');
      expect(failures(model, 'me may reach s3:GetObject raw/*')).toHaveLength(1);
      expect(reachAnswer('me', [{ account, model, scope }])).toMatchObject({ code: 1 });
    }
  });
});

describe('what somebody comes by from outside the network', () => {
  const closed = allow('s3:GetObject', 'arn:aws:s3:::raw/*', inside);
  const outside = ' from outside the network';

  it('is not what they may read inside alone, unless they open a shell there', () => {
    expect(reads(world([closed], []), outside)).toBe(false);
    expect(reads(world([closed, allow('cloudshell:CreateSession')], []), outside)).toBe(true);
  });

  it('is what code of theirs reads inside, where its output comes out', () => {
    expect(reads(world([pass, start, describeJob], [closed]), outside)).toBe(true);
    const readLog = (condition?: JsonObject) =>
      allow('logs:GetLogEvents', at('logs', `${logGroup}:log-stream:*`), condition);
    expect(reads(world([pass, start, readLog(inside)], [closed, writeLog]), outside)).toBe(false);
    expect(reads(world([pass, start, readLog()], [closed, writeLog]), outside)).toBe(true);
  });
});

describe('access --reach', () => {
  const model = world([pass, start, describeJob]);
  const { text, code, document } = reachAnswer('me', [{ account, model, scope }]);

  it('prints each path with the statement that carries each step', () => {
    expect(code).toBe(0);
    expect(text.split('\n').slice(0, 4)).toEqual([
      'me',
      '  job (code that runs with it)',
      '    job: runs code with it (sagemaker.amazonaws.com)',
      expect.stringMatching(/^ {6}me iam:PassRole job: work\/#0/),
    ]);
    expect(text).toContain('sagemaker.amazonaws.com sts:AssumeRole job: trust of job/#0');
    expect(document).toMatchObject([{ who: 'me', reached: [{ role: 'job', holds: false }], unknown: [] }]);
  });

  it('says so where somebody comes by nothing', () => {
    expect(reachAnswer('job', [{ account, model, scope }]).text).toBe('job\n  nobody but itself');
  });

  it('is not proven where rights of somebody on the way were not read', () => {
    const more = world([pass, start], [], {
      Extra: { Type: 'AWS::IAM::RolePolicy', Properties: { RoleName: 'job', PolicyName: 'p', PolicyDocument: 'x' } },
    });
    expect(reachAnswer('me', [{ account, model: more, scope }]).code).toBe(1);
  });
});

it('names a page for each service that runs code', () => {
  for (const { page, actions } of Object.values(starters)) {
    expect(page).toMatch(/, "/);
    expect(actions.length).toBeGreaterThan(0);
  }
});
