import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
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
      ids: ids.filter(({ accepted }) => !accepted).map(({ id }) => id.replace(/-[0-9a-f]{12}$/, '')),
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
    ['an app that was not synthesized', { 'cdk.json': '{}' }, [], /npx cdk synth --quiet && secure-ml judge cdk\.out/],
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
