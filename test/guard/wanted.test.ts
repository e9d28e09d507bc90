import { describe, expect, it } from 'vitest';
import { acceptedWith, isWanted } from '../../src/guard/wanted.ts';

const objection = (id?: string) => ({ ...(id && { id }), what: 'w', fix: 'f' });
const asked = {
  owner: 'ana@example.com',
  reason: 'Asked for with "secure-ml add bucket features": readers and writers',
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

  it('is neither what is not proven nor what would be lost', () => {
    expect(['access/1', 'access/unproven-1', 'upgrade/lost', undefined].map((id) => isWanted(objection(id)))).toEqual([
      true,
      false,
      false,
      false,
    ]);
    expect(linesOf([], ['access/unproven-1', 'upgrade/lost'])).toBeUndefined();
  });
});
