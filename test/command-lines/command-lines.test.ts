import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { operationNamed } from '../../src/operations/operations.ts';
import { cast } from '../../templates/infra/cast.ts';
import { readJourneys } from '../../templates/judge/prove/journey.ts';
import { type JudgedPlace, judgedPlaceOf } from '../../templates/judge/prove/journeys.ts';
import { judge as judgeRow } from '../../templates/judge/prove/judge.ts';
import { type Row, withControls } from '../../templates/judge/prove/row.ts';
import { readAssemblies } from '../../templates/judge/read/assembly.ts';
import { judge, makeScratch, writeVariant } from '../support/variant.ts';
import { unitsOf } from '../units/samples.ts';
import { callsOf, refusals } from './asked.ts';
import { unsourced } from './keys.ts';
import { linesOf } from './lines.ts';
import { bootstraps, calledByDoctor, calledByLaunchers, deploys } from './scripts.ts';
import { standingOf, whoOf } from './who.ts';

const scratch = makeScratch();
const sensitivities = ['confidential', 'restricted'] as const;
const directories: Record<string, string> = {};
beforeAll(async () => {
  for (const sensitivity of sensitivities) {
    const answers = { sensitivity, network: 'create', repository: 'acme/ml', protectedCopy: 'locked' } as const;
    // Pages that come with a unit alone.
    const units = unitsOf(answers).filter(({ kind }) => ['pipeline', 'schedule'].includes(kind));
    directories[sensitivity] = writeVariant(scratch.directory, sensitivity, answers, units);
  }
  await judge('templates', Object.values(directories));
});
afterAll(() => scratch.remove());

const pagesOf = (directory: string) => [
  ...['README.md', 'SECURITY.md', 'CONTRIBUTING.md'],
  ...readdirSync(join(directory, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.md'))
    .map((file) => `docs/${file}`),
];

function place(directory: string): JudgedPlace {
  const settings = JSON.parse(readFileSync(join(directory, 'settings.json'), 'utf8'));
  const [assembly] = readAssemblies(join(directory, 'cdk.out'));
  if (!assembly) throw new Error('no templates');
  return judgedPlaceOf(assembly, settings, cast);
}

describe.each(sensitivities)('the command lines of a %s repository', (sensitivity) => {
  const lines = () =>
    pagesOf(directories[sensitivity] as string).flatMap((page) => {
      const text = readFileSync(join(directories[sensitivity] as string, page), 'utf8');
      return linesOf(page, text).map((line) => ({ line, who: whoOf(line, standingOf(text, line.line)) }));
    });

  it('of aws are allowed to whom the page names', () => {
    const asked = lines().filter(({ line }) => line.service !== 'npm');
    const where = place(directories[sensitivity] as string);
    expect(asked.length).toBeGreaterThan(100);
    const refused = asked.flatMap(({ line, who }) => {
      const at = `${line.page}:${line.line}: ${line.text}`;
      // Another account's policies are not in these templates.
      if (who === 'management account' || callsOf(line, where).length === 0) return [];
      if (!who) return [`${at}: nobody is named`];
      return refusals(line, who, where).map((why) => `${at}: ${why}`);
    });
    expect(refused).toEqual([]);
  });

  it('of npm name scripts that there are', () => {
    const { scripts } = JSON.parse(readFileSync(join(directories[sensitivity] as string, 'package.json'), 'utf8'));
    const unknown = lines().filter(({ line }) => line.service === 'npm' && !(line.operation in scripts));
    expect(unknown.map(({ line }) => `${line.page}:${line.line}: ${line.text}`)).toEqual([]);
  });

  it('of npm that deploy are for whom the CDK’s roles let in, and no other role is named beside them', () => {
    const where = place(directories[sensitivity] as string);
    const row = (who: string): Row => ({
      ...{ text: '', line: 0, who, may: true, actions: ['sts:AssumeRole'] },
      what: ['role/cdk-{qualifier}-deploy-role-{account}-{region}'],
      clause: { kind: 'given', phrase: 'so' },
    });
    const asked = lines().filter(({ line }) => deploys(line) || bootstraps(line));
    expect(asked.length).toBeGreaterThan(10);
    const refused = asked.flatMap(({ line, who = 'an administrator' }) =>
      judgeRow(row(who), { so: {} }, where.model, where.scope).failures.map(
        (why) => `${line.page}:${line.line}: ${line.text}: ${why}`,
      ),
    );
    expect(refused).toEqual([]);
  });

  it('of npm start and watch jobs by calls that an engineer’s journeys have', () => {
    const directory = directories[sensitivity] as string;
    const controls = readdirSync(join(directory, 'infra/controls'), { withFileTypes: true }).flatMap((entry) =>
      entry.isDirectory() ? [entry.name] : [],
    );
    const settings = JSON.parse(readFileSync(join(directory, 'settings.json'), 'utf8'));
    const steps = controls.flatMap((id) => {
      const file = join(directory, 'infra/controls', id, 'journeys.json');
      if (!existsSync(file)) return [];
      return readJourneys(readFileSync(file, 'utf8'), id, withControls(settings, controls)).flatMap((journey) =>
        journey.by === 'people' ? journey.steps.filter(({ who }) => who === 'engineer') : [],
      );
    });
    const calls = calledByLaunchers(directory, controls.includes('pipeline') ? 'pipeline' : 'jobs');
    expect(calls.length).toBeGreaterThan(3);
    const missing = calls.flatMap(({ service, operation, file }) => {
      const { caller } = operationNamed(service, operation)?.operation ?? { caller: [{ action: 'is not mapped' }] };
      const wanted = caller.flatMap(({ action, when }: { action: string; when?: unknown }) => (when ? [] : [action]));
      const lacking = wanted.filter((action) => !steps.some((step) => step.action === action));
      return lacking.map((action) => `${file} ${operation}: ${action}`);
    });
    expect(missing).toEqual([]);
  });

  it('of npm that name doctor start what only looks', () => {
    const calls = calledByDoctor(directories[sensitivity] as string);
    expect(calls.length).toBeGreaterThan(20);
    expect(calls.filter(({ operation }) => !/^(describe|get|list|lookup|head)-/.test(operation))).toEqual([]);
  });

  it('are beside allows that rest on no key whose sender no page is named for', () => {
    const { model } = place(directories[sensitivity] as string);
    expect(unsourced(model)).toEqual([]);
  });
});
