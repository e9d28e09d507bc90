import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { whyInvalid } from '../answers/validate.ts';
import { placesIn } from '../baseline/archive.ts';
import { basePath } from '../baseline/lock.ts';
import { stopIfInterrupted } from '../interrupt.ts';
import { Refusal } from '../refusal.ts';
import type { Site } from '../tree/site.ts';
import type { Tree } from '../tree/tree.ts';
import { install, npmCommand, workspacesAbove } from './install.ts';

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
