import { type Answers, defaults } from '../../src/answers/answers.ts';
import { templates } from '../../src/package.ts';
import { controlsFor, readCatalog } from '../../src/plan/catalog.ts';
import { closed, readKinds } from '../../src/units/kind.ts';
import type { Unit } from '../../src/units/unit.ts';

/** What has no default, by kind. A route goes to the first topic. */
const needed: Record<string, Record<string, unknown>> = {
  topic: { emails: ['team@example.com'] },
  'alert-route': { topic: 'topic-a' },
  schedule: { pipeline: 'pipeline-a' },
};

/** Values beside the defaults that a kind's parts differ by. */
const others: Record<string, Record<string, unknown>[]> = {
  'alert-route': [
    { of: 'security', least: 'high' },
    { of: 'workload', only: true },
  ],
  'instance-type': [{ instanceType: 'ml.m6i.large' }],
  role: [{ runs: 'training', reads: [], writes: false }, { reads: ['raw/train/', 'artifacts/models/'] }],
  schedule: [{ when: 'rate(7 days)', zone: 'Europe/Berlin' }],
  bucket: [
    { readers: [], writers: ['training', 'processing'] },
    { bucket: 'acme-shared-data' },
    // Roles of units, where they are offered.
    { readers: ['training', 'role-a'], writers: ['role-c'] },
  ],
};

/** Units that a unit's values name: role-a. */
const namesOf = (values: Record<string, unknown>) =>
  Object.values(values)
    .flat()
    .filter((value): value is string => /^(role|topic|pipeline)-[a-d]$/.test(String(value)));

/** One unit of each kind that is offered with these answers, with its defaults, then one for each other way. */
export function unitsOf(given: Partial<Answers>): Unit[] {
  const answers = { ...defaults('my-ml'), ...given };
  const on = new Set(controlsFor(readCatalog(templates), answers).map(({ id }) => id));
  return readKinds(templates)
    .filter((kind) => closed(kind, answers, on) === undefined)
    .flatMap(({ kind, asks }) => {
      // What a control makes goes before what a unit would.
      const base = asks.flatMap(({ key, control }) => (control && on.has(control) ? [[key, control]] : []));
      const plain = {
        ...Object.fromEntries(asks.map(({ key, default: value }) => [key, value])),
        ...needed[kind],
        ...Object.fromEntries(base),
      };
      return [plain, ...(others[kind] ?? []).map((more) => ({ ...plain, ...more }))].map((values, at) => ({
        name: `${kind.slice(0, 12)}-${'abcd'[at]}`,
        kind,
        values,
      }));
    })
    .filter(({ values }, _, all) => namesOf(values).every((name) => all.some((unit) => unit.name === name)));
}
