// Which commit is deployed, and whether it is one.
import { spawnSync } from 'node:child_process';

/** A line for the plan; nothing where the folder is not a git repository. @param {string} directory @returns {string[]} */
export function commitLine(directory) {
  const git = (/** @type {string[]} */ ...words) => {
    const { status, stdout } = spawnSync('git', words, { cwd: directory, encoding: 'utf8' });
    return status === 0 ? stdout.trim() : undefined;
  };
  const commit = git('rev-parse', '--short=12', 'HEAD');
  const changed = git('status', '--porcelain')?.split('\n').filter(Boolean).length ?? 0;
  if (!commit) return [];
  if (changed === 0) return [`  commit ${commit}`];
  const files = changed === 1 ? '1 file that is' : `${changed} files that are`;
  return [`  commit ${commit} and ${files} not committed: what is deployed then is in no commit`];
}
