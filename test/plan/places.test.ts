import { describe, expect, it } from 'vitest';
import { type Answers, defaults, tiers } from '../../src/answers/answers.ts';
import { regions } from '../../src/answers/regions.ts';
import { controlsFor, dutiesElsewhere, readCatalog } from '../../src/plan/catalog.ts';
import { plan } from '../../src/plan/plan.ts';

const catalog = readCatalog(new URL('../../templates', import.meta.url).pathname);
const usual = (region: string, more: Partial<Answers> = {}): Answers => {
  const all = { ...defaults('my-ml'), region, ...more };
  return { ...all, alerting: { ...all.alerting, emails: ['ops@example.com'], ...more.alerting } };
};
const on = (answers: Answers) => controlsFor(catalog, answers).map(({ id }) => id);

describe('a budget, in a region where CloudFormation has none,', () => {
  it('is on: it is of the whole account, so that it can be in another region', () => {
    expect(on(usual('eu-north-1'))).toContain('budget');
    expect(dutiesElsewhere(catalog, usual('eu-north-1'))).toEqual([]);
  });

  it.each<[string, Partial<Answers>]>([
    ['nothing may be deployed elsewhere', { globalStack: false }],
    ['there is no address that AWS could tell', { alerting: { ...defaults('my-ml').alerting, emails: [] } }],
  ])('is the owner’s where %s', (_, answers) => {
    expect(on(usual('eu-north-1', answers))).not.toContain('budget');
    expect(dutiesElsewhere(catalog, usual('eu-north-1', answers))).toEqual([expect.stringContaining('aws budgets')]);
    expect(on(usual('eu-west-1', answers))).toContain('budget');
  });
});

describe('Macie, in a region where CloudFormation has no session,', () => {
  it('is the owner’s, and with one that exists its alerts are there', () => {
    expect(on(usual('eu-south-2'))).not.toContain('macie');
    expect(dutiesElsewhere(catalog, usual('eu-south-2'))).toEqual([expect.stringContaining('macie=existing')]);
    expect(on(usual('eu-south-2', { macie: 'existing' }))).toContain('macie');
    expect(on(usual('cn-north-1', { macie: 'existing' }))).not.toContain('macie');
  });
});

it('what a partition or a region lacks is a note and a duty, in the tiers that want it and in no other', () => {
  const { notes, elsewhere, duties } = plan(catalog, { answers: usual('us-gov-west-1'), sources: {} }, '0.0.0');
  expect(elsewhere.map((text) => text.split(':')[0])).toEqual([
    'An alert is sent before a month costs too much',
    'Macie looks for sensitive data and for open buckets',
  ]);
  expect(notes).toEqual(elsewhere);
  expect(duties).toEqual(expect.arrayContaining(elsewhere));
  expect(dutiesElsewhere(catalog, usual('us-gov-west-1', { sensitivity: 'public' }))).toEqual([]);
  expect(dutiesElsewhere(catalog, usual('us-gov-west-1', { controls: { macie: false, budget: false } }))).toEqual([]);
});

it('every region has every control of its tier, or a duty in its place', () => {
  const silent = Object.keys(regions).flatMap((region) =>
    tiers.flatMap((sensitivity) => {
      const answers = usual(region, { sensitivity, repository: 'acme/ml' });
      const wanted = on(usual('us-east-1', { sensitivity, repository: 'acme/ml' }));
      const missing = wanted.filter((id) => !on(answers).includes(id));
      const told = dutiesElsewhere(catalog, answers).length;
      return missing.length === told ? [] : [`${region} ${sensitivity}: ${missing.join(', ')}`];
    }),
  );
  expect(silent).toEqual([]);
});
