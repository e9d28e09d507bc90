import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { whyInvalid } from '../answers/validate.ts';
import { placesIn } from '../baseline/archive.ts';
import { basePath } from '../baseline/lock.ts';
import type { Initialized } from '../git/first-commit.ts';
import type { SaidByGit } from '../git/run.ts';
import { stopIfInterrupted } from '../interrupt.ts';
import { Refusal } from '../refusal.ts';
import type { Site, Written } from '../tree/site.ts';
import type { Tree } from '../tree/tree.ts';
import { asTyped } from '../typed.ts';
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
  /** Where there is to be a first commit. */
  repository: SiteRepository | undefined;
  install: boolean;
  say(line: string): void;
  /** Writes the files, where nobody has yet. */
  write?(): Written;
}

/** GitHub Docs, "About workflows": they are read in .github/workflows of the repository's root. */
const workflowsBelow =
  'Its workflows do not run there: GitHub reads .github/workflows only at the top of a repository. To add them there, run in its folder: secure-ml workflows';

/** What a site is to git: ready for a first commit, not so for what git said, or inside another repository, which commits it. */
export type SiteRepository = Initialized | { failure: string } | { outer: string };

/** `said`: see initialize. */
export async function initializeSite(
  { directory }: Site,
  target: string,
  branch: string,
  said: SaidByGit,
): Promise<SiteRepository> {
  const { hasHistory, initialize, outerRepository } = await import('../git/first-commit.ts');
  if (existsSync(join(directory, '.git'))) {
    if (await hasHistory(directory)) {
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
    if (outer) return { outer };
  }
  const canBeNamed = (name: string) => whyInvalid('defaultBranch', name, '') === undefined;
  const initialized = await initialize(directory, { branch, canBeNamed, said });
  stopIfInterrupted();
  return typeof initialized === 'string' ? { failure: initialized } : initialized;
}

/** Why there is no first commit of the files, where there is none. */
async function commit(
  { directory }: Site,
  tree: Tree,
  repository: SiteRepository,
  written: Written | undefined,
): Promise<string | undefined> {
  const { firstCommit, noGit } = await import('../git/first-commit.ts');
  const base = tree.get(basePath)?.content;
  const archive = base && { content: base, places: placesIn(base) };
  let failure: string | undefined;
  if ('failure' in repository) failure = repository.failure;
  else if ('layout' in repository) failure = await firstCommit(directory, tree, repository, { archive, written });
  stopIfInterrupted();
  if (failure === undefined || failure === noGit) return failure;
  return `The first commit failed, but the files are complete. In it, type: git init, git add -A, git commit\n\n${failure}`;
}

/** Files, first commit, the move to the target's path, packages. Up to the move, nothing is at that path. */
export async function finish(site: Site, target: string, tree: Tree, options: FinishOptions): Promise<CreationOutcome> {
  const problems: string[] = [];
  const notes: string[] = [];
  options.say(`Writing ${tree.size} files`);
  const written = options.write?.();
  const { repository } = options;
  const failure = repository && (await commit(site, tree, repository, written));
  const committed = repository !== undefined && 'layout' in repository && failure === undefined;
  if (failure !== undefined) problems.push(failure);
  if (repository && 'outer' in repository) {
    options.say(`It is inside the repository ${repository.outer}, so no new one was created: commit it there.`);
    options.say(asTyped(workflowsBelow));
  }
  if (committed) {
    notes.push(...repository.notes);
    for (const note of notes) options.say(note);
  }
  site.place();
  // Where this commits nothing, git was not asked what kind of repository it is in.
  if (!committed && failure === undefined) {
    const { noteOfIds } = await import('../git/wishes.ts');
    const note = await noteOfIds(target);
    notes.push(...note);
    for (const line of note) options.say(line);
  }
  const above = workspacesAbove(target);
  if (above !== undefined) {
    const note = `${above} has npm workspaces. Where they take in this folder, npm installs theirs and ignores the .npmrc here, with ignore-scripts: keep it out of them, and type: npm ${npmCommand(tree, target)}`;
    notes.push(note);
    options.say(note);
  }
  if (!options.install) return { committed, installed: false, problems, notes };
  options.say('Installing packages with npm (skip it with --no-install)');
  const notInstalled = await install(target, tree);
  if (notInstalled) problems.push(notInstalled);
  return { committed, installed: !notInstalled, problems, notes };
}
