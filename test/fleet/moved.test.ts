import { describe, expect, it } from 'vitest';
import type { Drift } from '../../src/baseline/drift.ts';
import type { Lock } from '../../src/baseline/lock.ts';
import type { Finding } from '../../src/finding.ts';
import { foldFolders, renamesOf } from '../../src/fleet/moved.ts';
import { scratchDirectory } from '../program.ts';

/** As many as a lock takes, and more. */
const paths = Array.from({ length: 60_000 }, (_, at) => `gone/c${at}.ts`);

describe('a lock that names thousands of files that are not there', () => {
  it('finds no other name for those of one content, within seconds', () => {
    const files = paths.map((path): Drift => ({ path, state: 'missing', security: true }));
    const lock = { files: new Map(paths.map((path) => [path, { blob: 'a' }])) } as unknown as Lock;
    expect(renamesOf(scratchDirectory(), lock, files)).toEqual(new Map());
  }, 10_000);

  it('folds what is missing of one folder into one finding, within seconds', () => {
    const findings = paths.map(
      (path): Finding => ({ id: `drift/${path}`, kind: 'drift', level: 'error', what: '', fix: '', path }),
    );
    expect(foldFolders(scratchDirectory(), findings, new Map())).toEqual([
      expect.objectContaining({
        id: 'drift/gone',
        what: 'gone/ is missing, and the proofs need it (60000 findings in one)',
      }),
    ]);
  }, 10_000);
});
