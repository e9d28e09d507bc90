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
  const directory = scratchDirectory();
  writeFileSync(join(directory, 'settings.json'), JSON.stringify({ ...then, ...now }));
  const lock = { answers: then, sources: {} } as unknown as Lock;
  return answerFindings(directory, lock, templates).map(({ id, level }) => `${level} ${id}`);
}

const roles = (more: object) => ({ people: { ...usual.people, roles: { ...usual.people.roles, ...more } } });

describe('settings.json that was edited by hand', () => {
  it('says which answer the program would refuse', () => {
    expect(found({})).toEqual([]);
    expect(found({ name: 'aws-ml' })).toEqual(['error control/settings/name']);
    expect(found(roles({ engineer: ['*'] }))).toEqual(['error control/settings/people.roles.engineer']);
    expect(found({ monthlyBudgetUsd: -1 })).toEqual(['error control/settings/monthlyBudgetUsd']);
  });

  it('leaves alone what the lock has as well: an older version wrote it', () => {
    expect(found({}, { ...usual, name: 'aws-ml' })).toEqual([]);
  });

  it('says who trains and approves, which is theirs to decide', () => {
    const both = roles({ engineer: ['Team'], approver: ['Team'] });
    expect(found(both)).toEqual(['note control/settings/people.roles.approver']);
  });
});
