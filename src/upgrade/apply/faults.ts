import { GitFault } from '../../git/git.ts';
import { Refusal } from '../../refusal.ts';

/** git's messages where a file system says no; nothing else is a person's to fix. */
export function refusalOfFault(error: unknown): unknown {
  const said = error instanceof GitFault ? error.said : String((error as Error).message);
  if (
    /No space left|ENOSPC|Disk quota|EDQUOT|(couldn't|unable to|failed to|cannot) write|write error|short write/i.test(
      said,
    )
  ) {
    return new Refusal({
      code: 'upgrade/disk-full',
      what: 'The disk is full or not writable',
      fix: 'Nothing was changed. Free some space and try again.',
    });
  }
  if (
    error instanceof GitFault &&
    /not uptodate|would be overwritten|would be removed|unable to (create|unlink)|Permission denied/i.test(said)
  ) {
    return new Refusal({
      code: 'upgrade/git',
      what: `git could not change the files: ${said.split('\n').slice(0, 6).join(' ')}`,
      fix: 'Nothing was changed. Fix that and try again.',
    });
  }
  return error;
}
