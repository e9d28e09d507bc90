import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { EnvironmentBase } from 'yeoman-environment';
import type { SourcedAnswers } from '../src/answers/answers.ts';
import type { GivenAnswer } from '../src/answers/sources.ts';
import { root } from '../src/package.ts';
import type { Declaration } from '../src/plan/catalog.ts';
import type { AppliedOverlay } from '../src/plan/overlays.ts';
import type { Plan } from '../src/plan/plan.ts';
import type { Tree } from '../src/tree/tree.ts';
import type { UnitQuestion } from '../src/units/kind.ts';
import { typed, valueFault } from '../src/units/unit.ts';
import { printable } from '../templates/judge/show/printable.ts';
import App, { type AppOptions } from './app/index.ts';
import Control from './control/index.ts';
import { Back, Interview } from './interview.ts';
import { askingBy, type Prompt } from './present.ts';
import type { PromptFunction } from './prompts.ts';

/** A unit's question as it is put to a person. */
function askedOf(question: UnitQuestion): Prompt {
  const { prompt, yields, type, choices = [], default: given } = question;
  const shared = { message: prompt, hint: yields, default: given };
  const offered = choices.map((value) => ({ value, label: value }));
  if (type === 'one') return { ...shared, type: 'select', choices: offered };
  if (type === 'yes') return { ...shared, type: 'confirm' };
  if (type === 'some') {
    const chosen = given as unknown[];
    return {
      ...shared,
      type: 'checkbox',
      choices: offered.map((one) => ({ ...one, checked: chosen.includes(one.value) })),
    };
  }
  return {
    ...shared,
    type: 'input',
    default: given === null ? undefined : [given].flat().join(','),
    validate: (text) => valueFault(question, typed(question, text)) ?? true,
  };
}

function nearest(directory: string): string {
  return existsSync(directory) ? directory : nearest(dirname(directory));
}

/** An environment that prompts on `output` and does not tell of every single file. */
function makeEnvironment(output: NodeJS.WriteStream): EnvironmentBase {
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() }) as NodeJS.WriteStream;
  return new EnvironmentBase({ cwd: nearest(process.cwd()), stdout: output, stderr: nowhere });
}

const outputFor = (json: boolean) => (json ? process.stderr : process.stdout);

/** Said once, before several questions. */
function tellOfEscape(output: NodeJS.WriteStream, questions = Number.POSITIVE_INFINITY): void {
  if (questions > 1) output.write('Press Escape to go back to the previous question.\n');
}

/** Asks on `output`; Escape throws Back, and nothing is answered. */
function askerOn(output: NodeJS.WriteStream): PromptFunction {
  return async (asked) => {
    const { adapter } = makeEnvironment(output);
    let back = false;
    const onKey = (_: unknown, key?: { name?: string }) => {
      if (key?.name !== 'escape') return;
      back = true;
      (adapter as unknown as { abort(): void }).abort();
    };
    process.stdin.on('keypress', onKey);
    try {
      return await askingBy((one) => adapter.prompt(one), output.columns)(asked);
    } catch (error) {
      throw back ? new Back() : error;
    } finally {
      process.stdin.off('keypress', onKey);
    }
  };
}

export interface PromptRun {
  name: string;
  given: GivenAnswer[];
  layers: readonly AppliedOverlay[];
  open(): string;
  dryRun: boolean;
  /** With --json, stdout is for the document alone: prompts go to stderr. */
  json: boolean;
  /** Is told of the answers after each that the person changed. */
  heard?: (sourced: SourcedAnswers) => void;
}

export interface ControlRun {
  control: Declaration;
  catalog: Declaration[];
  start: SourcedAnswers;
  json: boolean;
  apply(sourced: SourcedAnswers): Promise<number>;
}

async function runIn(
  environment: EnvironmentBase,
  namespace: string,
  generator: unknown,
  options: object,
): Promise<void> {
  environment.register(generator as never, { namespace, resolved: fileURLToPath(import.meta.url), packagePath: root });
  const made = await environment.create(namespace, {
    generatorOptions: { ...options, force: true, skipYoResolve: true, skipInstall: true } as never,
  });
  await environment.runGenerator(made as never);
}

/** Asks where to, where nobody said it. */
export async function promptDirectory(whyInvalid: (directory: string) => string | undefined): Promise<string> {
  const { adapter } = makeEnvironment(process.stdout);
  const { value } = (await adapter.prompt([
    {
      type: 'input',
      name: 'value',
      message: 'Directory of the new repository',
      default: 'my-ml',
      validate: (typed: string) => whyInvalid(typed) ?? true,
    },
  ] as never)) as { value: string };
  return value;
}

/** Shows what a repository will run of an overlay, and asks whether that is agreed to. */
export async function promptTrust(
  what: string,
  paths: readonly string[],
  question = 'Have you read them?',
): Promise<boolean> {
  const { adapter } = makeEnvironment(process.stderr);
  const { value } = (await adapter.prompt([
    {
      type: 'confirm',
      name: 'value',
      default: false,
      message: printable(`${what}:\n${paths.map((path) => `    ${path}`).join('\n')}\n  ${question}`),
    },
  ] as never)) as { value: boolean };
  return value;
}

/** Asks the questions of a unit; its values by key. */
export function promptUnit(questions: readonly UnitQuestion[], json: boolean): Promise<Record<string, unknown>> {
  const output = outputFor(json);
  tellOfEscape(output, questions.length);
  return new Interview(askerOn(output)).all(async (ask) => {
    const values: Record<string, unknown> = {};
    for (const question of questions) {
      const value = await ask(askedOf(question));
      values[question.key] = typeof value === 'string' ? typed(question, value) : value;
    }
    return values;
  });
}

/** Runs the app generator through Yeoman's own life cycle: prompts, then files at what `open` answers. */
export async function promptAndWrite({
  name,
  given,
  layers,
  open,
  dryRun,
  json,
  heard,
}: PromptRun): Promise<{ plan: Plan; tree: Tree }> {
  const output = outputFor(json);
  const environment = makeEnvironment(output);
  let result: { plan: Plan; tree: Tree } | undefined;
  const options: Partial<AppOptions> = {
    name,
    given,
    layers,
    open,
    dryRun,
    columns: output.columns,
    rows: output.rows,
    ask: askerOn(output),
    ...(heard && { heard }),
    show: (text) => output.write(`${printable(text)}\n`),
    settle: async (plan, tree) => {
      result = { plan, tree };
    },
  };
  tellOfEscape(output);
  await runIn(environment, 'secure-ml:app', App, options);
  if (!result) throw new Error('the generator ended before it wrote');
  return result;
}

/** Runs the control generator: its questions, then `apply` with the new answers. Answers what apply answers. */
export async function promptControl({ json, apply, ...rest }: ControlRun): Promise<number> {
  const output = outputFor(json);
  tellOfEscape(output, rest.control.asks?.length ?? 0);
  let exit = 0;
  await runIn(makeEnvironment(output), 'secure-ml:control', Control, {
    ...rest,
    ask: askerOn(output),
    apply: async (sourced: SourcedAnswers) => {
      exit = await apply(sourced);
    },
  });
  return exit;
}
