import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { Writable } from 'node:stream';
import { EnvironmentBase } from 'yeoman-environment';
import type { Given } from '../src/answers/sources.ts';
import type { Plan } from '../src/plan/plan.ts';
import type { Tree } from '../src/tree/tree.ts';
import App, { type AppOptions } from './app/index.ts';

const namespace = 'secure-ml:app';

function nearest(directory: string): string {
  return existsSync(directory) ? directory : nearest(dirname(directory));
}

/** An environment that prompts on `output` and does not tell of every single file. */
function makeEnvironment(output: NodeJS.WriteStream): EnvironmentBase {
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() }) as NodeJS.WriteStream;
  return new EnvironmentBase({ cwd: nearest(process.cwd()), stdout: output, stderr: nowhere });
}

export interface Run {
  name: string;
  given: Given[];
  open(): string;
  dryRun: boolean;
  /** With --json, stdout is for the document alone: prompts go to stderr. */
  json: boolean;
}

/** Asks where to, where nobody said it. */
export async function askDirectory(isFree: (directory: string) => boolean): Promise<string> {
  const { adapter } = makeEnvironment(process.stdout);
  const { value } = (await adapter.prompt([
    {
      type: 'input',
      name: 'value',
      message: 'Directory of the new repository',
      default: 'my-ml',
      validate: (typed: string) => isFree(typed) || `${resolve(typed)} is not empty. Name one that does not exist yet`,
    },
  ] as never)) as { value: string };
  return value;
}

/** Runs the app generator through Yeoman's own life cycle: prompts, then files at what `open` answers. */
export async function askAndWrite({ name, given, open, dryRun, json }: Run): Promise<{ plan: Plan; tree: Tree }> {
  const output = json ? process.stderr : process.stdout;
  const environment = makeEnvironment(output);
  environment.register(App as never, { namespace, resolved: import.meta.url });
  let result: { plan: Plan; tree: Tree } | undefined;
  const options: Partial<AppOptions> = {
    name,
    given,
    open,
    dryRun,
    columns: output.columns,
    show: (text) => output.write(`${text}\n`),
    settle: async (plan, tree) => {
      result = { plan, tree };
    },
  };
  const generator = await environment.create(namespace, {
    generatorOptions: { ...options, force: true, skipYoResolve: true, skipInstall: true } as never,
  });
  await environment.runGenerator(generator as never);
  if (!result) throw new Error('the generator ended before it wrote');
  return result;
}
