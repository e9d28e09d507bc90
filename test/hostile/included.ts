import { execFileSync } from 'node:child_process';
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Kind, put } from './place.ts';

const core = '[core]\n\trepositoryformatversion = 1\n\tbare = false\n\tlogallrefupdates = true\n';

/** Moves what the repository configures to another file, and has that read by `lines`. */
const elsewhere =
  (to: string, lines: string): Kind['make'] =>
  (repository) => {
    const file = join(repository, to);
    mkdirSync(join(file, '..'), { recursive: true });
    renameSync(join(repository, '.git/config'), file);
    writeFileSync(join(repository, '.git/config'), core + lines);
  };

/** A configuration that git reads by way of another one (git-config(1), "Includes"; git-worktree(1), "Configuration file"). */
export const includedConfigurations: Kind[] = (
  [
    ['a file that it includes', elsewhere('.git/shared', '[include]\n\tpath = shared\n')],
    ['a file of the clone that it includes', elsewhere('docs/git.txt', '[include]\n\tpath = ../docs/git.txt\n')],
    ['a file that it includes in any folder', elsewhere('.git/shared', '[includeIf "gitdir/i:**"]\n\tpath = shared\n')],
    ['a file that it includes on its branch', elsewhere('.git/shared', '[includeIf "onbranch:**"]\n\tpath = shared\n')],
    [
      'a file that an included one includes',
      (repository, outside) => {
        elsewhere('.git/inner', '[include]\n\tpath = outer\n')(repository, outside);
        put(join(repository, '.git/outer'), '[include]\n\tpath = inner\n');
      },
    ],
    ['its work tree alone', elsewhere('.git/config.worktree', '[extensions]\n\tworktreeConfig = true\n')],
    [
      'attributes and hooks in the clone',
      (repository) => {
        const set = (key: string, value: string) => execFileSync('git', ['config', key, value], { cwd: repository });
        rmSync(join(repository, '.git/info/attributes'));
        put(join(repository, 'docs/attributes.txt'), '* filter=x diff=x merge=x\n');
        renameSync(join(repository, '.git/hooks'), join(repository, 'docs/hooks'));
        set('core.attributesFile', join(repository, 'docs/attributes.txt'));
        set('core.hooksPath', 'docs/hooks');
        set('core.worktree', repository);
      },
    ],
    [
      'drivers that the tree chooses',
      (repository) => {
        rmSync(join(repository, '.git/info/attributes'));
        put(join(repository, 'infra/.gitattributes'), '* filter=x diff=x merge=x\n');
      },
    ],
  ] satisfies [string, Kind['make']][]
).map(([what, make]) => ({
  name: `.git/config: ${what}`,
  row: 'a git directory that came along',
  merges: true as const,
  make,
}));
