import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { contentAt } from '../../src/baseline/drift.ts';
import { explain } from '../../src/explain.ts';
import { readBelow } from '../../src/files/read.ts';
import { standing } from '../../src/files/standing.ts';
import { scratchDirectory } from '../program.ts';

const scratch = scratchDirectory();
const mayReadAll = process.platform === 'win32' || process.getuid?.() === 0;
/** Longer than any system opens. An archive holds such paths too: folders in folders. */
const tooLong = 'd'.repeat(300);

/** What a system says, as Node gives it on. */
const systemError = (code: string) => Object.assign(new Error(code), { code, syscall: 'open', path: '/x' });

describe('what the system lets nobody read', () => {
  it.each(['EACCES', 'EPERM', 'ENAMETOOLONG', 'ELOOP', 'EROFS', 'ENOSPC', 'EIO'])('is refused, %s', (code) => {
    expect(explain(systemError(code))).toMatchObject({ exit: 2, document: { error: { code: 'files/unreadable' } } });
  });

  it('is a bug where the system says something else, or of no file', () => {
    expect(explain(systemError('EBADF')).exit).toBe(70);
    expect(explain(Object.assign(new Error('EACCES'), { code: 'EACCES' })).exit).toBe(70);
    expect(explain(systemError('toString')).exit).toBe(70);
  });

  it('is refused by the room and nothing that is there, where its path is too long', () => {
    expect(() => readBelow(scratch, tooLong)).toThrowError(expect.objectContaining({ code: 'files/unreadable' }));
    expect(standing(scratch, tooLong)).toBeUndefined();
    expect(contentAt(scratch, tooLong)).toBeUndefined();
  });

  it.skipIf(mayReadAll)('is a file without content for a comparison, which goes on', () => {
    mkdirSync(join(scratch, 'closed'));
    for (const path of ['secret', 'closed/file']) writeFileSync(join(scratch, path), 'x');
    chmodSync(join(scratch, 'secret'), 0);
    chmodSync(join(scratch, 'closed'), 0);
    for (const path of ['secret', 'closed/file']) {
      expect(contentAt(scratch, path)).toBeUndefined();
      expect(() => readBelow(scratch, path)).toThrowError(expect.objectContaining({ code: 'files/unreadable' }));
    }
    chmodSync(join(scratch, 'closed'), 0o755);
  });
});
