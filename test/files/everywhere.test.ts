import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../program.ts';

/** These tell of a place and open nothing. */
const looks = new Set(['existsSync', 'lstatSync', 'statSync', 'readdirSync', 'readdir', 'realpathSync', 'constants']);

/**
 * Who reads or writes files by other means than the room src/files, what they use, and why that is safe: the place is this
 * program's own, the person's own, or checked as the room does. A new line here is a review of a new way into a folder that
 * somebody else wrote.
 */
const reviewed: Record<string, [uses: string, why: string]> = {
  'src/package.ts': ['readFileSync', "this program's own package.json"],
  'src/overlay/schema.ts': ['readFileSync', "this program's own schema"],
  'src/terminal.ts': ['writeSync', 'standard output and standard error'],
  'src/trace.ts': ['readFileSync', "this program's own source map"],
  'src/tree/templates.ts': ['readFileSync', "this program's own templates"],
  'src/answers/environment.ts': ['readFileSync', "the person's own AWS configuration, often a link of their own"],
  'src/tree/site.ts': [
    'chmodSync closeSync cpSync fstatSync mkdirSync mkdtempSync openSync renameSync rmSync rmdirSync writeFileSync writeSync',
    'a directory beside the target with a random name, made by mkdtemp; cpSync copies links as links',
  ],
  'src/git/first-commit.ts': [
    'closeSync mkdirSync openSync readFileSync writeFileSync writevSync',
    'the git directory of a repository that this run made, which has no commit yet',
  ],
  'src/git/code.ts': ['readlinkSync', 'what a link says, of which only a digest is made'],
  'src/trust/worktree.ts': ['readlinkSync', 'what a link says, of which only a digest is made'],
  'src/trust/installed.ts': ['readlinkSync', 'what a link says, of which only a digest is made'],
  'src/git/scratch.ts': ['mkdirSync rmSync writeFileSync', 'below stateFolder, which refuses links'],
  'src/upgrade/apply/journal.ts': [
    'closeSync fsyncSync mkdirSync openSync renameSync rmSync writeSync',
    'below stateFolder, which refuses links',
  ],
  'src/upgrade/apply/mutex.ts': [
    'linkSync mkdirSync readFileSync renameSync rmSync writeFileSync',
    'below stateFolder, which refuses links',
  ],
  'src/upgrade/apply/recover.ts': [
    'copyFileSync readFileSync readlinkSync rmSync rmdirSync',
    "git's index, read; paths of the journal are trusted and reached through standing",
  ],
  'src/upgrade/apply/transition.ts': [
    'closeSync copyFileSync fsyncSync openSync readFileSync renameSync rmSync writeFileSync',
    "git's index, copied into stateFolder, which refuses links; index.lock is made exclusively; renames replace links",
  ],
  'src/commands/into.ts': [
    'copyFileSync mkdirSync',
    'exclusive copies into real folders, each looked at by isAdded; from a temporary directory of its own',
  ],
  'src/commands/doctor.ts': ['mkdtempSync rmSync', 'a temporary directory of its own'],
  'src/upgrade/merge/npm.ts': ['mkdtempSync readFileSync rmSync writeFileSync', 'a temporary directory of its own'],
  'src/trust/state.ts': ['mkdirSync', "the person's own state directory"],
  'src/children/repository.ts': ['mkdirSync', 'a home below a temporary directory of its caller'],
  'src/guard/guards.ts': ['mkdirSync mkdtempSync rmSync', 'a temporary directory of its own'],
  'src/guard/synthesis.ts': ['mkdirSync symlinkSync writeFileSync', 'a temporary directory that guards.ts made'],
  'src/commands/overlay.ts': [
    'mkdirSync mkdtempSync rmSync symlinkSync writeFileSync',
    'a new directory, files made exclusively, and a temporary directory of its own',
  ],
  'src/commands/repository.ts': ['mkdtemp rm', 'a temporary directory of its own'],
  'src/commands/judged.ts': ['mkdirSync mkdtempSync rmSync', 'a temporary directory of its own'],
  'src/judging/earlier.ts': ['mkdtempSync rmSync', 'a temporary directory of its own'],
  'src/commands/rehearse.ts': ['mkdtempSync rm', 'a temporary directory of its own'],
  'src/rehearse/container.ts': ['mkdirSync readFileSync writeFileSync', "a job's folder below rehearse.ts's"],
  'src/rehearse/install.ts': [
    'mkdirSync mkdtempSync readFileSync rmSync symlinkSync',
    "the person's own cache directory",
  ],
  'src/rehearse/objects.ts': ['mkdirSync readFileSync writeFileSync', "a job's folder below rehearse.ts's"],
  'src/rehearse/profiles.ts': ['writeFileSync', "a file below rehearse.ts's directory"],
  'src/rehearse/toolkit.ts': ['mkdirSync writeFileSync', "a job's folder below rehearse.ts's"],
  'src/git/skeleton.ts': [
    'chmodSync mkdirSync rmSync symlinkSync unlinkSync writeFileSync',
    'a .git where there was none, in a new directory',
  ],
  'src/overlay/folder.ts': [
    'closeSync fstatSync openSync readFileSync',
    'opened without following links, size before content',
  ],
  'src/overlay/repository.ts': ['mkdtempSync rmSync', 'a temporary directory of its own'],
  'src/overlay/source.ts': ['mkdtempSync rmSync', 'a temporary directory of its own'],
};

const files = ['src', 'generators'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true })
    .map((file) => `${folder}/${file}`)
    .filter((file) => file.endsWith('.ts') && !file.startsWith('src/files/')),
);
const textOf = (file: string) => readFileSync(join(root, file), 'utf8');

function usesOf(file: string): string {
  const imports = [...textOf(file).matchAll(/import \{([^}]*)\} from 'node:fs(?:\/promises)?'/g)];
  const names = imports.flatMap(([, list = '']) => list.split(',').map((name) => name.trim()));
  return names
    .filter((name) => name !== '' && !name.startsWith('type ') && !looks.has(name))
    .sort()
    .join(' ');
}

describe('every use of the file system outside of the room src/files', () => {
  it('is one that somebody reviewed', () => {
    const found = Object.fromEntries(files.map((file) => [file, usesOf(file)]).filter(([, uses]) => uses !== ''));
    const expected = Object.fromEntries(Object.entries(reviewed).map(([file, [uses]]) => [file, uses]));
    expect(found).toEqual(expected);
  });

  it.each(files)('%s names what it takes of node:fs', (file) => {
    const hidden =
      /require\(\s*'(node:)?fs|import\(\s*'(node:)?fs|\* as \w+ from '(node:)?fs|import \w+ from '(node:)?fs|from 'fs/;
    expect(textOf(file)).not.toMatch(hidden);
  });
});
