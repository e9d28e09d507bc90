import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { findingId, unprovenId, withoutAccepted } from '../../templates/judge/compare/accepted.ts';
import { compareModels, type ModelFinding } from '../../templates/judge/compare/compare.ts';
import { renderText } from '../../templates/judge/compare/explain.ts';
import type { JsonObject } from '../../templates/judge/read/json.ts';
import { read, templates } from '../access/bucket-and-role.ts';

const folder = mkdtempSync(join(tmpdir(), 'accepted-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const file = join(folder, 'waivers.json');
const today = '2026-11-25';
const put = (more: JsonObject = {}) => templates({ ...read, Action: ['s3:GetObject', 's3:PutObject'], ...more });
const wider = compareModels(templates(read), put());
const [finding] = wider.wider as [ModelFinding];
const sound = {
  id: findingId(finding),
  owner: 'ada@example.com',
  reason: 'Reads and writes back.',
  until: '2026-12-31',
};

function open(content: unknown, diff = wider): string[] {
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  return withoutAccepted({ diff, escalations: [] }, file, today).diff.wider.map(({ who }) => who);
}

describe('a waiver of access', () => {
  it.each(['2026-11-25', '2026-12-31', '2027-11-26'])('counts until %s', (until) => {
    expect(open({ waivers: [{ ...sound, until }] })).toEqual([]);
  });

  it.each([
    ['is over', { until: '2026-11-24' }],
    ['puts off looking for more than a year', { until: '2027-11-27' }],
    ['never ends', { until: 'never' }],
    ['ends on no day of a calendar', { until: '2026-13-01' }],
    ['has no owner', { owner: '' }],
    ['has no reason', { reason: undefined }],
    ['is of another finding', { id: 'access/0123456789ab' }],
  ])('accepts nothing where it %s', (_, change) => {
    expect(open({ waivers: [{ ...sound, ...change }] })).toEqual(['training']);
  });

  it('accepts that a statement loses one condition, and not that it loses the next', () => {
    const under = (StringEquals: JsonObject) =>
      templates({ ...read, Action: 's3:PutObject', Condition: { StringEquals } });
    const acl = { 's3:x-amz-acl': 'private' };
    const first = compareModels(under({ ...acl, 's3:x-amz-storage-class': 'STANDARD' }), under(acl));
    const next = compareModels(under(acl), templates({ ...read, Action: 's3:PutObject' }));
    const waivers = first.wider.map((each) => ({ ...sound, id: findingId(each) }));
    expect(open({ waivers }, first)).toEqual([]);
    expect(open({ waivers }, next)).toEqual(['training']);
  });

  it('accepts what is not proven, and that alone', () => {
    const diff = {
      ...wider,
      wider: [],
      unproven: ['Role/Boundary is kept elsewhere', 'Other/Boundary is kept elsewhere'],
    };
    const [id] = diff.unproven.map(unprovenId);
    open({ waivers: [{ ...sound, id }] });
    expect(withoutAccepted({ diff, escalations: [] }, file, today).diff.unproven).toEqual([diff.unproven[1]]);
    expect(renderText(diff, [])).toContain(`kept elsewhere\n  id: ${id}\n`);
  });

  it.each(['{', '{"waivers": {}}', '{"waivers": "x"}'])('is in a file that can be read: not %s', (content) => {
    expect(() => open(content)).toThrow(/waivers\.json/);
  });

  it.each(['null', '{}', '{"waivers": [null, 1, {}]}'])('is not there in %s', (content) => {
    expect(open(content)).toEqual(['training']);
  });
});
