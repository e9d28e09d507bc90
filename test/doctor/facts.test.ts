import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import facts from '../../assurance/deployability/facts.json' with { type: 'json' };
import { transitionRules } from '../../assurance/deployability/planted.ts';
import templateRules from '../../assurance/deployability/rules.json' with { type: 'json' };
import requestRules from '../../src/operations/service-rules.json' with { type: 'json' };
import { accountChecks } from '../../templates/doctor/account.mjs';
import { deployedChecks } from '../../templates/doctor/deployed.mjs';
import { forge } from '../../templates/doctor/forge.mjs';
import { nameChecks } from '../../templates/doctor/names.mjs';
import { neighbourChecks } from '../../templates/doctor/neighbours.mjs';
import { networkChecks } from '../../templates/doctor/network.mjs';
import { quotaChecks } from '../../templates/doctor/quotas.mjs';
import { stackChecks } from '../../templates/doctor/stacks.mjs';
import steps from '../../templates/live-test/steps.json' with { type: 'json' };
import { root } from '../program.ts';

interface Fact {
  of: string;
  fact: string;
  /** Ids of rules that a fault is planted for. */
  rules?: string[];
  doctor?: string[];
  steps?: string[];
  /** "control: text of a row". */
  rows?: string[];
  /** "file: title of a test". */
  tests?: string[];
  /** Why no rule holds it. */
  why?: string;
  /** Only an account tells. */
  open?: boolean;
}

const known = facts as Fact[];
/** Each has faults planted by name in scan.py or planted.ts. */
const asked = ['type-in-region', 'api', ...transitionRules];
const planted = new Set([
  ...asked,
  ...[...templateRules, ...requestRules].filter((rule) => 'planted' in rule).map(({ id }) => id),
]);
const checks = new Set(
  [accountChecks, quotaChecks, networkChecks, nameChecks, neighbourChecks, stackChecks, deployedChecks, forge]
    .flat()
    .map(({ id }) => id),
);
const stepIds = new Set(steps.map(({ id }) => id));

const holds = (reference: string, fileOf: (place: string) => string[]) => {
  const [place = '', ...text] = reference.split(': ');
  const files = fileOf(place).filter((file) => existsSync(file));
  return files.some((file) => readFileSync(file, 'utf8').includes(text.join(': ')));
};

describe('what is known of services', () => {
  it.each(known)('$of: $fact', ({ rules = [], doctor = [], steps: named = [], rows = [], tests = [], why }) => {
    expect(rules.filter((id) => !planted.has(id))).toEqual([]);
    expect(doctor.filter((id) => !checks.has(id))).toEqual([]);
    expect(named.filter((id) => !stepIds.has(id))).toEqual([]);
    const inControl = (id: string) =>
      ['proofs.json', 'journeys.json'].map((file) => join(root, 'templates/infra/controls', id, file));
    expect(rows.filter((row) => !holds(row, inControl))).toEqual([]);
    expect(tests.filter((test) => !holds(test, (file) => [join(root, file)]))).toEqual([]);
    // A rule with its planted fault, or a reason why there is none.
    expect(rules.length > 0 || Boolean(why)).toBe(true);
  });

  it('is told once', () => {
    expect(new Set(known.map(({ fact }) => fact)).size).toBe(known.length);
  });

  it('names every rule that there is', () => {
    const named = new Set(known.flatMap(({ rules = [] }) => rules));
    expect([...planted].filter((id) => !named.has(id))).toEqual([]);
  });
});

describe('what only an account tells', () => {
  it('is a step of the live test, each point', () => {
    expect(known.filter(({ open, steps: named = [] }) => open && named.length === 0)).toEqual([]);
  });

  it('is what every step of it is about', () => {
    const named = new Set(known.flatMap(({ steps: its = [] }) => its));
    expect([...stepIds].filter((id) => !named.has(id))).toEqual([]);
  });

  it('is marked as open wherever a step says so', () => {
    const open = steps.filter(({ claim }) => claim.startsWith('Open')).map(({ id }) => id);
    const marked = new Set(known.filter((one) => one.open).flatMap(({ steps: its = [] }) => its));
    expect(open.filter((id) => !marked.has(id))).toEqual([]);
  });
});
