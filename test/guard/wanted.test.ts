import { describe, expect, it } from 'vitest';
import { acceptedWith, comesWithUnit, goesWithUnit } from '../../src/guard/wanted.ts';

const objection = (id?: string) => ({ ...(id && { id }), what: 'w', fix: 'f' });
const asked = {
  owner: 'ana@example.com',
  reason: 'Asked for with "secure-ml add bucket features": readers and writers',
  is: comesWithUnit,
};
const linesOf = (waivers: object[], ids: string[]) => {
  const file = acceptedWith(waivers, ids.map(objection), asked).get('accepted.json');
  return file && (JSON.parse(file.content.toString()) as { finding: string }[]).map(({ finding }) => finding);
};

describe('access that was asked for', () => {
  it('gets a line of its own in accepted.json, once', () => {
    expect(linesOf([], ['access/b', 'access/a', 'access/b'])).toEqual(['access/a', 'access/b']);
  });

  it('leaves lines that are there as they are, and the file alone where nothing is new', () => {
    const known = { id: 'access/a', owner: 'bo@example.com', reason: 'Agreed with the owner of the data in May' };
    expect(linesOf([known], ['access/b'])).toEqual(['access/a', 'access/b']);
    expect(linesOf([known], ['access/a'])).toBeUndefined();
  });

  it('is rights and new roles that an alert leaves out, not what is not proven or would be lost', () => {
    const ids = ['access/1', 'upgrade/excepted/Audit/A/b', 'access/unproven-1', 'upgrade/lost/Audit/A', undefined];
    expect(ids.map((id) => comesWithUnit(objection(id)))).toEqual([true, true, false, false, false]);
    expect(linesOf([], ['access/unproven-1', 'upgrade/lost/Audit/A'])).toBeUndefined();
  });

  it('is bound to its content, and takes the place of a line about an earlier one', () => {
    const [old, now] = ['a'.repeat(64), 'b'.repeat(64)];
    const line = {
      id: 'access/new-role-x',
      digest: old,
      owner: 'bo@example.com',
      reason: 'Agreed in May with the owner',
    };
    const written = (digest: string) =>
      acceptedWith([line], [{ ...objection('access/new-role-x'), digest }], asked).get('accepted.json')?.content;
    expect(JSON.parse(String(written(now)))).toMatchObject([{ digest: now, reason: asked.reason }]);
    expect(written(old)).toBeUndefined();
  });

  it('is accepted no longer once its unit is taken away: the same by hand would need nobody', () => {
    const line = (id: string, name: string) => ({ id, owner: 'a@b.co', reason: `Asked for "${name}": what it names` });
    const removed = { ...asked, is: goesWithUnit, ends: (reason: string) => reason.includes('"features"') };
    const left = (ids: string[], lines: object[]) =>
      acceptedWith(lines, ids.map(objection), removed).get('accepted.json')?.content.toString();
    const both = [line('access/a', 'features'), line('access/b', 'labels')];
    expect(JSON.parse(left([], both) as string)).toMatchObject([{ finding: 'access/b' }]);
    expect(JSON.parse(left(['access/a'], both) as string)).toMatchObject([
      { finding: 'access/a', reason: asked.reason },
      { finding: 'access/b' },
    ]);
    expect(left([], [line('access/b', 'labels')])).toBeUndefined();
  });

  it('is, of a unit that is taken away, what told of it, and never what it holds', () => {
    const ids = [
      'upgrade/lost/Audit/A',
      'access/1',
      'upgrade/removed/Data/B',
      'upgrade/weaker/Data/B',
      'access/unproven-1',
    ];
    expect(ids.map((id) => goesWithUnit(objection(id)))).toEqual([true, true, false, false, false]);
  });
});
