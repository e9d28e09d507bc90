import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { execa } from 'execa';
import { tiers } from '../answers/answers.ts';
import { repositoryEnvironment } from '../children/repository.ts';
import { digestOfWorkTree } from '../git/code.ts';
import { readOverlay } from '../overlay/overlay.ts';
import { runsOf } from '../overlay/record.ts';
import { fetchOverlay } from '../overlay/source.ts';
import { starter } from '../overlay/starter.ts';
import { templates, version } from '../package.ts';
import { Refusal } from '../refusal.ts';
import type { Tree } from '../tree/tree.ts';
import { asTyped } from '../typed.ts';
import { mayRun } from './agree.ts';
import type { Call, Command } from './call.ts';
import { setsOf } from './given.ts';
import { attempt, type Trial } from './trial.ts';

export const options: Command['options'] = { modules: { type: 'string' } };

export const operands = 2;

export const help = `secure-ml overlay new DIR
secure-ml overlay test [DIR]

"new" writes a small overlay to DIR, which must be new or empty. "test" renders the overlay in DIR for all four tiers, and shows what it
changes; if packages are installed, it also synthesizes and proves each repository. That runs the code of the overlay, with those packages: you are
asked once for each folder and its contents, or agree with --trust-repository when there is no terminal.

  --set KEY=VALUE   set an answer that the overlay needs; can be repeated
  --modules DIR     the node_modules to use; by default the nearest one that contains aws-cdk-lib
  --json            print the result as one JSON document

Examples
  secure-ml overlay new bank-overlay
  secure-ml overlay test bank-overlay --set tags.cost-centre=4711`;

function write(directory: string, tree: Tree): void {
  for (const [path, { content, mode }] of tree) {
    const file = join(directory, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content, { mode: mode === '100755' ? 0o755 : 0o644, flag: 'wx' });
  }
}

function startNew(call: Call, directory: string | undefined): number {
  if (directory === undefined) {
    throw new Refusal({
      code: 'overlay/no-directory',
      what: 'No directory is named',
      fix: 'Type: secure-ml overlay new DIR',
    });
  }
  const target = resolve(call.directory, directory);
  if (existsSync(target) && readdirSync(target).length > 0) {
    throw new Refusal({
      code: 'overlay/not-empty',
      what: 'The directory is not empty',
      where: target,
      fix: 'Name a new one.',
    });
  }
  const name = basename(target).replace(/-overlay$/, '');
  if (!/^[a-z][a-z0-9-]{1,39}$/.test(name)) {
    const fix = 'Use 2 to 40 of a-z, 0-9 and -, beginning with a letter.';
    throw new Refusal({ code: 'overlay/name', what: `"${name}" cannot be an overlay's name`, fix });
  }
  const tree = starter(name, version);
  if (!call.values['dry-run']) write(target, tree);
  const next = [`secure-ml overlay test ${directory}`, `create-secure-ml my-ml --org ${directory}`].map((line) =>
    asTyped(line),
  );
  const lines = [...tree.keys()].map((path) => `  ${path}`);
  call.print(
    { directory: target, files: [...tree.keys()], next },
    [...lines, '', 'Next:', ...next.map((line) => `  ${line}`)].join('\n'),
  );
  return 0;
}

function modulesFor(call: Call): string | undefined {
  if (typeof call.values.modules === 'string') {
    const given = resolve(call.directory, call.values.modules);
    if (existsSync(join(given, 'aws-cdk-lib'))) return given;
    throw new Refusal({
      code: 'overlay/modules',
      what: 'There is no aws-cdk-lib',
      where: given,
      fix: 'Name the node_modules of a generated repository.',
    });
  }
  for (let at = call.directory; ; at = dirname(at)) {
    if (existsSync(join(at, 'node_modules/aws-cdk-lib'))) return join(at, 'node_modules');
    if (dirname(at) === at) return undefined;
  }
}

/** Synthesizes and proves a tree in a directory of its own; the last lines of what failed, or nothing. */
async function prove(tree: Tree, modules: string): Promise<string | undefined> {
  const place = mkdtempSync(join(tmpdir(), 'secure-ml-trial-'));
  try {
    write(place, tree);
    symlinkSync(modules, join(place, 'node_modules'));
    for (const words of [['tsc'], ['tsx', 'infra/app.ts'], ['tsx', 'infra/verify.ts']]) {
      const [program = '', ...rest] = words;
      const result = await execa(join(place, 'node_modules/.bin', program), rest, {
        cwd: place,
        env: repositoryEnvironment(`${place}-home`),
        extendEnv: false,
        reject: false,
        all: true,
      });
      if (result.exitCode === 0) continue;
      const said = (result.all ?? '')
        .split('\n')
        .filter((line) => /✗|error|Error/.test(line) || !line.startsWith(' '))
        .slice(-12);
      return `${words.join(' ')} failed:\n${said.join('\n')}`;
    }
    return undefined;
  } finally {
    for (const made of [place, `${place}-home`]) rmSync(made, { recursive: true, force: true });
  }
}

function told(
  { tier, findings, set, provenance, removesNothing, controls }: Trial,
  proved: string | undefined,
): string {
  if (findings.length > 0)
    return [`${tier}: not allowed`, ...findings.map(({ what, id }) => `  ${what} (${id})`)].join('\n');
  const mark = { added: '+', replaced: '~', removed: '-' };
  return [
    `${tier}: ${proved ?? 'rendered'}`,
    ...Object.entries(set).map(([key, value]) => `  ${key} = ${value}`),
    ...[...provenance].map(([path, { how }]) => `  ${mark[how]} ${path}`),
    ...removesNothing.map((path) => `  - ${path} (the generator writes no such file)`),
    ...(controls.length > 0 ? [`  controls: ${controls.join(', ')}`] : []),
  ].join('\n');
}

/**
 * Proving runs what the overlay brings, with tools that a folder near it brings: refuses where nobody agreed to one of them. An overlay
 * of pages alone brings nothing that runs, and tools that somebody named are theirs.
 */
async function assertMayProve(call: Call, folder: string, digest: string, modules: string): Promise<void> {
  const assertAgreed = async (what: string, where: string, now: string) => {
    if (now === '' || (await mayRun(call, where, now, what))) return;
    throw new Refusal({
      code: 'overlay/not-agreed',
      what: `${what}, and nobody has agreed to that on this machine`,
      where,
      fix: 'Read it; then add --trust-repository',
    });
  };
  await assertAgreed('Synthesizing and proving runs the code of this overlay', folder, digest);
  if (typeof call.values.modules === 'string') return;
  const near = dirname(modules);
  await assertAgreed('Synthesizing and proving runs the tools of this folder', near, await digestOfWorkTree(near));
}

async function test(call: Call, directory = '.'): Promise<number> {
  const spec = resolve(call.directory, directory);
  const overlay = readOverlay((await fetchOverlay(spec, call.directory)).tree, spec);
  const given = Object.fromEntries(setsOf(call).map(({ key, value }) => [key, value]));
  const modules = modulesFor(call);
  if (!modules) call.say('No aws-cdk-lib is installed near: nothing is synthesized or proved. Give --modules DIR.');
  if (modules) await assertMayProve(call, spec, runsOf(overlay).digest, modules);
  const results: (Record<string, unknown> & { failed: boolean; text: string })[] = [];
  for (const tier of tiers) {
    const trial = attempt(overlay, tier, given, { templates, version });
    const allowed = trial.findings.length === 0;
    if (allowed && modules) call.say(`${tier}: synthesizing and proving`);
    const fault = allowed && modules ? await prove(trial.tree, modules) : undefined;
    // A tier that only its own rule refuses is what the overlay wants; anything else is an answer that is missing.
    const failed =
      fault !== undefined ||
      trial.findings.some(
        ({ id }) =>
          id !== `policy/${overlay.name}/limit/sensitivity` && id !== `policy/${overlay.name}/lock/sensitivity`,
      );
    const text = told(trial, fault ?? (allowed && modules ? 'synthesized and proved' : undefined));
    const { tree, provenance, ...rest } = trial;
    results.push({ ...rest, files: Object.fromEntries(provenance), fault, failed, text });
  }
  const failed = results.some((result) => result.failed);
  const tried = results.filter(({ findings }) => (findings as unknown[]).length === 0).length;
  const runs = runsOf(overlay);
  const summary = [
    ...results.map(({ text }) => text),
    runs.paths.length > 0
      ? `To agree to in every repository:\n${runs.does.map((line) => `  ${line}`).join('\n')}`
      : 'Nothing of it has to be agreed to: it brings pages and pictures alone',
    tried === 0 ? 'No tier is allowed with these answers; give those that it asks for with --set' : '',
  ];
  const document = {
    name: overlay.name,
    version: overlay.version,
    tiers: results.map(({ text: _, ...rest }) => rest),
    runs: runs.paths,
  };
  call.print(document, summary.filter(Boolean).join('\n\n'));
  return failed || tried === 0 ? 1 : 0;
}

export async function run(call: Call): Promise<number> {
  const [word, directory] = call.positionals;
  if (word === 'new') return startNew(call, directory);
  if (word === 'test') return test(call, directory);
  throw new Refusal({
    code: 'overlay/command',
    what: word ? `"overlay ${word}" is not a command` : 'overlay takes one more word',
    fix: 'Type: secure-ml overlay new DIR, or: secure-ml overlay test DIR',
  });
}
