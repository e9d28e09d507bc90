import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { parse } from 'yaml';
import type { Call } from '../../src/commands/call.ts';
import { run } from '../../src/commands/judge.ts';
import { Refusal } from '../../src/refusal.ts';
import { scratchDirectory } from '../program.ts';

const scratch = scratchDirectory();

interface Told {
  findings?: { id: string; what: string; accepted?: object }[];
  cells?: object[];
}

/** A folder with these files, and what the command says there. */
function folder(files: Record<string, string>) {
  const directory = mkdtempSync(join(scratch, 'r'));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), text);
  }
  const judge = async (positionals: string[], values: Call['values'] = {}) => {
    let said: { document: Told; text: string } = { document: {}, text: '' };
    const print: Call['print'] = (document, text) => {
      said = { document: document as Told, text };
    };
    const code = await run({ positionals, values, directory, print, say: vi.fn() });
    const ids = said.document.findings ?? [];
    return {
      code,
      ...said,
      ids: ids
        .filter(({ id, accepted }) => !accepted && !id.startsWith('waiver/'))
        .map(({ id }) => id.replace(/-[0-9a-f]{12}$/, '')),
    };
  };
  return { directory, judge };
}

const policy = (...statements: string[]) => `
  Policy:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: !Ref Bucket
      PolicyDocument:
        Version: 2012-10-17
        Statement:
${statements.map((text) => `          - {Effect: Allow, Action: "s3:GetObject", Resource: !Sub "$\{Bucket.Arn}/*", ${text}}`).join('\n')}
`;
const bucket = 'Resources:\n  Bucket: {Type: AWS::S3::Bucket}\n';

describe('a plain template', () => {
  it('whose values have no text is judged, or refused', async () => {
    const textless = { toString: null };
    const types: Record<string, object> = {
      'AWS::S3::Bucket': { LoggingConfiguration: { DestinationBucketName: textless } },
      'AWS::SNS::Topic': { KmsMasterKeyId: textless },
      'AWS::SQS::Queue': { SqsManagedSseEnabled: textless },
      'AWS::CloudTrail::Trail': { S3BucketName: textless, EnableLogFileValidation: textless },
      'AWS::EC2::SecurityGroup': { SecurityGroupIngress: [{ CidrIp: textless, IpProtocol: textless }] },
      'AWS::EKS::Cluster': { ResourcesVpcConfig: { PublicAccessCidrs: [textless] } },
      'AWS::IAM::Role': { RoleName: textless },
    };
    for (const [Type, Properties] of Object.entries(types)) {
      const { judge } = folder({ 't.json': JSON.stringify({ Resources: { X: { Type, Properties } } }) });
      const said = await judge(['t.json']).catch((error: unknown) => error);
      expect(said instanceof Refusal || (said as { code: number }).code <= 1, Type).toBe(true);
    }
  });

  it('with nothing in it for others has a matrix, no finding, and exit 0', async () => {
    const { judge } = folder({ 't.yaml': `${bucket}${policy('Principal: {Service: cloudtrail.amazonaws.com}')}` });
    const { code, document, text } = await judge(['t.yaml']);
    expect({ code, findings: document.findings }).toEqual({ code: 0, findings: [] });
    expect(text).toMatch(/^0 findings, 0 not proven\nt\.yaml: 1 stack, 2 resources/);
    expect(document.cells).toMatchObject([{ who: 'cloudtrail.amazonaws.com', actions: ['s3:GetObject'] }]);
  });

  it.each([
    ['everybody', 'Principal: "*"', ['template/public']],
    [
      'everybody by a condition that leaves nobody out',
      'Principal: "*", Condition: {StringLike: {"aws:PrincipalArn": "*"}}',
      ['template/public'],
    ],
    ['everybody of a network', 'Principal: "*", Condition: {StringEquals: {"aws:SourceVpce": vpce-1}}', []],
    [
      'an organization',
      'Principal: "*", Condition: {StringEquals: {"aws:PrincipalOrgID": o-1}}',
      ['template/other-account'],
    ],
    ['another account', 'Principal: {AWS: "444455556666"}', ['template/other-account']],
    ['another account, as a number', 'Principal: {AWS: 444455556666}', ['template/other-account']],
    ['a role of another account', 'Principal: {AWS: "arn:aws:iam::444455556666:role/x"}', ['template/other-account']],
    ['its own account', 'Principal: {AWS: !Ref "AWS::AccountId"}', []],
    [
      'everybody, whom a deny leaves out again',
      'Principal: "*"}\n          - {Effect: Deny, Principal: "*", Action: "*", Resource: "*"',
      [],
    ],
  ])('that lets in %s', async (_, text, found) => {
    const { judge } = folder({ 't.yaml': `${bucket}${policy(text)}` });
    const { code, ids } = await judge(['t.yaml']);
    expect({ code, ids }).toEqual({ code: found.length, ids: found });
  });
});

describe('what is not there is refused with what to type', () => {
  it.each([
    ['nothing at all', {}, [], /neither a CDK assembly nor a CloudFormation template.*Name a template/s],
    ['an app that was not synthesized', { 'cdk.json': '{}' }, [], /npx cdk synth --quiet.*secure-ml judge cdk\.out/s],
    ['a folder of templates', { 'infra/t.yaml': bucket }, ['infra'], /secure-ml judge infra\/t\.yaml/],
    ['a file that is not there', {}, ['t.yaml'], /t\.yaml does not exist/],
    ['YAML that is something else', { 't.yaml': 'jobs: {}' }, ['t.yaml'], /has no Resources/],
    ['text that is not valid YAML', { 't.yaml': 'a: [' }, ['t.yaml'], /not YAML/],
    ['JSON that ends too soon', { 't.json': '{' }, ['t.json'], /not JSON/],
  ])('%s', async (_, files, words, said) => {
    const { judge } = folder(files as Record<string, string>);
    const refusal = await judge(words).then(
      () => undefined,
      (error: unknown) => error,
    );
    expect(refusal).toBeInstanceOf(Refusal);
    expect(String(refusal)).toMatch(said);
  });
});

const weak = `${bucket}${policy('Principal: "*"')}`;
const soon = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10);
const line = (finding: string, until = soon) =>
  JSON.stringify([{ finding, owner: 'a@b.example', reason: 'Public downloads are what this bucket is for', until }]);

describe('a baseline', () => {
  it('accepts what it names until its day, and nothing else', async () => {
    const { judge, directory } = folder({ 't.yaml': weak });
    const [found] = (await judge(['t.yaml'])).document.findings ?? [];
    const write = (text: string) => writeFileSync(join(directory, 'known.json'), text);
    write(line(found?.id ?? ''));
    expect(await judge(['t.yaml'], { baseline: 'known.json' })).toMatchObject({ code: 0, ids: [] });
    // A wider grant is another finding.
    writeFileSync(join(directory, 't.yaml'), weak.replace('s3:GetObject', 's3:*'));
    expect(await judge(['t.yaml'], { baseline: 'known.json' })).toMatchObject({ code: 1 });
    writeFileSync(join(directory, 't.yaml'), weak);
    write(line(found?.id ?? '', '2026-01-01'));
    const { code, text } = await judge(['t.yaml'], { baseline: 'known.json' });
    expect({ code, text }).toEqual({ code: 1, text: expect.stringContaining('ended on 2026-01-01') });
  });

  it('is accepted.json where the folder has one, and a file that is not there is refused', async () => {
    const { judge, directory } = folder({ 't.yaml': weak });
    const [found] = (await judge(['t.yaml'])).document.findings ?? [];
    writeFileSync(join(directory, 'accepted.json'), line(found?.id ?? ''));
    expect(await judge(['t.yaml'])).toMatchObject({ code: 0 });
    await expect(judge(['t.yaml'], { baseline: 'none.json' })).rejects.toThrow(
      /none\.json does not exist.*judge --init/s,
    );
  });
});

describe('--init', () => {
  const git = (directory: string) => execFileSync('git', ['init', '-q'], { cwd: directory });

  it('writes a CI job and the findings of today, which are accepted then, and overwrites nothing', async () => {
    const { judge, directory } = folder({ 't.yaml': weak });
    git(directory);
    await judge(['t.yaml'], { init: true, owner: 'a@b.example' });
    expect(await judge(['t.yaml'])).toMatchObject({ code: 0 });
    const workflow = parse(readFileSync(join(directory, '.github/workflows/secure-ml-judge.yml'), 'utf8'));
    expect(workflow.permissions).toEqual({});
    expect(Object.values(workflow.jobs)).toMatchObject([{ permissions: { contents: 'read' } }]);
    await expect(judge(['t.yaml'], { init: true })).rejects.toThrow(/exist already/);
  });

  it('runs the code of a CDK app in a job without rights, and judges in another', async () => {
    const { judge, directory } = folder({
      ...{
        'app/cdk.json': '{}',
        'app/package-lock.json': '{}',
        'app/package.json': '{"devDependencies":{"aws-cdk":"2.0.0"}}',
      },
      'app/cdk.out/manifest.json': JSON.stringify({
        artifacts: {
          S: {
            type: 'aws:cloudformation:stack',
            environment: 'aws://unknown-account/eu-west-1',
            properties: { templateFile: 'S.json' },
          },
        },
      }),
      'app/cdk.out/S.json': JSON.stringify({ Resources: { Bucket: { Type: 'AWS::S3::Bucket' } } }),
    });
    git(directory);
    await judge(['app/cdk.out'], { init: true, owner: 'a@b.example' });
    const text = readFileSync(join(directory, '.github/workflows/secure-ml-judge.yml'), 'utf8');
    const { jobs } = parse(text);
    expect(jobs.synthesize.permissions).toEqual({ contents: 'read' });
    expect(jobs.judge.permissions).toEqual({ actions: 'read', contents: 'read' });
    expect(JSON.stringify(jobs.judge)).not.toMatch(/npm ci|cdk synth/);
    expect(text.match(/uses: .*/g)?.every((use) => /@[0-9a-f]{40} # v/.test(use))).toBe(true);
  });

  it('says what is missing where nothing says how the app is installed, and who owns the baseline', async () => {
    const { judge } = folder({ 't.yaml': weak });
    await expect(judge(['t.yaml'], { init: true, baseline: '../x.json', owner: 'a@b.example' })).rejects.toThrow(
      Refusal,
    );
  });
});

describe('--since', () => {
  it('tells only of what is wider since a commit, which is read out of git', async () => {
    const { judge, directory } = folder({ 't.yaml': weak });
    const git = (...words: string[]) =>
      execFileSync('git', ['-c', 'user.email=a@b.example', '-c', 'user.name=a', ...words], { cwd: directory });
    git('init', '-q');
    git('add', '-A');
    git('commit', '-qm', 'one');
    expect(await judge(['t.yaml'], { since: 'HEAD' })).toMatchObject({ code: 0, ids: [] });
    writeFileSync(
      join(directory, 't.yaml'),
      `${bucket}${policy('Principal: "*"', 'Principal: {AWS: "444455556666"}').replace('s3:GetObject', 's3:PutObject')}`,
    );
    const { code, text } = await judge(['t.yaml'], { since: 'HEAD' });
    expect({ code, text }).toEqual({ code: 1, text: expect.stringMatching(/^since HEAD: .*may now s3:PutObject/s) });
    await expect(judge(['t.yaml'], { since: 'nope' })).rejects.toThrow('neither a commit nor templates');
  });
});

describe('what only the deployment gives', () => {
  const open = `Parameters: {Who: {Type: String}, On: {Type: String}}
Conditions: {Public: !Equals [!Ref On, "yes"]}
${bucket}${policy('Principal: {AWS: !Ref Who}')}${policy('Principal: "*"').replace('Policy:', 'Maybe:\n    Condition: Public')}`;

  it('is not proven, once a place, with its name', async () => {
    const { code, text } = await folder({ 't.yaml': open }).judge(['t.yaml']);
    expect(code).toBe(1);
    expect(text).toMatch(
      /not proven {2}t: Policy, PolicyDocument\.Statement\[0\]: .*: Ref Who \(content [0-9a-f]{12}\)\n/,
    );
    // The bucket may have two policies, of which one stays.
    expect(text).toMatch(/, 3 not proven/);
  });

  it('is read from --parameters and --condition', async () => {
    const files = {
      't.yaml': open,
      'p.yaml': 'Who: "444455556666"',
      'aws.json':
        '[{"ParameterKey":"Who","ParameterValue":"444455556666"},{"ParameterKey":"On","ParameterValue":"no"}]',
    };
    const { judge } = folder(files);
    expect(await judge(['t.yaml'], { parameters: 'aws.json' })).toMatchObject({ ids: ['template/other-account'] });
    const both = await judge(['t.yaml'], { parameters: 'p.yaml', condition: ['Public=true'] });
    expect(both.ids.sort()).toEqual(['access/unproven', 'template/other-account', 'template/public']);
  });

  it('of a nested stack beside its parent is what the parent passes', async () => {
    const nested = `Resources:\n  Inner: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: ./in/n.yaml, Parameters: {Who: "444455556666"}}}`;
    const inner = `Parameters: {Who: {Type: String}}\n${bucket}${policy('Principal: {AWS: !Ref Who}')}`;
    const { judge } = folder({ 't.yaml': nested, 'in/n.yaml': inner });
    const { ids, text } = await judge(['t.yaml']);
    expect(ids).toEqual(['template/other-account']);
    expect(text).toContain('t/Inner/Policy');
    const elsewhere = folder({ 't.yaml': nested });
    expect((await elsewhere.judge(['t.yaml'])).text).toContain('its template is not here (./in/n.yaml)');
  });
});

describe('text of a template', () => {
  it('reaches terminals, runners and summaries as text', async () => {
    const odd = 'x\u001b[2J\u202e\n::error::no\n```\n| <script>';
    const allow = {
      Version: '2012-10-17',
      Statement: { Effect: 'Allow', Action: 's3:*', Resource: `arn:aws:s3:::${odd}` },
    };
    const template = JSON.stringify({
      Resources: {
        [odd]: {
          Type: 'AWS::IAM::User',
          Properties: { UserName: odd, Policies: [{ PolicyName: odd, PolicyDocument: allow }] },
        },
      },
    });
    const { judge } = folder({ 't.json': template });
    for (const format of ['text', 'markdown', 'sarif', 'json']) {
      const { text } = await judge(['t.json'], { format });
      expect(text).not.toMatch(/[^\P{Cc}\n]|\p{Cf}/u);
      expect(text).not.toMatch(/^::error/m);
      expect(text.match(/^```+$/gm)?.length ?? 0).toBe(format === 'markdown' ? text.match(/^```+text$/gm)?.length : 0);
    }
  });

  it('has its line in SARIF, a rule for each kind of weakness, and a suppression where it is accepted', async () => {
    const { judge, directory } = folder({ 't.yaml': weak });
    const [found] = (await judge(['t.yaml'])).document.findings ?? [];
    writeFileSync(join(directory, 'accepted.json'), line(found?.id ?? ''));
    const { text } = await judge(['t.yaml'], { format: 'sarif' });
    const [result] = JSON.parse(text).runs[0].results;
    expect(result).toMatchObject({ ruleId: 'template/public', suppressions: [{ status: 'accepted' }] });
    expect(result.locations[0].physicalLocation).toMatchObject({
      artifactLocation: { uri: 't.yaml' },
      region: { startLine: 4 },
    });
  });

  it('has the lines of thousands of resources, behind as many blank lines, in a moment', async () => {
    const ids = Array.from({ length: 5000 }, (_, at) => `Q${at}`);
    const queue = '{"Type":"AWS::SQS::Queue","Properties":{"SqsManagedSseEnabled":false}}';
    const resources = ids.map((id) => `"${id}" : ${queue}`).join(',\n');
    const { judge } = folder({ 't.json': `{${'\n'.repeat(100_000)}"Resources": {\n${resources}}}` });
    const started = performance.now();
    const { text } = await judge(['t.json'], { format: 'sarif' });
    expect(performance.now() - started).toBeLessThan(20_000);
    const { results } = JSON.parse(text).runs[0];
    const lines = results.map(
      ({
        locations: [{ physicalLocation }],
      }: {
        locations: [{ physicalLocation: { region: { startLine: number } } }];
      }) => physicalLocation.region.startLine,
    );
    expect([Math.min(...lines), Math.max(...lines)]).toEqual([100_002, 105_001]);
  });

  it('is of no other format', async () => {
    await expect(folder({ 't.yaml': weak }).judge(['t.yaml'], { format: 'html' })).rejects.toThrow(
      /There is no format "html"/,
    );
  });
});
