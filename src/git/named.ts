import { git } from './git.ts';

/** The commit that a name stands for in the repository at `top`; undefined where it stands for none. */
export async function commitNamed(top: string, named: string): Promise<string | undefined> {
  const words = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${named}^{commit}`];
  const { code, stdout } = await git(top, words, { accept: [1, 128] });
  return code === 0 ? stdout.toString().trim() : undefined;
}
