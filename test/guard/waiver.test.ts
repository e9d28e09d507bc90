import { describe, expect, it } from 'vitest';
import type { Finding } from '../../src/finding.ts';
import { applyWaivers, makeWaiver, printWaivers, readWaivers, unused, type Waiver } from '../../src/guard/waiver.ts';
import { daysUntil } from '../../templates/judge/compare/acceptance.ts';
import { refusal } from '../overlay/forge.ts';

const today = '2026-11-24';
const right: Waiver = {
  id: 'policy/bank/limit/region',
  kind: 'policy',
  reason: 'The data centre in Frankfurt is full until spring',
  owner: 'ana@bank.example',
  until: '2027-03-01',
};
const file = (waivers: unknown) => Buffer.from(JSON.stringify({ format: 1, waivers }));

describe('a waiver', () => {
  it('that is right accepts its finding', () => {
    expect(applyWaivers([right], today)).toEqual({
      accepted: new Map([[right.id, { reason: right.reason, owner: right.owner, until: right.until }]]),
      findings: [],
    });
  });

  const faulty: Record<string, Partial<Record<keyof Waiver, unknown>>> = {
    'has no id': { id: undefined },
    'has an id of no kind': { id: 'lint/x' },
    'has an id that is a kind alone': { id: 'policy/' },
    'has an invisible character in its id': { id: 'policy/bank/\u202ex' },
    'has another kind than its id': { kind: 'drift' },
    'has no reason': { reason: undefined },
    'has an empty reason': { reason: '   ' },
    'has TODO for a reason': { reason: 'TODO' },
    'has one word many times for a reason': { reason: 'really really really really really' },
    'has a short reason': { reason: 'it is fine now' },
    'has a line break in its reason': { reason: 'The data centre\nin Frankfurt is full' },
    'has no owner': { owner: undefined },
    'has an owner whom nobody can ask': { owner: 'the team' },
    'has no date': { until: undefined },
    'has a date that no calendar has': { until: '2027-02-30' },
    'has a time for a date': { until: '2027-02-01T00:00:00Z' },
    'ended yesterday': { until: '2026-11-23' },
    'ends in two years': { until: '2028-11-24' },
  };
  it.each(Object.entries(faulty))('that %s accepts nothing and fails the check', (_, part) => {
    const { accepted, findings } = applyWaivers([{ ...right, ...part } as Partial<Waiver>], today);
    expect(accepted.size).toBe(0);
    expect(findings.some(({ level }) => level === 'error')).toBe(true);
  });
  it.each(Object.entries(faulty))('that %s is not written', async (name, part) => {
    if (name === 'has another kind than its id') return;
    const made = { ...right, ...part } as Waiver;
    expect((await refusal(() => makeWaiver({ ...made, id: made.id ?? '' }, today))).code).toBe('waiver/invalid');
  });

  it('counts on its last day, not on the day after', () => {
    expect(applyWaivers([right], '2027-03-01').accepted.size).toBe(1);
    expect(applyWaivers([right], '2027-03-02').accepted.size).toBe(0);
  });
  it('is told 30 days before its end', () => {
    expect(applyWaivers([right], '2027-01-29').findings).toEqual([]);
    expect(applyWaivers([right], '2027-01-30').findings[0]).toMatchObject({ level: 'warning' });
  });
  it('that is there twice fails the check', () => {
    expect(applyWaivers([right, right], today).findings[0]).toMatchObject({ level: 'error' });
  });
  it('that no longer accepts anything is noted', () => {
    const { accepted } = applyWaivers([right], today);
    expect(unused(accepted, [])).toHaveLength(1);
    expect(unused(accepted, [{ id: right.id } as Finding])).toEqual([]);
  });
  it('can have a team for its owner', () => {
    expect(makeWaiver({ ...right, owner: '@bank/ml-platform' }, today).kind).toBe('policy');
  });
  it('tells everything that is wrong with it at once', async () => {
    const { what } = await refusal(() => makeWaiver({ id: 'policy/x' }, today));
    for (const part of ['no reason', 'no owner', 'no date']) expect(what).toContain(part);
  });
});

describe('accepted.json', () => {
  it('is read as it was printed, sorted by id', () => {
    const other = { ...right, id: 'drift/a' };
    expect(readWaivers(printWaivers([right, other]))).toEqual([{ ...other, kind: 'drift' }, right]);
  });
  it('may begin with a byte order mark, and what is no JSON is told with its line', async () => {
    expect(readWaivers(Buffer.from(`\ufeff${printWaivers([right])}`))).toEqual(readWaivers(printWaivers([right])));
    expect((await refusal(() => readWaivers(Buffer.from('[\n  {"id": }\n]')))).what).toContain('line 2, column 10');
    const merged = Buffer.from('[\n<<<<<<< HEAD\n  {"id": "x"}\n=======\n>>>>>>> topic\n]');
    expect((await refusal(() => readWaivers(merged))).what).toContain('line 2 is the marker of a conflict');
  });
  it('need not be there', () => expect(readWaivers(undefined)).toEqual([]));
  const broken: Record<string, Buffer> = {
    'is not valid JSON': Buffer.from('{'),
    'is null': Buffer.from('null'),
    'has a future format': Buffer.from('{"format": 2, "waivers": []}'),
    'has no list': file({}),
    'has a text for a waiver': file(['x']),
    'has __proto__': Buffer.from('{"format": 1, "waivers": [{"__proto__": {"id": "policy/x"}}]}'),
    'is larger than 1 MiB': Buffer.alloc(1024 * 1024 + 1, ' '),
    'has 1,001 waivers': file(Array(1001).fill(right)),
  };
  it.each(Object.entries(broken))('that %s is refused', async (_, content) => {
    expect((await refusal(() => readWaivers(content))).code).toBe('waiver/file');
  });
});

it('counts days in UTC, over the change of clocks and leap days', () => {
  expect(daysUntil('2028-03-01', '2028-02-28')).toBe(2);
  expect(daysUntil('2026-10-26', '2026-10-24')).toBe(2);
  expect(daysUntil('2026-13-01', today)).toBeNaN();
});
