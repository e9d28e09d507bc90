import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { whyInvalid } from '../answers/validate.ts';
import { placesIn } from '../baseline/archive.ts';
import { basePath } from '../baseline/lock.ts';
import { npmEnvironment } from '../children/npmrc.ts';
import { readBelow } from '../files/read.ts';
import { interruption, stopIfInterrupted } from '../interrupt.ts';
import { Refusal } from '../refusal.ts';
import { withoutMark } from '../shape/json-place.ts';
import type { Site } from '../tree/site.ts';
import type { Tree } from '../tree/tree.ts';

/** What became of a new repository beyond its files. */
export interface CreationOutcome {
  committed: boolean;
  installed: boolean;
  /** What a person must look at: the repository is whole all the same. */
  problems: string[];
  /** What is good to know, and needs nothing now. */
  notes: string[];
}

export interface FinishOptions {
  git: boolean;
  /** Of the first commit, where no repository is there yet. */
  branch: string;
  install: boolean;
  say(line: string): void;
  /** Writes the files, where nobody has yet. */
  write?(): void;
}

const mostPackage = 1024 * 1024;

/** The nearest folder above with npm workspaces: where they take in a folder, npm installs theirs from it, and obeys no .npmrc of it. */
function workspacesAbove(target: string): string | undefined {
  for (let folder = dirname(target); ; folder = dirname(folder)) {
    try {
      const text = readBelow(folder, 'package.json', mostPackage)?.toString() ?? '{}';
      if ((JSON.parse(withoutMark(text)) as { workspaces?: unknown }).workspaces !== undefined) return folder;
    } catch {
      // npm cannot read it either.
    }
    if (dirname(folder) === folder) return undefined;
  }
}

/** How the packages of a repository are installed: `npm ci` needs a lock file. */
export function npmCommand(tree: Tree, target: string): string {
  const command = tree.has('package-lock.json') ? 'ci' : 'install';
  return workspacesAbove(target) === undefined ? command : `${command} --no-workspaces`;
}

async function install(directory: string, tree: Tree): Promise<string | undefined> {
  const command = npmCommand(tree, directory);
  const { execa } = await import('execa');
  const words = [...command.split(' '), '--no-audit', '--no-fund', '--loglevel=error'];
  const running = execa('npm', words, {
    cwd: directory,
    env: npmEnvironment(),
    extendEnv: false,
    reject: false,
    stdin: 'ignore',
    cancelSignal: interruption,
  });
  const { exitCode, stderr, isCanceled } = await running;
  if (exitCode === 0) return undefined;
  if (isCanceled) return `Stopped while installing, but the repository is complete. In it, type: npm ${command}`;
  const last = (stderr || 'npm could not be started').split('\n').slice(-12).join('\n');
  return `npm ${command} failed, but the repository is complete. In it, type: npm ${command}\n\n${last}`;
}

/** GitHub Docs, "About workflows": they are read in .github/workflows of the repository's root. */
const workflowsBelow =
  'Its workflows do not run there: GitHub reads .github/workflows only at the top of a repository. To add them there, run in its folder: npx create-secure-ml workflows';

/** May this become a repository of its own with a first commit? Not where it lies in another one: that one commits it. */
async function committable(site: Site, target: string, say: FinishOptions['say']): Promise<boolean> {
  const { hasHistory, outerRepository } = await import('../git/first-commit.ts');
  if (existsSync(join(site.directory, '.git'))) {
    if (await hasHistory(site.directory)) {
      const fix = 'Restore its files (git checkout -- .), and name another directory.';
      throw new Refusal({
        code: 'create/not-empty',
        what: 'Its .git has commits whose files are missing',
        where: target,
        fix,
      });
    }
  } else {
    const outer = await outerRepository(target);
    if (outer) {
      say(`It is inside the repository ${outer}, so no new one was created: commit it there.`);
      say(workflowsBelow);
      return false;
    }
  }
  return true;
}

/** The files, where nobody wrote them yet, and their first commit. */
async function commit(
  site: Site,
  target: string,
  tree: Tree,
  options: FinishOptions,
  notes: string[],
): Promise<string | boolean> {
  if (!(await committable(site, target, options.say))) {
    options.write?.();
    return false;
  }
  options.write?.();
  const { firstCommit, noGit } = await import('../git/first-commit.ts');
  const base = tree.get(basePath)?.content;
  const failure = await firstCommit(site.directory, tree, {
    branch: options.branch,
    notes,
    archive: base && { content: base, places: placesIn(base) },
    canBeNamed: (name) => whyInvalid('defaultBranch', name, '') === undefined,
  });
  if (failure === undefined) return true;
  stopIfInterrupted();
  if (failure === noGit) return noGit;
  return `The first commit failed, but the files are complete. In it, type: git init, git add -A, git commit\n\n${failure}`;
}

/** Files, first commit, the move to the target's path, packages. Up to the move, nothing is at that path. */
export async function finish(site: Site, target: string, tree: Tree, options: FinishOptions): Promise<CreationOutcome> {
  const problems: string[] = [];
  const notes: string[] = [];
  options.say(`Writing ${tree.size} files`);
  let committed = false;
  if (!options.git) options.write?.();
  else {
    const outcome = await commit(site, target, tree, options, notes);
    stopIfInterrupted();
    if (typeof outcome === 'string') problems.push(outcome);
    else committed = outcome;
    for (const note of notes) options.say(note);
  }
  site.place();
  const above = workspacesAbove(target);
  if (above !== undefined) {
    const note = `${above} has npm workspaces. Where they take in this folder, npm installs theirs and ignores the .npmrc here, with ignore-scripts: keep it out of them, and type: npm ${npmCommand(tree, target)}`;
    notes.push(note);
    options.say(note);
  }
  if (!options.install) return { committed, installed: false, problems, notes };
  options.say('Installing packages with npm (skip it with --no-install)');
  const failure = await install(target, tree);
  if (failure) problems.push(failure);
  return { committed, installed: !failure, problems, notes };
}
