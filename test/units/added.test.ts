import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { objectionsBetween } from '../../src/guard/between.ts';
import type { Objection } from '../../src/guard/guard.ts';
import { objectionTo } from '../../src/guard/ratchet.ts';
import { acceptedWith, comesWithUnit, goesWithUnit } from '../../src/guard/wanted.ts';
import { templates } from '../../src/package.ts';
import { readKinds } from '../../src/units/kind.ts';
import type { Unit } from '../../src/units/unit.ts';
import { acceptedLines } from '../../templates/judge/compare/acceptance.ts';
import { comparedAssemblies } from '../../templates/judge/gate/compare.ts';
import { isOpenGateFinding, withAccepted } from '../../templates/judge/gate/finding.ts';
import { unwatched } from '../../templates/judge/ratchet/detection.ts';
import { losses } from '../../templates/judge/ratchet/losses.ts';
import { ratchetResources } from '../../templates/judge/ratchet/resources.ts';
import { alerting } from '../support/sample.ts';
import { judge, makeScratch, writeVariant } from '../support/variant.ts';
import { makeReady } from './ready.ts';
import { unitsOf } from './samples.ts';

const scratch = makeScratch();
afterAll(scratch.remove);

const answers = { sensitivity: 'confidential', network: 'create', alerting, repository: 'acme/ml' } as const;
const all = unitsOf(answers);
const named = (name: string) => all.filter((unit) => unit.name === name);
const namesIn = ({ values }: Unit) => Object.values(values).flat().map(String);
/** One unit of each kind; a bucket that roles of units read and write has those before it. */
const added = all.filter(({ name }) => name.endsWith('-a') || name === 'bucket-d');
const neededBy = (unit: Unit) => namesIn(unit).flatMap(named);
const idOf = (units: readonly Unit[]) => ['none', ...units.map(({ name }) => name)].join('+');
const outOf = (units: readonly Unit[]) => join(scratch.directory, idOf(units), 'cdk.out');

const none = join(scratch.directory, 'accepted-none.json');
const told = ({ id, what }: Objection) => `${id}: ${what}`;

describe('with the guards on', () => {
  beforeAll(async () => {
    writeFileSync(none, '[]');
    const sets = new Map(
      added.flatMap((unit) => [neededBy(unit), [...neededBy(unit), unit]]).map((set) => [idOf(set), set]),
    );
    const folders = [...sets].map(([id, set]) => writeVariant(scratch.directory, id, answers, set));
    for (const folder of folders) makeReady(folder);
    await judge('templates', folders);
  }, 300_000);

  it.each(added)(
    '$kind $name is added with nothing to decide but what is asked for, and taken away again',
    async (unit) => {
      const [old, now] = [outOf(neededBy(unit)), outOf([...neededBy(unit), unit])];
      const objections = await objectionsBetween(old, now, none);
      expect(objections.filter((each) => !comesWithUnit(each)).map(told)).toEqual([]);

      // The gate of the pull request takes the lines that `add` writes, and nothing else is open there.
      const asked = { owner: 'ana@example.com', reason: `Asked for with "secure-ml add ${unit.kind} ${unit.name}"` };
      const written = acceptedWith([], objections, { ...asked, is: comesWithUnit }).get('accepted.json')?.content;
      const lines = acceptedLines(written?.toString(), new Date().toISOString().slice(0, 10));
      const findings = comparedAssemblies(old, now);
      const open = (accepted: typeof lines) =>
        withAccepted(findings, accepted, new Map())
          .filter(isOpenGateFinding)
          .map(({ id, what }) => `${id}: ${what}`);
      expect(open(lines)).toEqual([]);
      // Without them all of it is open.
      expect(open(new Map())).toHaveLength(findings.length);

      const [was, is] = [ratchetResources(now), ratchetResources(old)];
      const gone = [...losses(was, is), ...unwatched(was, is)].map(objectionTo);
      const stays = gone.filter((each) => !goesWithUnit(each));
      // The queue of a schedule holds what could not be started.
      const kept = readKinds(templates).find(({ kind }) => kind === unit.kind)?.keepsData;
      const holds = kept || unit.kind === 'schedule';
      expect(stays.map(({ id }) => String(id).replace(/^(upgrade\/removed)\/.*/, '$1'))).toEqual(
        holds ? stays.map(() => 'upgrade/removed') : [],
      );
      expect(stays.length > 0).toBe(Boolean(holds));
    },
  );
});
