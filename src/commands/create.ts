import { existsSync, lstatSync, realpathSync, statSync } from 'node:fs';
import { basename, join, relative, resolve } from 'node:path';
import type { SourcedAnswers } from '../answers/answers.ts';
import { valueAt } from '../answers/keys.ts';
import { questionOf } from '../answers/questions.ts';
import { gather } from '../answers/sources.ts';
import { whyInvalid } from '../answers/validate.ts';
import { lockPath } from '../baseline/lock.ts';
import { generateWithOverlays } from '../generate.ts';
import { saidIn } from '../git/run.ts';
import { heedInterrupts, Interrupted, untilInterrupted } from '../interrupt.ts';
import { templates, version } from '../package.ts';
import { readCatalog } from '../plan/catalog.ts';
import { broughtText } from '../plan/overlaid.ts';
import { govern, joined } from '../plan/overlays.ts';
import { type Plan, plan } from '../plan/plan.ts';
import { screen } from '../plan/screen.ts';
import { Refusal } from '../refusal.ts';
import { columnsOf, somebodyIsThere } from '../terminal.ts';
import { diskRefusal, isFree, openSite, type Site, type Written, writeTree } from '../tree/site.ts';
import type { Tree } from '../tree/tree.ts';
import { asTyped, typedWord } from '../typed.ts';
import { agreeToOwn } from './agree.ts';
import type { Call, Command } from './call.ts';
import { type CreationOutcome, finish, initializeSite, type SiteRepository } from './finish.ts';
import { givenBy, keepRules, resolvedAnswers } from './given.ts';
import { npmCommand } from './install.ts';
import { filledText, fillingOf, layInto } from './into.ts';
import { approve, fetchAppliedOverlay, specsOf } from './overlay-specs.ts';
import { tunedForOneRun } from './short-run.ts';

export const options: Command['options'] = {
  name: { type: 'string' },
  region: { type: 'string' },
  sensitivity: { type: 'string' },
  email: { type: 'string', multiple: true },
  into: { type: 'boolean' },
};

export const operands = 1;

export const help = `create-secure-ml [new] [DIR]

Asks a few questions, shows the plan, creates a repository in DIR, makes the first commit and installs the packages. DIR must be new or
empty.

  --yes             ask no questions; use the defaults
  --set KEY=VALUE   set one answer; can be repeated (--region, --sensitivity, --email and --name are short forms)
  --answers FILE    read answers from a JSON file like settings.json
  --org SPEC        use an organization's overlay: a directory, a tarball, NAME@VERSION or git+https://HOST/PATH#TAG
  --trust DIGEST    agree to the code of an overlay without a terminal
  --into            keep the files of DIR, such as README.md; do not commit
  --dry-run         show the plan and the files, and write nothing
  --no-install      do not run npm ci (--no-git: no git init and no commit)
  --json, --quiet   print one JSON document; print only errors

Examples
  create-secure-ml my-ml --yes --region us-east-1 --sensitivity internal`;

function checkTarget(target: string, into: boolean): void {
  if (isFree(target)) return;
  if (into && lstatSync(target).isDirectory() && !existsSync(join(target, '.secure-ml'))) return;
  if (existsSync(join(target, lockPath))) {
    const elsewhere = target === process.cwd() ? '' : ` -C ${typedWord(target, 'DIR')}`;
    const fix = `For this version's files: secure-ml upgrade${elsewhere}`;
    throw new Refusal({ code: 'create/generated', what: 'It is a generated repository already', where: target, fix });
  }
  throw new Refusal({
    code: 'create/not-empty',
    what: statSync(target).isDirectory() ? 'The directory is not empty' : 'That is not a directory',
    where: target,
    fix: 'Name a directory that does not exist, is empty, or contains only .git. To use a directory that has a README, add --into',
  });
}

function targetFault(target: string): string | undefined {
  if (!isFree(target)) return `${target} is not empty. Name one that does not exist yet`;
  const fault = whyInvalid('name', basename(target), '');
  return fault && `${fault}. Give ${questionOf('name').give}`;
}

async function nameTarget({ positionals, directory, values }: Call, interactive: boolean): Promise<string> {
  const [given] = positionals;
  if (given !== undefined) {
    return resolve(directory, given);
  }
  if (interactive && !values.yes) {
    const { promptDirectory: askDirectory } = await import('../../generators/run.ts');
    return resolve(directory, await untilInterrupted(askDirectory((typed) => targetFault(resolve(directory, typed)))));
  }
  const fix = 'Type: create-secure-ml my-ml --yes';
  throw new Refusal({ code: 'create/no-directory', what: 'No directory is named', fix });
}

function report(
  call: Call,
  target: string,
  { plan: { answers, controls, monthlyUsd, duties }, tree, outcome }: Result,
): number {
  const shown = relative(process.cwd(), target);
  const place = shown === '' || shown.startsWith('..') ? target : shown;
  const next = [
    `cd ${quoted(place)}`,
    ...(outcome?.installed ? ['npm test', 'npm run train'] : [`npm ${npmCommand(tree, target)}`, 'npm test']),
  ];
  const files = [...tree.keys()].sort();
  const document = {
    directory: target,
    name: answers.name,
    files,
    controls: controls.map(({ id }) => id),
    monthlyUsd,
    duties,
    ...outcome,
    next,
  };
  if (!outcome) {
    call.print(
      { ...document, dryRun: true },
      `${files.map((file) => `  ${file}`).join('\n')}\n\nNothing was written (--dry-run).`,
    );
    return 0;
  }
  const problems = outcome.problems.map((problem) => `\n${problem}\n`).join('');
  call.print(
    document,
    `${problems}\n${place}: ${files.length} files, ${controls.length} controls\n\nNext:\n${next.map((line) => `  ${line}`).join('\n')}\n\nFor a security review, one page with all evidence: ${asTyped('secure-ml report')}`,
  );
  return outcome.problems.length > 0 ? 1 : 0;
}

interface Result {
  plan: Plan;
  tree: Tree;
  outcome: CreationOutcome | undefined;
}

/** What is to be written; `write` where nothing has written it yet. */
interface Made {
  plan: Plan;
  tree: Tree;
  write?: (directory: string) => Written;
}

/** What a person answered before they stopped, for a file that answers it next time. */
function offer({ answers, sources }: SourcedAnswers, name: string): string {
  const typed = Object.keys(sources).filter((key) => sources[key] === 'you');
  const document: Record<string, unknown> = {};
  for (const key of typed) {
    const parts = key.startsWith('tags.') ? ['tags', key.slice('tags.'.length)] : key.split('.');
    let at = document;
    for (const part of parts.slice(0, -1)) {
      at[part] ??= {};
      at = at[part] as Record<string, unknown>;
    }
    at[parts.at(-1) as string] = valueAt(answers, key);
  }
  const text = JSON.stringify(document, null, 2);
  return `\nWhat you answered, for a file answers.json:\n${text}\nThen: create-secure-ml ${name} --answers answers.json`;
}

/** As any shell takes it: cmd.exe knows double quotes alone, and single ones are needed for what the others read inside of them. */
const quoted = (path: string): string => {
  if (/^[\w./@+:\\-]+$/.test(path)) return path;
  return process.platform === 'win32' || !/["$`\\!]/.test(path) ? `"${path}"` : `'${path.replaceAll("'", "'\\''")}'`;
};

export async function run(call: Call): Promise<number> {
  tunedForOneRun();
  heedInterrupts();
  const interactive = !call.values.yes && somebodyIsThere();
  const named = await nameTarget(call, interactive);
  const target = existsSync(named) ? realpathSync(named) : named;
  const into = Boolean(call.values.into) && !isFree(target);
  checkTarget(target, into);
  const layers = await Promise.all(
    specsOf(call).map((spec) => fetchAppliedOverlay(call, spec, call.directory, target, [], true)),
  );
  const overlays = layers.map(({ overlay }) => overlay);
  // git comes before all that is large: see initialize.
  const said = saidIn(process.cwd());
  const given = givenBy(call, target, overlays, said);
  const gathered = govern(gather(basename(target), given), overlays);
  let site: Site | undefined;
  const open = (): Site => {
    site ??= openSite(target, !into);
    return site;
  };
  const dryRun = Boolean(call.values['dry-run']);
  const commits = !dryRun && !call.values['no-git'] && !into;
  let repository: SiteRepository | undefined;
  const initialized = async ({ answers: { defaultBranch } }: Pick<Plan, 'answers'>) => {
    if (commits) repository ??= await initializeSite(open(), target, defaultBranch, said);
    return repository;
  };
  /** From answers that were all given: what they lead to is shown, and written by whoever called. */
  const fromAnswers = async (): Promise<Made> => {
    if (gathered.problems.length === 0) await initialized(gathered);
    const catalog = readCatalog(templates);
    resolvedAnswers(gathered, joined(catalog, layers), call);
    keepRules(gathered, { exists: false });
    const decided = plan(catalog, gathered, version, layers);
    const { tree, brought } = generateWithOverlays(templates, decided);
    call.say(`${screen(decided, tree.size, columnsOf(2))}\n`);
    if (layers.length > 0) call.say(`${broughtText(brought, layers)}\n`);
    await approve(layers, [], call);
    return { plan: decided, tree, write: (directory) => writeTree(directory, tree) };
  };
  /** From the answers of a person; Yeoman writes once they have agreed to the plan. */
  const fromPerson = async (): Promise<Made> => {
    await approve(layers, [], call);
    const { promptAndWrite } = await import('../../generators/run.ts');
    let heard: SourcedAnswers | undefined;
    const asking = promptAndWrite({
      heard: (sourced) => {
        heard = sourced;
      },
      name: basename(target),
      given,
      layers,
      open: () => open().directory,
      dryRun,
      json: Boolean(call.values.json),
    });
    return untilInterrupted(asking).catch((error) => {
      if (error instanceof Interrupted && heard) call.say(offer(heard, basename(target)));
      throw error;
    });
  };
  try {
    const { plan: decided, tree, write } = await (interactive ? fromPerson() : fromAnswers());
    if (into) call.say(`${filledText(fillingOf(target, tree), target)}\n`);
    if (dryRun) return report(call, target, { plan: decided, tree, outcome: undefined });
    const opened = open();
    const sited = into ? layInto(opened, target, tree, fillingOf(target, tree)) : opened;
    const outcome = await finish(sited, target, tree, {
      repository: await initialized(decided),
      install: !call.values['no-install'],
      say: call.say,
      ...(write && { write: () => write(opened.directory) }),
    });
    agreeToOwn(target, tree, layers.length > 0);
    return report(call, target, { plan: decided, tree, outcome });
  } catch (error) {
    throw diskRefusal(error, target);
  } finally {
    site?.discard();
  }
}
