import { expect, it } from 'vitest';
import type { Finding } from '../../src/finding.ts';
import { findingsSarif } from '../../src/guard/sarif.ts';

const finding = (parts: Partial<Finding>): Finding => ({
  id: 'policy/bank/limit/region',
  kind: 'policy',
  level: 'error',
  what: 'region is "us-east-1", not one of eu-central-1',
  fix: 'Fix it.',
  ...parts,
});
interface Run {
  tool: { driver: { rules: { id: string }[] } };
  results: { ruleId: string; ruleIndex: number; level: string; locations: unknown[]; suppressions?: unknown[] }[];
}
const runOf = (findings: Finding[]) => (findingsSarif(findings, '0.1.0') as { version: string; runs: [Run] }).runs[0];

it('has a rule for each result, by its index', () => {
  const { tool, results } = runOf([finding({}), finding({ id: 'drift/a b.ts', kind: 'drift', path: 'docs/a b#.ts' })]);
  for (const { ruleId, ruleIndex } of results) expect(tool.driver.rules[ruleIndex]?.id).toBe(ruleId);
  expect(results.map(({ ruleId }) => ruleId)).toEqual(['policy/bank/limit/region', 'drift']);
});
it('names the file as a URI, and the lock where there is none', () => {
  const [one, other] = runOf([finding({ path: 'docs/a b#.ts' }), finding({})]).results;
  expect(JSON.stringify(one?.locations)).toContain('"uri":"docs/a%20b%23.ts"');
  expect(JSON.stringify(other?.locations)).toContain('"uri":".secure-ml/lock.json"');
});
it('shows an accepted finding as suppressed', () => {
  const accepted = { reason: 'why not', owner: 'ana@bank.example', until: '2027-01-01' };
  const [one, other] = runOf([finding({ accepted }), finding({})]).results;
  expect(one?.suppressions).toMatchObject([{ kind: 'external', status: 'accepted' }]);
  expect(other?.suppressions).toBeUndefined();
});
it('is a whole log where nothing was found', () => {
  expect(findingsSarif([], '0.1.0')).toMatchObject({
    version: '2.1.0',
    runs: [{ results: [], tool: { driver: { name: 'secure-ml', rules: [] } } }],
  });
});

it('tells two findings of one kind and file apart', () => {
  const both = [
    finding({ kind: 'access', id: 'access/a', path: 'x' }),
    finding({ kind: 'access', id: 'access/b', path: 'x' }),
  ];
  const prints = runOf(both).results.map((result) =>
    JSON.stringify((result as unknown as { partialFingerprints: object }).partialFingerprints),
  );
  expect(new Set(prints).size).toBe(2);
});
