import { settingsPath } from '../baseline/recorded.ts';
import { findRepository } from '../git/repository.ts';
import { refuseUncommitted } from '../git/worktree.ts';
import { version } from '../package.ts';
import { Refusal } from '../refusal.ts';
import { asTyped, typedWord } from '../typed.ts';
import { abort } from '../upgrade/apply/abort.ts';
import { alone } from '../upgrade/apply/mutex.ts';
import { recover } from '../upgrade/apply/recover.ts';
import { isLock } from '../upgrade/merge/lock-file.ts';
import type { Change } from '../upgrade/merge/resolve.ts';
import type { Result } from '../upgrade/upgrade.ts';
import { type AppliedChange, applyChange } from './apply.ts';
import type { Call, Command } from './call.ts';
import { guardOptions, guardsOf, objectionText } from './guards.ts';

export const options: Command['options'] = {
  preview: { type: 'boolean' },
  abort: { type: 'boolean' },
  'keep-overlays': { type: 'boolean' },
  guards: { type: 'boolean' },
  adopt: { type: 'boolean' },
  'newer-pins': { type: 'boolean' },
  'rebase-base': { type: 'boolean' },
  ...guardOptions,
};

export const help = `secure-ml upgrade [--preview | --abort | --guards]

Merges this version of secure-ml into the repository: what was generated, what you changed, and what is generated now. You review the
result and commit it.

  --preview         show what would happen to each file and why; write nothing
  --abort           revert an upgrade that is not committed
  --guards          run the guards again, after you have resolved conflicts
  --set KEY=VALUE   set an answer that the new version needs
  --org SPEC        use this overlay instead of the recorded one of its name
  --trust DIGEST    agree to the code of a new overlay version
  --keep-overlays   do not fetch overlays; keep what they have added
  --newer-pins      if both sides upgraded a package, use the newer version
  --without-guards  skip the guards (lost data, wider access, controls off)
  --rebase-base     combine the lock and base of two merged upgrades
  --adopt           continue without a complete base: edits become conflicts
  --json            print one JSON document

The guards synthesize the repository with its own code: run npm ci first, and agree when asked, or with --trust-repository.

Examples
  secure-ml upgrade --preview`;

const row = ({ does, path, from, why, security }: Change) =>
  `  ${does.padEnd(9)}${security ? '[security] ' : ''}${path}${from && !why.includes(from) ? ` (${from})` : ''}: ${why}`;

/** What is installed is no longer what the lock file names. */
function lockAdvice(changes: readonly Change[]): string[] {
  const changed = changes.filter((change) => isLock(change));
  return changed.map(({ path, does }) => {
    const folder = path.slice(0, path.lastIndexOf('/') + 1);
    const install = `npm ci${folder ? ` --prefix ${typedWord(folder.slice(0, -1), 'FOLDER')}` : ''}`;
    return does === 'conflict'
      ? `Packages change: once ${path} is resolved, git add it and run ${install}`
      : `Packages change: ${install}`;
  });
}

/** The gate of the default branch tells a newer judge as an edited one, and takes a line that is bound to all of its files. */
function judgeAdvice({ judge, conflicts, changes }: Result, what: string, owner = '@YOU'): string[] {
  if (judge) {
    const reason = `${what}: this changes the judge`;
    const line = { finding: judge.id, digest: judge.digest, owner, reason };
    return [
      'The judge changes. The gate of the pull request needs this line in accepted.json, which a reviewer approves with it:',
      `  ${JSON.stringify(line)}`,
    ];
  }
  if (conflicts.length === 0 || !changes.some(({ path, does }) => path.startsWith('judge/') && does !== 'keep'))
    return [];
  return [
    'The judge changes. Once the conflicts are resolved, the gate of the pull request prints the line for accepted.json',
    'that accepts this version of it (judge/version, with its digest).',
  ];
}

/** The folder that a file went from and the one it went to, where it kept the rest of its path. */
function foldersOf({ path, from = '' }: Change): [from: string, to: string] | undefined {
  const [a, b] = [from.split('/'), path.split('/')];
  let shared = 0;
  while (shared < Math.min(a.length, b.length) - 1 && a.at(-1 - shared) === b.at(-1 - shared)) shared += 1;
  return shared > 0 ? [a.slice(0, -shared).join('/'), b.slice(0, -shared).join('/')] : undefined;
}

/** A row for each change; one for all files of a folder that were kept as the person moved it. */
function rowsOf(changes: readonly Change[]): string[] {
  const key = (change: Change) =>
    change.does === 'keep' && change.from ? foldersOf(change)?.join('/ -> ') : undefined;
  const counts = new Map<string, number>();
  for (const change of changes) counts.set(key(change) ?? '', (counts.get(key(change) ?? '') ?? 0) + 1);
  const told = new Set<string>();
  return changes.flatMap((change) => {
    const folders = key(change);
    const count = counts.get(folders ?? '') ?? 0;
    if (folders === undefined || count === 1) return row(change);
    if (told.has(folders)) return [];
    told.add(folders);
    return `  keep     ${folders}/ (${count} files): taken for your move of the folder`;
  });
}

/** What happened, for a person: security files first, then what to type next. */
export function upgradeText({ result, preview, what, owner }: AppliedChange): string {
  const { changes, conflicts, changed, objections } = result;
  if (!changed)
    return ['Nothing to do: the repository matches what this version generates.', ...rowsOf(changes)].join('\n');
  const security = changes.filter((change) => change.security);
  const rest = changes.filter((change) => !change.security);
  const parts = [
    ...objectionText(objections),
    ...(security.length > 0 ? ['Security files', ...rowsOf(security)] : []),
    ...(rest.length > 0 ? ['Other files', ...rowsOf(rest)] : []),
    ...lockAdvice(changes),
    ...judgeAdvice(result, what, owner),
    '',
  ];
  const left = conflicts.length === 1 ? '1 conflict' : `${conflicts.length} conflicts`;
  if (preview)
    return [
      ...parts,
      `Nothing was written. ${conflicts.length > 0 ? `${left} would wait for you.` : 'No conflict.'}`,
    ].join('\n');
  if (conflicts.length > 0) {
    return [
      ...parts,
      `${left} in the index. Resolve them (your editor's merge tool, or git mergetool), git add them, git commit.`,
      asTyped('To revert: secure-ml upgrade --abort'),
    ].join('\n');
  }
  return [
    ...parts,
    'Merged into the index and the work tree. Review git diff --staged, then git commit.',
    asTyped('To revert: secure-ml upgrade --abort'),
  ].join('\n');
}

/** Is something left to decide: a conflict, or what would stop it without --dry-run? What was asked for is decided. */
export const needsPerson = ({ conflicts, objections }: Result): boolean =>
  conflicts.length > 0 || objections.some(({ later }) => !later);

export const upgradeDocument = ({ changes, conflicts, removed, changed, recovered, objections, judge }: Result) => ({
  changed,
  conflicts,
  objections,
  removed,
  ...(recovered && { recovered }),
  ...(judge && { judge: { finding: judge.id, digest: judge.digest, what: judge.what } }),
  changes: changes.map(({ path, does, why, security, from }) => ({ path, does, why, security, ...(from && { from }) })),
});

async function takeBack(call: Call): Promise<number> {
  const repository = await findRepository(call.directory);
  const { recovered, what } = await alone(repository, async () => {
    const said = await recover(repository);
    if (said) call.say(said);
    // An upgrade that was cut off is undone by now: nothing is left to abort.
    return said?.endsWith('before it.')
      ? { recovered: said, what: said }
      : { recovered: said, what: await abort(repository) };
  });
  call.print({ aborted: what, ...(recovered && { recovered }) }, `Reverted ${what}. The repository is as before.`);
  return 0;
}

async function rebase(call: Call): Promise<number> {
  const { rebaseBase } = await import('../upgrade/rebase-base.ts');
  const repository = await findRepository(call.directory);
  const { from, open } = await alone(repository, () => rebaseBase(repository));
  const next =
    open.length > 0
      ? `Still open: ${open.join(', ')}. Resolve them, git add them, then continue the merge.`
      : 'No conflicts remain: review git diff --staged, then continue the merge.';
  call.print(
    { base: from, conflicts: open },
    `Lock and base are those of ${from}, with what both sides deleted and ejected.\n${next}`,
  );
  return open.length > 0 ? 1 : 0;
}

async function lookNow(call: Call): Promise<number> {
  const { look } = await import('../upgrade/consult/look.ts');
  const objections = await look(call.directory, await guardsOf(call));
  call.print(
    { objections },
    objections.length > 0 ? objectionText(objections).join('\n') : 'No objections. Commit with: git commit',
  );
  return objections.length > 0 ? 1 : 0;
}

/** Each does something else, and one alone of those that were typed would be done. */
function refuseTwo({ values }: Call): void {
  const isPreview = values.preview ?? values['dry-run'];
  const typed = ['abort', 'rebase-base', 'guards'].filter((name) => values[name]);
  const all = [...(isPreview ? [values.preview ? 'preview' : 'dry-run'] : []), ...typed].map((name) => `--${name}`);
  if (all.length < 2) return;
  throw new Refusal({ code: 'upgrade/two', what: `${all.join(' and ')} do not go together`, fix: 'Give one of them.' });
}

export async function run(call: Call): Promise<number> {
  refuseTwo(call);
  if (call.values.abort) return takeBack(call);
  if (call.values['rebase-base']) return rebase(call);
  if (call.values.guards) return lookNow(call);
  const applied = await applyChange(call, {
    overlays: 'news',
    what: `Upgrade to secure-ml ${version}`,
  });
  const { lock, plan, result, preview } = applied;
  // HEAD decides: of what was edited since, "nothing to do" would not be true.
  if (!result.changed)
    await refuseUncommitted(await findRepository(call.directory), [settingsPath, 'infra/units/*/unit.json']);
  const overlays = plan.layers.map(({ overlay: { name, version: to } }) => {
    const from = lock.overlays.find(({ policy }) => policy.name === name)?.policy.version;
    return { name, ...(from && { from }), to };
  });
  const document = { from: lock.generator, to: version, overlays, preview, ...upgradeDocument(result) };
  call.print(document, upgradeText(applied));
  return result.conflicts.length + result.objections.length > 0 ? 1 : 0;
}
