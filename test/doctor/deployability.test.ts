import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import requests from '../../assurance/deployability/api.json' with { type: 'json' };
import { plantedTransitions } from '../../assurance/deployability/planted.ts';
import unasked from '../../assurance/deployability/unasked.json' with { type: 'json' };

const infra = new URL('../../templates/infra/', import.meta.url).pathname;

/** The types that the templates' own code makes, by the classes of the CDK that it constructs. */
async function typesMade(): Promise<string[]> {
  const files = readdirSync(infra, { recursive: true, encoding: 'utf8' }).filter((file) => /\.ts(\.ejs)?$/.test(file));
  const made = files.flatMap((file) => {
    const code = readFileSync(join(infra, file), 'utf8');
    const constructed = new Set([...code.matchAll(/\bnew (\w+)\(/g)].map(([, name = '']) => name));
    return [...code.matchAll(/import (?:type )?\{([^}]+)\} from '(aws-cdk-lib\/aws-[\w-]+)'/g)].flatMap(
      ([, names = '', module = '']) =>
        names
          .split(',')
          .map((name) => name.trim())
          .filter((name) => constructed.has(name))
          .map((name) => `${module} ${name.replace(/^(?:Cfn)?/, 'Cfn')}`),
    );
  });
  const types = [...new Set(made)].map(async (one) => {
    const [module = '', name = ''] = one.split(' ');
    // What is no resource, as a statement of a policy is none, has no class of that name.
    return (await import(module))[name]?.CFN_RESOURCE_TYPE_NAME as string | undefined;
  });
  return [...new Set((await Promise.all(types)).flatMap((type) => type ?? []))].sort();
}

it('sees each fault of a change of answers, and none where there is none', () => {
  expect(plantedTransitions()).toEqual([]);
});

it('holds each type that templates make against the request that makes it, or says why not', async () => {
  const made = await typesMade();
  expect(made).toContain('AWS::Config::ConfigurationRecorder');
  expect(made).toContain('AWS::S3::Bucket');
  expect(made.filter((type) => !(type in requests) && !(type in unasked))).toEqual([]);
  const both = Object.keys(unasked).filter((type) => type in requests);
  expect([...both, ...Object.keys(unasked).filter((type) => !made.includes(type))]).toEqual([]);
});
