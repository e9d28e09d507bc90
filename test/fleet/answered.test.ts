import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Answers, defaults } from '../../src/answers/answers.ts';
import type { Lock } from '../../src/baseline/lock.ts';
import { answerFindings } from '../../src/fleet/answered.ts';
import { templates } from '../../src/package.ts';
import { scratchDirectory } from '../program.ts';

const usual = defaults('my-ml');

/** What `check` says where settings.json has these answers and the lock those. */
function found(now: object, then: Answers = usual) {
  return foundIn(JSON.stringify({ ...then, ...now }), then);
}

const foundIn = (text: string, then?: Answers) => findings(text, then).map(({ id, level }) => `${level} ${id}`);

function findings(text: string, then: Answers = usual) {
  const directory = scratchDirectory();
  writeFileSync(join(directory, 'settings.json'), text);
  const lock = { answers: then, sources: {}, files: new Map() } as unknown as Lock;
  return answerFindings(directory, lock, templates);
}

const roles = (more: object) => ({ people: { ...usual.people, roles: { ...usual.people.roles, ...more } } });

describe('settings.json that was edited by hand', () => {
  it('says which answer the program would refuse', () => {
    expect(found({})).toEqual([]);
    expect(found({ name: 'aws-ml' })).toEqual(['error control/settings/name']);
    expect(found(roles({ engineer: ['*'] }))).toEqual(['error control/settings/people.roles.engineer']);
    expect(found({ monthlyBudgetUsd: -1 })).toEqual(['error control/settings/monthlyBudgetUsd']);
  });

  it.each(['region', 'sensitivity', 'buckets', 'alerting', 'people', 'controls', 'macie'])(
    'says that %s is gone, once',
    (key) => {
      expect(found({ [key]: undefined })).toContainEqual(`error control/settings/${key}`);
      expect(found({ [key]: undefined }).filter((one) => one.includes('settings/'))).toHaveLength(1);
    },
  );

  it.each([
    ['alerting', []],
    ['people', null],
    ['people', { signIn: 'saml' }],
    ['tags', 'x'],
    ['controls', []],
    ['region', null],
    ['region', 1],
    ['tags', { 'aws:x': 'y' }],
  ])('says that %s cannot be %j', (key, value) => {
    expect(found({ [key]: value })).toContainEqual(expect.stringMatching(`^error control/settings/${key}`));
  });

  it.each([
    ['emails', { alerting: { ...usual.alerting, email: ['a@example.com'] } }, 'alerting.emails'],
    ['volumeGb', { jobs: { volumeGB: 200 } }, 'jobs.volumeGb'],
    ['jobs', { job: { volumeGb: 200 } }, 'jobs'],
    ['monthlyBudgetUsd', { monthlyBudget: 300 }, 'monthlyBudgetUsd'],
    ['sensitivity', { sensetivety: 'restricted' }, 'sensitivity'],
    ['roles', { people: { ...usual.people, Roles: {} } }, 'people.roles'],
    ['engineer', roles({ engineers: ['ml'] }), 'people.roles.engineer'],
  ])('says that a key was meant for %s', (_, now, meant) => {
    expect(found(now)).toEqual([`error control/settings/${meant}`]);
  });

  it('leaves keys of its owner alone', () => {
    const own = {
      note: 'x',
      notes: 'x',
      team: 'x',
      owner: 'x',
      contact: 'x',
      costCentre: 1,
      version: 1,
      $schema: 'x',
      domain: 'x',
      global: 1,
    };
    expect(
      found({
        ...own,
        jobs: { spot: true, maxSpend: 1 },
        networkTags: {},
        alerting: { ...usual.alerting, pager: 'x' },
      }),
    ).toEqual([]);
  });

  it('says what a file takes, and which controls would go', () => {
    const said = (now: object, then = usual) =>
      findings(JSON.stringify({ ...then, ...now }), then).map(({ fix }) => fix);
    expect(said({ controls: { macie: 'off' } })[0]).toBe('Write there: true or false');
    expect(said({ globalStack: 'off' })[0]).toContain('true or false');
    expect(said({ sensitivity: 'restricted' }).join()).toContain('To add the controls: commit settings.json');
    const went = said({ sensitivity: 'internal' }, { ...defaults('my-ml', 'restricted'), network: 'create' }).join();
    expect(went).toContain('To remove the controls: commit settings.json');
  });

  it('says which answer is there twice, though the last one is the recorded one', () => {
    const text = JSON.stringify(usual);
    expect(foundIn(text.replace('{', '{"sensitivity":"public",'))).toEqual(['error control/settings/sensitivity']);
    expect(foundIn(text.replace('"emails"', '"emails":["x@example.com"],"emails"'))).toEqual([
      'error control/settings/alerting.emails',
    ]);
    expect(foundIn(text.replace('{', '{"ours":[{"a":1},{"a":2}],'))).toEqual([]);
  });

  it('tells each of 100,000 tags from the others within seconds', () => {
    const tags = Object.fromEntries(Array.from({ length: 100_000 }, (_, at) => [at.toString(36), 0]));
    expect(found({ tags })).toEqual(['error control/settings/tags']);
  }, 15_000);

  it.each(['[', '{"a":'])(
    'refuses what nests %j deeper than a stack goes, and no less than a person would',
    (opens) => {
      const of = (depth: number) =>
        `{"ours":${opens.repeat(depth)}1${(opens === '[' ? ']' : '}').repeat(depth)},${JSON.stringify(usual).slice(1)}`;
      expect(foundIn(of(50))).toEqual([]);
      for (const depth of [5000, 150_000]) expect(foundIn(of(depth))).toEqual(['error control/settings']);
    },
  );

  it('leaves an answer alone that an older version did not know', () => {
    const { macie: _, ...older } = usual;
    expect(found({ macie: undefined }, older as Answers)).toEqual([]);
  });

  it('leaves alone what the lock has as well: an older version wrote it', () => {
    expect(found({}, { ...usual, name: 'aws-ml' })).toEqual([]);
  });

  it('says who trains and approves, which is theirs to decide', () => {
    const both = roles({ engineer: ['Team'], approver: ['Team'] });
    expect(found(both)).toEqual(['note control/settings/people.roles.approver']);
  });
});
