import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { operationNamed } from '../../src/operations/operations.ts';
import { root } from '../program.ts';

type Call = [service: string, operation: string];

const sources = (folder: string, ending: string) =>
  readdirSync(join(root, folder))
    .filter((name) => name.endsWith(ending))
    .map((name) => readFileSync(join(root, folder, name), 'utf8'));

/** `['ssm', 'get-parameter', ...]`: the words that doctor and deploy give to the aws program. */
function wordsIn(text: string): Call[] {
  return [...text.matchAll(/\[\s*'([a-z0-9-]+)',\s*'([a-z0-9]+(?:-[a-z0-9]+)+)'/g)].map(
    ([, service = '', name = '']): Call => [service, name],
  );
}

/** Methods of boto3's clients, by the service that the file asks for; `get_paginator("...")` stands for the call that it repeats. */
function methodsIn(text: string): Call[] {
  const services = [...text.matchAll(/boto3\.client\("([a-z0-9-]+)"/g)].map(([, service = '']) => service);
  const names = [
    ...[...text.matchAll(/get_paginator\("(\w+)"\)/g)].map(([, name = '']) => name),
    ...[...text.matchAll(/\.((?:get|put|create|describe|list|start|stop|update|batch|sign|verify)_\w+)\(/g)].map(
      ([, name = '']) => name,
    ),
  ].filter((name) => name !== 'get_paginator' && name !== 'get_waiter');
  const isMapped = (name: string) => services.find((service) => operationNamed(service, name));
  return services.length === 0 ? [] : names.map((name): Call => [isMapped(name) ?? services.join('|'), name]);
}

const unmapped = (calls: Call[]) =>
  calls.filter(([service, name]) => !operationNamed(service, name)).map((call) => call.join(':'));

describe('every call has a mapping', () => {
  it.each(['doctor', 'deploy'])('of %s, by the aws program', (folder) => {
    const calls = sources(`templates/${folder}`, '.mjs').flatMap(wordsIn);
    expect(calls.length).toBeGreaterThan(0);
    expect(unmapped(calls)).toEqual([]);
  });

  it('of the workload, by boto3', () => {
    const calls = methodsIn(sources('templates/ml/workload', '.py').join('\n'));
    expect(calls.map(([, name]) => name)).toEqual(
      expect.arrayContaining(['put_object', 'get_secret_value', 'get_parameters_by_path']),
    );
    expect(unmapped(calls)).toEqual([]);
  });

  it('is looked for: what has none is told', () => {
    expect(unmapped(wordsIn("aws(['iot', 'list-things'], {})"))).toEqual(['iot:list-things']);
    expect(unmapped(methodsIn('boto3.client("iot")\nclient.create_thing(x)'))).toEqual(['iot:create_thing']);
  });
});
