import { git, split } from './git.ts';
import type { GitRepository } from './repository.ts';

/** Settings of the person that a merge respects. */
export interface Preferences {
  /** False where the file system knows no executable files (Windows): modes in the index then say nothing. */
  fileMode: boolean;
  conflictStyle: string | undefined;
}

export async function readPreferences({ top }: GitRepository): Promise<Preferences> {
  const words = ['config', '-z', '--get-regexp', '^(core\\.filemode|merge\\.conflictstyle)$'];
  const lines = split((await git(top, words, { accept: [1] })).stdout);
  const values = new Map(lines.map((line) => line.split('\n', 2) as [string, string]));
  return { fileMode: values.get('core.filemode') !== 'false', conflictStyle: values.get('merge.conflictstyle') };
}
