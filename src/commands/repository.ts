import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { execa } from 'execa';
import { repositoryEnvironment } from '../children/repository.ts';
import { digestOfWorkTree } from '../git/code.ts';
import { assertFreshAssembly } from '../judging/fresh.ts';
import { Refusal } from '../refusal.ts';
import type { Running } from '../trust/runs.ts';
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

const whatRuns: Record<Running, string> = {
  synthesis: 'Without --assembly, the code of this repository runs (npm run synth)',
  workload: 'A rehearsal runs the code of this repository: its synthesis, and its workload in ml/',
};
const trust = 'if you know who wrote the code, add --trust-repository';

/** Refuses where nobody agreed that code of the repository runs, told by its digest. `fix` comes before the option that agrees. */
export async function assertAgreed(
  call: Call,
  digest: string,
  what: string,
  fix: string,
  running: Running = 'synthesis',
): Promise<void> {
  if (await mayRun(call, call.directory, digest, what, running)) return;
  throw new Refusal({
    code: 'repository/not-agreed',
    what: `${what}, and nobody has agreed to that on this machine`,
    where: call.directory,
    fix: `${fix}, ${trust}`.replace(/^, i/, 'I'),
  });
}

/** Refuses where nobody agreed that what is in the work tree runs. */
export async function assertMayRun(call: Call, running: Running = 'synthesis'): Promise<void> {
  const fix = running === 'synthesis' ? 'Name an assembly with --assembly DIR. Or' : '';
  await assertAgreed(call, await digestOfWorkTree(call.directory, running), whatRuns[running], fix, running);
}

/**
 * Lets `use` read the assembly that --assembly names, or the work tree's, which is synthesized beside it and then removed. `isAgreed`:
 * somebody was asked already.
 */
export async function withAssembly<T>(
  call: Call,
  use: (assembly: string) => Promise<T>,
  { isAgreed = false } = {},
): Promise<T> {
  const { values, directory, say } = call;
  if (typeof values.assembly === 'string') {
    const named = resolve(directory, values.assembly);
    assertFreshAssembly(named, directory);
    return use(named);
  }
  assertInstalled(directory);
  if (!isAgreed) await assertMayRun(call);
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
