import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { execa } from 'execa';
import { repositoryEnvironment } from '../children/repository.ts';
import { assertFreshAssembly } from '../judging/fresh.ts';
import { Refusal } from '../refusal.ts';
import { digestOfCode } from '../trust/runs.ts';
import { workTree } from '../trust/worktree.ts';
import { mayRun } from './agree.ts';
import type { Call } from './call.ts';

function assertInstalled(directory: string): void {
  if (!existsSync(join(directory, 'settings.json')) || !existsSync(join(directory, 'infra/app.ts'))) {
    throw new Refusal({
      code: 'repository/not-here',
      what: `${directory} is not a repository of this generator`,
      fix: 'Go into one, or name it with --directory.',
    });
  }
  if (!existsSync(join(directory, 'node_modules'))) {
    throw new Refusal({
      code: 'repository/not-installed',
      what: 'Its tools are not installed, and synthesis needs them',
      where: directory,
      fix: 'Type: npm ci',
    });
  }
}

/** Runs one of a generated repository's own programs with the tools that are installed there. */
export async function inRepository(
  directory: string,
  words: string[],
  env: Record<string, string> = {},
): Promise<{ exitCode: number; stdout: string; stderr: string }> {
  assertInstalled(directory);
  const home = await mkdtemp(join(tmpdir(), 'secure-ml-home-'));
  const { exitCode, stdout, stderr } = await execa('tsx', words, {
    cwd: directory,
    preferLocal: true,
    localDir: directory,
    reject: false,
    env: repositoryEnvironment(home, env),
    extendEnv: false,
    maxBuffer: 256 * 1024 * 1024,
  }).finally(() => rm(home, { recursive: true, force: true }));
  if (exitCode === undefined) throw new Error(`tsx ${words.join(' ')} did not run: ${stderr}`);
  return { exitCode, stdout, stderr };
}

/** Synthesis runs the repository's code: refuses where nobody agreed to that. */
export async function assertMayRun(call: Call): Promise<void> {
  const what = 'Without --assembly, the code of this repository runs (npm run synth)';
  const tree = workTree(call.directory);
  // What is too large to be told by a digest is agreed to each time.
  const digest = tree ? digestOfCode(tree) : `once-${process.pid}-${Date.now()}`;
  if (await mayRun(call, call.directory, digest, what)) return;
  throw new Refusal({
    code: 'repository/not-agreed',
    what: `${what}, and nobody has agreed to that on this machine`,
    where: call.directory,
    fix: 'Name an assembly with --assembly DIR. Or, if you know who wrote the code, add --trust-repository',
  });
}

/** Lets `use` read the assembly that --assembly names, or the work tree's, which is synthesized beside it and then removed. */
export async function withAssembly<T>(call: Call, use: (assembly: string) => Promise<T>): Promise<T> {
  const { values, directory, say } = call;
  if (typeof values.assembly === 'string') {
    const named = resolve(directory, values.assembly);
    assertFreshAssembly(named, directory);
    return use(named);
  }
  assertInstalled(directory);
  await assertMayRun(call);
  say('Synthesizing the work tree');
  const scratch = await mkdtemp(join(tmpdir(), 'secure-ml-'));
  try {
    const assembly = join(scratch, 'cdk.out');
    const { exitCode, stderr } = await inRepository(directory, ['infra/app.ts'], { CDK_OUTDIR: assembly });
    if (exitCode !== 0) {
      throw new Refusal({
        code: 'repository/no-synthesis',
        what: `The work tree does not synthesize:\n${stderr}\n`,
        fix: 'Fix it until "npm run synth" passes, then try again.',
      });
    }
    return await use(assembly);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}
