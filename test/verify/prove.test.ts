import { describe, expect, it } from 'vitest';
import { cast } from '../../templates/infra/cast.ts';
import {
  type CheckVerdict,
  isOpen,
  type Control as Proven,
  prove as proveWith,
} from '../../templates/judge/prove/controls.ts';
import { type Assembly, assemblyOf } from '../../templates/judge/read/assembly.ts';
import type { JsonObject } from '../../templates/judge/read/json.ts';

type Judged = { settings: typeof settings; enabled: string[] };
type Control = Proven<Judged>;

const failed = isOpen;
const prove = (assemblies: Assembly[], controls: Control[], judged: Judged) =>
  proveWith(assemblies, controls, judged, cast);

const settings = { name: 'my-ml', region: 'eu-west-1', repository: 'none', accounts: {} };
const judged = { settings, enabled: [] };
const bucket = { 'Fn::GetAtt': ['Raw', 'Arn'] };
const accounts = ['111122223333', '444455556666'];

/** One account's stack: a bucket, and a role that reads it as far as `prefix` goes. */
function account(id: string, prefix = '/train/*', more: Partial<Assembly> = {}): Assembly {
  const resource = { 'Fn::Join': ['', [bucket, prefix]] };
  const document = (...statements: JsonObject[]) => ({ Version: '2012-10-17', Statement: statements });
  const template: JsonObject = {
    Metadata: { Names: { raw: bucket, training: { 'Fn::GetAtt': ['Role', 'Arn'] } } },
    Resources: {
      Raw: { Type: 'AWS::S3::Bucket', Properties: {} },
      Role: {
        Type: 'AWS::IAM::Role',
        Properties: {
          RoleName: 'my-ml-training',
          AssumeRolePolicyDocument: document({
            Effect: 'Allow',
            Principal: { Service: 'sagemaker.amazonaws.com' },
            Action: 'sts:AssumeRole',
          }),
          Policies: [
            {
              PolicyName: 'work',
              PolicyDocument: document({ Sid: 'Read', Effect: 'Allow', Action: 's3:GetObject', Resource: resource }),
            },
          ],
        },
      },
    },
  };
  const stack = { name: 'data', account: id, region: 'eu-west-1', partition: 'aws', template };
  return { ...assemblyOf([stack]), ...more };
}

const rows = [
  'training may s3:GetObject raw/train/*',
  'training cannot s3:DeleteObject raw/* ever',
  'sagemaker.amazonaws.com may sts:AssumeRole training',
];
const control = (id: string, run: (assembly: Assembly) => CheckVerdict, text = '[]'): Control => ({
  declaration: { id, title: `Title of ${id}` },
  checks: () => [{ sentence: `sentence of ${id}`, run }],
  rows: text,
  file: 'proofs.json',
});
const holds = ({ account }: Assembly): CheckVerdict => ({ evidence: ['shared', account], failures: [] });
const least = control('least-privilege', holds, JSON.stringify(rows));

describe('a proof', () => {
  it('has a result a control, between the templates themselves and what no row needs', () => {
    const results = prove([account(accounts[0] as string)], [least], judged);
    expect(results.map(({ id, title }) => [id, title])).toEqual([
      ['assembly', 'The templates can be judged'],
      ['least-privilege', 'Title of least-privilege'],
      ['access', 'Nobody may do more than a row says'],
      ['new-account', 'A new account takes the templates, and a second try after a failed one'],
    ]);
    expect(results.filter(failed)).toEqual([]);
  });

  it('has a sentence a check and a row, each with its evidence', () => {
    const [assembly, one, access] = prove([account(accounts[0] as string)], [least], judged);
    expect(assembly?.sentences).toEqual([
      {
        sentence: 'every value is known: none is invented or left open',
        state: 'holds',
        evidence: ['1 account(s)'],
        failures: [],
      },
    ]);
    expect(one?.sentences).toEqual([
      { sentence: 'sentence of least-privilege', state: 'holds', evidence: ['shared', accounts[0]], failures: [] },
      { sentence: rows[0], state: 'holds', evidence: ['work/Read'], failures: [] },
      { sentence: rows[1], state: 'holds', evidence: ['no statement allows it'], failures: [] },
      { sentence: rows[2], state: 'holds', evidence: [expect.stringContaining('/#0')], failures: [] },
    ]);
    expect(access?.sentences).toEqual([
      { sentence: 'every allow is needed by a row', state: 'holds', evidence: ['3 rows'], failures: [] },
    ]);
  });

  it('is over every account, and says one thing once', () => {
    const both = accounts.map((id) => account(id));
    const complaint = ({ account }: Assembly): CheckVerdict => ({ evidence: ['e'], failures: ['same', account] });
    const [assembly, one, two, access] = prove(both, [least, control('broken', complaint)], judged);
    expect(assembly?.sentences[0]?.evidence).toEqual(['2 account(s)']);
    expect(one?.sentences[0]?.evidence).toEqual(['shared', ...accounts]);
    expect(one?.sentences[1]).toEqual({ sentence: rows[0], state: 'holds', evidence: ['work/Read'], failures: [] });
    expect(two?.sentences).toEqual([
      { sentence: 'sentence of broken', state: 'fails', evidence: ['e'], failures: ['same', ...accounts] },
    ]);
    expect(access?.sentences[0]?.evidence).toEqual(['6 rows']);
  });

  it('fails where a row fails in one account only, whichever it is', () => {
    const good = account(accounts[0] as string);
    const bad = account(accounts[1] as string, '/test/*');
    for (const assemblies of [
      [good, bad],
      [bad, good],
    ]) {
      const failing = prove(assemblies, [least], judged).filter(failed);
      expect(failing.map(({ id }) => id)).toEqual(['least-privilege', 'access']);
      expect(failing[0]?.sentences.map(({ failures }) => failures.length > 0)).toEqual([false, true, false, false]);
      expect(failing[1]?.sentences[0]?.failures).toEqual([
        expect.stringMatching(
          /^work, statement Read allows s3:getobject, .* add "training may s3:GetObject raw\/test\/\*" to /,
        ),
        expect.stringMatching(/^work, statement Read allows on arn:aws:s3:::«data\/Raw»\/test\/\*, .* to /),
      ]);
    }
  });

  it('fails where an allow has no row, and says it once for all accounts', () => {
    const wide = accounts.map((id) => account(id, '/*'));
    const [result] = prove(wide, [least], judged).filter(failed);
    expect(result?.id).toBe('access');
    expect(result?.sentences[0]?.failures).toEqual([
      expect.stringMatching(
        /^work, statement Read allows on arn:aws:s3:::«data\/Raw»\/\*, .*"training may s3:GetObject raw\/\*" to /,
      ),
    ]);
  });

  it('fails where the templates hold what is made up or not known', () => {
    const open = account(accounts[0] as string, '/train/*', {
      missing: ['{"key":"vpc"}'],
      unresolved: [{ stack: 'data', where: 'Raw.Name', what: 'Ref Parameter' }],
    });
    const [assembly] = prove([open], [least], judged);
    expect(assembly?.sentences[0]?.failures).toEqual([
      'synthesis would have to ask an account: {"key":"vpc"}',
      'data: Raw.Name is not known before deployment (Ref Parameter)',
    ]);
  });

  it('has no rows of a control where there is no account', () => {
    const [, one] = prove([], [least], judged);
    expect(one?.sentences.map(({ sentence }) => sentence)).toEqual(['sentence of least-privilege']);
  });
});

describe('a control', () => {
  const settings = { ...judged.settings, trail: 'organization', buckets: { raw: 'create', processed: 'of-another' } };
  const saying =
    (...verdicts: (CheckVerdict | undefined)[]) =>
    (id: string, inherits?: string) => ({
      declaration: { id, title: id, ...(inherits && { inherits }) },
      checks: () => verdicts.map((verdict, index) => ({ sentence: `${index}`, run: () => verdict as CheckVerdict })),
      rows: '[]',
      file: 'proofs.json',
    });
  const stateOf = (control: Control) =>
    prove([account(accounts[0] as string)], [control], { settings, enabled: [] })[1]?.state;
  const [holding, failing, empty]: CheckVerdict[] = [
    { evidence: ['e'], failures: [] },
    { evidence: ['e'], failures: ['why'] },
    { evidence: [], failures: [] },
  ];

  it('fails where one of its sentences does', () => {
    expect(stateOf(saying(holding, failing)('x'))).toBe('fails');
    expect(stateOf(saying(holding, holding)('x'))).toBe('holds');
  });

  it('does not hold where its checks looked at no resource', () => {
    expect(stateOf(saying(empty, empty)('x'))).toBe('not proven');
    expect(stateOf(saying()('x'))).toBe('not proven');
    expect(stateOf(saying(empty, holding)('x'))).toBe('holds');
  });

  it('is inherited where the answers say that somebody else has it, unless something here fails', () => {
    expect(stateOf(saying(empty)('x', 'trail'))).toBe('inherited');
    expect(stateOf(saying(holding)('x', 'trail'))).toBe('inherited');
    expect(stateOf(saying(failing)('x', 'trail'))).toBe('fails');
    expect(stateOf(saying(empty)('x', 'buckets'))).toBe('not proven');
  });
});

describe('a new account', () => {
  const only = (type: string, properties: JsonObject, deletionPolicy?: string) => {
    const whole = account(accounts[0] as string);
    const resources = whole.resources.slice(0, 1).map((one) => ({ ...one, type, properties, deletionPolicy }));
    return { ...whole, resources };
  };
  const failures = (assembly: Assembly) =>
    prove([assembly], [], judged)
      .at(-1)
      ?.sentences.flatMap(({ failures }) => failures);

  it('has no concurrency to reserve', () => {
    expect(failures(only('AWS::Lambda::Function', {}))).toEqual([]);
    expect(failures(only('AWS::Lambda::Function', { ReservedConcurrentExecutions: 1 }))).toEqual([
      'data: Raw reserves 1',
    ]);
  });

  it('keeps nothing of a first try that failed but buckets, which may hold logs already', () => {
    expect(failures(only('AWS::Logs::LogGroup', {}, 'RetainExceptOnCreate'))).toEqual([]);
    expect(failures(only('AWS::S3::Bucket', {}, 'Retain'))).toEqual([]);
    expect(failures(only('AWS::Logs::LogGroup', {}, 'Retain'))).toEqual([
      expect.stringContaining('RetainExceptOnCreate'),
    ]);
    expect(failures(only('AWS::KMS::Key', {}, 'Retain'))).toHaveLength(1);
  });
});
