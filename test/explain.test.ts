import { expect, it } from 'vitest';
import { explain } from '../src/explain.ts';
import { Refusal } from '../src/refusal.ts';

it('keeps the lines of a fault that has several, each within the width', () => {
  const what = 'somebody may now s3:GetObject on raw/x\n  now: allowed by Read\n  id: access/1';
  const refusal = new Refusal({
    code: 'a/b',
    what: 'Two',
    fix: 'Fix',
    faults: [{ key: 'k', what, fix: 'Narrow it' }],
  });
  expect(explain(refusal, 40).text.split('\n')).toEqual([
    'Two',
    '  k: somebody may now s3:GetObject on',
    '  raw/x',
    '  now: allowed by Read',
    '  id: access/1',
    '    Narrow it',
    '',
    'Fix',
  ]);
});
