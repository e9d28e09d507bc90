import { describe, expect, it } from 'vitest';
import { unprovenId } from '../../templates/judge/compare/accepted.ts';
import { placesOf, withAcceptedPlaces, withInheritance } from '../../templates/judge/compare/accepted-places.ts';
import type { ControlResult } from '../../templates/judge/prove/controls.ts';
import { said } from '../../templates/judge/read/not-proven.ts';
import { notProvenInWords } from '../../templates/judge/show/not-proven.ts';

const place = { stack: 'ml', logicalId: 'X', path: 'ml/X', what: '', why: 'a macro rewrites it when it is deployed' };
const line = (finding: string) =>
  JSON.stringify([{ finding, owner: '@acme/sec', reason: 'The macro adds tags, as its source shows' }]);
const accepting = line(unprovenId(said(place)));
const lacking = 'work, statement #0 allows s3:getobject, which no row asks for';
const access = (...failures: string[]): ControlResult => ({
  ...{ id: 'access', title: 'Nobody may do more than a row says', state: 'fails' },
  sentences: [{ sentence: 'every allow is needed by a row', state: 'fails', evidence: [], failures }],
});

describe('what was not read', () => {
  it('is open by its id, and accepted by a line that names it', () => {
    expect(notProvenInWords(placesOf([place], undefined))).toContain(`(id: ${unprovenId(said(place))})`);
    expect(notProvenInWords(placesOf([place], accepting))).toContain('accepted by @acme/sec: ml: X');
    expect(placesOf([place], line('access/unproven-000000000000'))[0]?.accepted).toBeUndefined();
  });

  it('fails no control where it is accepted, and is among its evidence', () => {
    const [result] = withAcceptedPlaces([access(said(place))], accepting);
    expect(result?.state).toBe('holds');
    expect(result?.sentences[0]?.evidence.join()).toContain('accepted by @acme/sec');
    expect(withAcceptedPlaces([access(said(place))], undefined)[0]?.state).toBe('fails');
    expect(withAcceptedPlaces([access(said(place), 'more')], accepting)[0]?.state).toBe('fails');
  });

  it('is not an allow without a row: a row alone accepts that', () => {
    expect(withAcceptedPlaces([access(lacking)], line(unprovenId(lacking)))[0]?.state).toBe('fails');
  });

  it('is no other control, whatever its line says', () => {
    const other = { ...access(said(place)), id: 'network' };
    expect(withAcceptedPlaces([other], accepting)).toEqual([other]);
  });
});

describe('a control that somebody else fulfils', () => {
  const trail: ControlResult = { id: 'trail', title: 'Every call is recorded', state: 'inherited', sentences: [] };
  const dated = JSON.stringify([
    {
      finding: 'control/trail',
      owner: 'cloud@acme.example',
      reason: 'The organization has a trail of all accounts',
      until: '2027-05-01',
    },
  ]);
  it('is told with from whom, by what and until when, and still does not hold', () => {
    const [result] = withInheritance([trail], dated);
    expect(result?.state).toBe('inherited');
    expect(result?.sentences[0]?.sentence).toBe(
      'inherited from cloud@acme.example, to be looked at again by 2027-05-01: The organization has a trail of all accounts',
    );
  });
  it('is told where nobody said so', () => {
    expect(withInheritance([trail], undefined)[0]?.sentences[0]?.sentence).toContain('a line for control/trail');
    expect(withInheritance([{ ...trail, state: 'holds' }], dated)[0]?.sentences).toEqual([]);
  });
});
