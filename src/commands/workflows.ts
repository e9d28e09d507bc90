import { readLock } from '../baseline/drift.ts';
import { writeBelow } from '../files/write.ts';
import { isFrom, ofOther, placeIn, standsAtTop, takenBy, unnameable, workflowsFor } from '../fleet/at-top.ts';
import { git } from '../git/git.ts';
import { Refusal } from '../refusal.ts';
import { typedWord } from '../typed.ts';
import type { Call, Command } from './call.ts';

export const options: Command['options'] = {};

export const help = `secure-ml workflows

For a project in a subfolder of a larger repository. GitHub runs only the workflows at the top of a repository, so this command writes
the workflows of the project there (NAME-check.yml and so on), changed to work in the subfolder. deploy.yml keeps its name, because the
deploy role trusts that name. The project's own files remain the source for upgrades and the gate; run this command again after they
change. It replaces files at the top that differ, if git has them.

Pushes to other folders do not start these workflows. Pull requests start all of them, because a required status that never arrives
blocks a merge. Require the statuses NAME/gate and NAME/published. GitHub also reads dependabot.yml only at the top: copy the folders of
the project's file into it by hand.

A second project gets its checks, but no deploy.yml, because the first one's is there. Exit 1 says so. "secure-ml check" reports files
at the top that differ.

  --dry-run   list the files, and write nothing

Example
  cd services/my-ml
  secure-ml workflows`;

/** Has git's index this text at a path? Then writing over it loses nothing. Without filters, its lines end as git keeps them. */
async function isKept(top: string, path: string, text: string): Promise<boolean> {
  const { stdout } = await git(top, ['cat-file', 'blob', `:${path}`], { accept: [128] });
  return stdout.toString().replaceAll('\r\n', '\n') === text;
}

export async function run({ directory, values, print }: Call): Promise<number> {
  const lock = readLock(directory);
  const place = placeIn(directory);
  if (!place) {
    throw new Refusal({
      code: 'workflows/at-top',
      what: 'This folder is the top of its repository, or in none: its workflows are where GitHub reads them',
      where: directory,
      fix: 'Run this in the folder of a project that is part of a larger repository.',
    });
  }
  const odd = unnameable(place.below);
  if (odd !== undefined) {
    throw new Refusal({
      code: 'workflows/folder',
      what: `A workflow cannot name this folder: it has ${odd === '${{' ? 'the beginning of an expression' : JSON.stringify(odd)} in its path`,
      where: place.below,
      fix: 'Rename the folder, then try again.',
    });
  }
  const project = { ...place, project: String(lock.answers.name) };
  const all = [...workflowsFor(directory, place, project.project)];
  if (all.length === 0) {
    throw new Refusal({
      code: 'workflows/none',
      what: 'This project has no workflows: its .github/workflows is missing or empty',
      where: directory,
      fix: 'Move it back, or restore it from a commit that has it: git checkout COMMIT -- .github/workflows',
    });
  }
  const taken = all.flatMap(([path]) => {
    const other = ofOther(standsAtTop(place.top, path) ?? '', project);
    return other === undefined ? [] : [{ path, other }];
  });
  const wanted = all.filter(([path]) => taken.every((one) => one.path !== path));
  const foreign = wanted.flatMap(([path]) => {
    const found = standsAtTop(place.top, path);
    return found !== undefined && !isFrom(found, project) ? [path] : [];
  });
  if (foreign.length > 0) {
    throw new Refusal({
      code: 'workflows/foreign',
      what: `${foreign.join(' and ')} ${foreign.length === 1 ? 'is' : 'are'} already there, and not from this folder`,
      where: place.top,
      fix: 'Rename the existing files, then try again.',
    });
  }
  const changed = wanted
    .map(([path, text]) => ({ path, text, found: standsAtTop(place.top, path) }))
    .filter(({ text, found }) => found !== text);
  const unkept: string[] = [];
  for (const { path, found } of changed) {
    if (found !== undefined && !(await isKept(place.top, path, found))) unkept.push(path);
  }
  if (unkept.length > 0) {
    throw new Refusal({
      code: 'workflows/edited',
      what: `${unkept.join(' and ')} would be replaced, and git does not have what is there: edits would be lost`,
      where: place.top,
      fix: `Make the edits that you want to keep in ${place.below}/.github/workflows. Then, in the folder above: git add ${unkept.map((path) => typedWord(path, 'FILE')).join(' ')}, and try again.`,
    });
  }
  if (!values['dry-run']) for (const { path, text } of changed) writeBelow(place.top, path, text);
  const files = changed.map(({ path }) => path);
  const replaced = changed.flatMap(({ path, found }) => (found === undefined ? [] : [path]));
  const said =
    files.length === 0
      ? 'Nothing to change: they are at the top as they have to be.'
      : changed
          .map(({ path, found }) => (found === undefined ? path : `${path} (replaced: git diff shows what was there)`))
          .join('\n');
  const next = values['dry-run']
    ? '\nNothing was written (--dry-run).'
    : `\nAt ${place.top}. Read them, then commit them there.`;
  const left = taken.map(({ path, other }) => `\nNot written: ${takenBy(path, other)}.`).join('');
  const alone = left && '\nGive this project a repository of its own, or deploy it by hand: npm run deploy';
  const document = { top: place.top, folder: place.below, files, replaced, notWritten: taken.map(({ path }) => path) };
  print(document, said + (files.length > 0 ? next : '') + left + alone);
  return taken.length > 0 ? 1 : 0;
}
