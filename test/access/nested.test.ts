import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { stacksOf } from '../../src/formats/templates.ts';
import { assembliesOf } from '../../templates/judge/read/assembly.ts';
import type { JsonObject } from '../../templates/judge/read/json.ts';
import { modelOf, modelOfTemplates } from '../../templates/judge/read/model.ts';
import { scratchDirectory } from '../program.ts';

const scratch = scratchDirectory();
const hash = 'a'.repeat(64);

/** An assembly as `cdk.App` writes it where the CDK's command line did not start it: no metadata says where a template lies. */
const role = { Resources: { Role: { Type: 'AWS::IAM::Role', Properties: {} } } };
function assembly(published: string, inner = JSON.stringify(role), path = 'inner.json'): string {
  const directory = mkdtempSync(join(scratch, 'a'));
  const write = (name: string, value: object) => writeFileSync(join(directory, name), JSON.stringify(value));
  write('manifest.json', {
    artifacts: {
      'S.assets': { type: 'cdk:asset-manifest', properties: { file: 'S.assets.json' } },
      S: {
        type: 'aws:cloudformation:stack',
        environment: 'aws://unknown-account/eu-west-1',
        properties: { templateFile: 'S.json' },
      },
    },
  });
  write('S.assets.json', { files: { [published]: { source: { path } } } });
  const TemplateURL = { 'Fn::Join': ['', ['https://s3.', { Ref: 'AWS::URLSuffix' }, `/bucket/${hash}.json`]] };
  write('S.json', { Resources: { Inner: { Type: 'AWS::CloudFormation::Stack', Properties: { TemplateURL } } } });
  writeFileSync(join(directory, 'inner.json'), inner);
  return directory;
}

it('a nested stack is found by the hash that its template is published under', () => {
  const { principals, notProven } = modelOfTemplates(assembly(hash));
  expect({ names: principals.map(({ name }) => name), notProven }).toEqual({ names: ['Role'], notProven: [] });
});

it('and is not proven where nothing is published under that', () => {
  const { notProven } = modelOfTemplates(assembly('b'.repeat(64)));
  expect(notProven).toMatchObject([{ what: 'a nested stack', logicalId: 'Inner' }]);
});

it.each([
  ['is not JSON', 'Resources:', 'inner.json', 'inner.json is not JSON'],
  ['is not an object', '[]', 'inner.json', 'inner.json holds no object'],
  ['lies outside of the assembly', '{}', '../inner.json', '../inner.json lies outside of'],
])('and is not proven where its template %s, while the rest is judged', (_, inner, path, why) => {
  const { notProven } = modelOfTemplates(assembly(hash, inner, path));
  expect(notProven).toMatchObject([{ what: 'a nested stack', logicalId: 'Inner', why: expect.stringContaining(why) }]);
});

it('a template is read over a byte order mark', () => {
  const { principals } = modelOfTemplates(assembly(hash, `\uFEFF${JSON.stringify(role)}`));
  expect(principals.map(({ name }) => name)).toEqual(['Role']);
});

describe('a nested stack under a condition', () => {
  const stacks = (Conditions: JsonObject) => {
    const template = {
      Parameters: { Which: { Type: 'String' } },
      Conditions,
      Resources: {
        Inner: { Type: 'AWS::CloudFormation::Stack', Condition: 'Made', Properties: { TemplateURL: './inner.json' } },
        Topic: { Type: 'AWS::SNS::Topic' },
      },
    };
    const inner = { Resources: { Role: { Type: 'AWS::IAM::Role', Properties: {} } } };
    const texts: Record<string, string> = {
      'outer.json': JSON.stringify(template),
      'inner.json': JSON.stringify(inner),
    };
    return modelOf(assembliesOf(stacksOf(['outer.json'], (path) => texts[path], {})));
  };

  it('is not made where the condition does not hold, nor is what is in it', () => {
    const { principals, notProven } = stacks({ Made: { 'Fn::Equals': ['a', 'b'] } });
    expect({ principals, notProven }).toEqual({ principals: [], notProven: [] });
  });

  it('is read, and not proven, where nobody knows', () => {
    const { principals, notProven } = stacks({ Made: { 'Fn::Equals': [{ Ref: 'Which' }, 'b'] } });
    expect(principals).toHaveLength(1);
    expect(notProven).toMatchObject([{ logicalId: 'Inner' }]);
  });
});
