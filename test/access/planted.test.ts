import { describe, expect, it } from 'vitest';
import { policies, shares, structures } from '../../assurance/planted/kinds.ts';
import { assemblyOf } from '../../templates/judge/read/assembly.ts';
import { modelOf } from '../../templates/judge/read/model.ts';
import { account } from './bucket-and-role.ts';

// `npm run planted` puts each to the whole judge; nested templates lie in files, which only a directory has.
const inOneTemplate = [...structures, ...policies, ...shares].filter(({ name }) => !/nested/.test(name));

describe('A template that grants in one way or another is read as a grant, or not proven', () => {
  it.each(inOneTemplate.map((kind) => [kind.name, kind] as const))('%s', (_, { resources, sections }) => {
    const template = { ...sections, Resources: resources };
    const model = modelOf([assemblyOf([{ name: 'S', account, region: 'eu-west-1', partition: 'aws', template }])]);
    const grants = model.resources.filter(({ policy }) => policy);
    expect(grants.length + model.notProven.length).toBeGreaterThan(0);
  });
});
