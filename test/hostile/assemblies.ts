import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { edit, type Json, type Kind, many, put } from './place.ts';
import { account, allow, bucket, role, template } from './templates.ts';

const stack = (templateFile: string, more: Json = {}): Json => ({
  type: 'aws:cloudformation:stack',
  environment: `aws://${account}/eu-west-1`,
  properties: { templateFile, ...more },
});
const nested = (url: string): Json => ({
  Type: 'AWS::CloudFormation::Stack',
  Properties: { TemplateURL: url },
  Metadata: { 'aws:asset:path': url, 'aws:asset:property': 'TemplateURL' },
});
const text = JSON.stringify({ Resources: { Raw: bucket } });
const others = (count: number, of: (at: number) => Json) => Object.fromEntries(many(count, (at) => [`A${at}`, of(at)]));

const lists: [string, (folder: string) => Json, true?][] = [
  ['a template outside', () => ({ A: stack('../../outside/mine') })],
  ['a template by its whole path', (folder) => ({ A: stack(join(folder, '../../outside/mine')) })],
  ['a template with a NUL in its name', () => ({ A: stack('a\0b.json') })],
  ['a template of a long name', () => ({ A: stack('a'.repeat(10_000)) })],
  ['a template that is the list', () => ({ A: stack('manifest.json') })],
  ['names as every object has them', () => ({ constructor: stack('Data.template.json'), toString: [] })],
  [
    'a stack in itself',
    (folder) => {
      const inner = { N: nested('self.json'), M: nested('./self.json') };
      writeFileSync(join(folder, 'self.json'), JSON.stringify({ Resources: inner }));
      return { A: stack('self.json') };
    },
  ],
  [
    'stacks in stacks in stacks',
    (folder) => {
      for (let at = 0; at < 25; at += 1) {
        const inner = { N: nested(`n${at + 1}.json`), M: nested(`n${at + 1}.json`) };
        writeFileSync(join(folder, `n${at}.json`), JSON.stringify({ Resources: inner }));
      }
      writeFileSync(join(folder, 'n25.json'), text);
      return { A: stack('n0.json') };
    },
  ],
  [
    'assemblies in each other',
    (folder) => {
      const assembly = (directoryName: string) => ({ type: 'cdk:cloud-assembly', properties: { directoryName } });
      mkdirSync(join(folder, 'inner'));
      const inner = { version: '48.0.0', artifacts: { Up: assembly('..') } };
      writeFileSync(join(folder, 'inner/manifest.json'), JSON.stringify(inner));
      return { In: assembly('inner'), Out: assembly('../../outside') };
    },
  ],
  [
    '300 templates',
    (folder) => {
      for (let at = 0; at < 300; at += 1) writeFileSync(join(folder, `t${at}.json`), text);
      return others(300, (at) => stack(`t${at}.json`, { stackName: `s${at}` }));
    },
    true,
  ],
  ['one template 100 times', () => others(100, (at) => stack('Data.template.json', { stackName: `s${at}` })), true],
  [
    'a template in 100 accounts',
    () =>
      others(100, (at) => ({
        ...stack('Data.template.json', { stackName: `s${at}` }),
        environment: `aws://${100_000_000_000 + at}/eu-west-1`,
      })),
    true,
  ],
];

const forged = (what: string) => `${what}\n::error ::forged\u001b]0;x\u0007`;

/** Lists of templates that lead elsewhere or in circles, and names that would be lines of their own. */
export const assemblies: Kind[] = [
  ...lists.map(
    ([what, make, isLarge]): Kind => ({
      name: `assembly: ${what}`,
      row: 'a list of templates that leads elsewhere, or to many',
      ...(isLarge && { onPage: true }),
      make: (repository) => {
        const artifacts = make(join(repository, 'cdk.out'));
        put(join(repository, 'cdk.out/manifest.json'), JSON.stringify({ version: '48.0.0', artifacts }));
      },
    }),
  ),
  {
    name: 'template: names with line breaks',
    row: 'text for terminals and pages',
    make: (repository) =>
      edit(repository, template, (value) => {
        const statement = { ...allow('s3:PutObject', forged('arn:aws:s3:::lake/*')), Sid: forged('sid') };
        value.Resources = {
          [forged('One')]: role(forged('one'), statement),
          [forged('Two')]: role(forged('two'), allow('sts:AssumeRole', '*')),
          [forged('Other')]: { Type: forged('AWS::IAM::Role'), Properties: {} },
          [forged('Weak')]: { Type: 'AWS::SQS::Queue', Properties: { SqsManagedSseEnabled: false } },
        };
      }),
  },
];
