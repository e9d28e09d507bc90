import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { environmentFor } from '../children/environment.ts';
import { interruption, stopIfInterrupted } from '../interrupt.ts';
import { Refusal } from '../refusal.ts';

const windows = process.platform === 'win32';
const bin = (venv: string) => join(venv, windows ? 'Scripts' : 'bin');

async function ran(
  program: string,
  words: string[],
  { cwd, env, fix }: { cwd: string; env: Record<string, string>; fix: string },
): Promise<void> {
  const { exitCode, stderr } = await execa(program, words, {
    cwd,
    env,
    extendEnv: false,
    reject: false,
    stdin: 'ignore',
    cancelSignal: interruption,
  });
  stopIfInterrupted();
  if (exitCode === 0) return;
  const what = `${[program, ...words.slice(0, 3)].join(' ')} failed:\n${String(stderr).trim().split('\n').slice(-4).join('\n')}`;
  throw new Refusal({ code: 'rehearse/install', what, fix });
}

/** Settings of pip and of the way out of a company's network, but for those that hold a login: code of a repository gets them. */
const withoutLogins = (environment: Record<string, string>) =>
  Object.fromEntries(
    Object.entries(environment).filter(([name, value]) => name !== 'PIP_CONFIG_FILE' && !/\/\/[^/\s]*@/.test(value)),
  );

/** The repository's own Python, which its program makes on first use, with the variables of its code. Answers its bin/. */
export async function workloadPython(repository: string, own: Record<string, string>): Promise<string> {
  const fix =
    'Make it with: npm run test:python, then try again. A rehearsal passes on no configuration file of pip and no index with a login.';
  const env = { ...withoutLogins(environmentFor('packages')), ...own };
  await ran(process.execPath, [join(repository, 'tools/python.mjs'), '-c', 'pass'], { cwd: repository, env, fix });
  return bin(join(repository, 'ml/.venv'));
}

const cache = () => join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'create-secure-ml');

/** A Python of this machine, never a repository's: what it makes is there for every other repository. */
async function machinePython(): Promise<string> {
  const words = ['-c', 'import sys; sys.exit(sys.version_info < (3, 10))'];
  const names = ['python3', ...[14, 13, 12, 11, 10].map((minor) => `python3.${minor}`), 'python'];
  for (const name of names) {
    const env = environmentFor('pip');
    const { exitCode } = await execa(name, words, {
      cwd: cache(),
      env,
      extendEnv: false,
      reject: false,
      stdin: 'ignore',
    });
    if (exitCode === 0) return name;
  }
  const what = 'The stand-in for AWS needs Python 3.10 or newer, and none is on the path';
  throw new Refusal({ code: 'rehearse/install', what, fix: 'Install one, then try again.' });
}

/** The Python that has the stand-in, for every repository on this machine, each package held to its hash. Answers its bin/. */
export async function standInPython(requirements: string, say: (line: string) => void): Promise<string> {
  const digest = createHash('sha256').update(readFileSync(requirements)).digest('hex').slice(0, 16);
  const made = join(cache(), `rehearse-${digest}`);
  if (existsSync(made)) return bin(made);
  say('Installing the stand-in for AWS (once on this machine; 140 MB)');
  // Where it stays, since a venv names its own folder; others may be installing the same.
  const venv = folderFor(digest);
  try {
    const fix =
      'Packages come from the index that pip is set to: check the network and `pip config list`, then try again.';
    const [cwd, env] = [cache(), environmentFor('pip')];
    await ran(await machinePython(), ['-m', 'venv', venv], { cwd, env, fix });
    const words = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-input', '--require-hashes'];
    const all = [...words, '--only-binary', ':all:', '--requirement', requirements];
    await ran(join(bin(venv), 'python'), all, { cwd, env, fix });
    return bin(named(venv, made));
  } catch (error) {
    rmSync(venv, { recursive: true, force: true });
    throw error;
  }
}

function folderFor(digest: string): string {
  try {
    mkdirSync(cache(), { recursive: true });
    return mkdtempSync(join(cache(), `rehearse-${digest}.`));
  } catch (error) {
    throw new Refusal({
      code: 'rehearse/install',
      what: `The stand-in for AWS is kept in ${cache()}, which cannot be written: ${(error as Error).message}`,
      fix: 'Set the variable XDG_CACHE_HOME to a folder that can be written, then try again.',
    });
  }
}

/** Gives a whole installation the name by which it is found; that of somebody who was faster stays, and this one goes. */
function named(venv: string, name: string): string {
  try {
    symlinkSync(venv, name, 'junction');
    return venv;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    rmSync(venv, { recursive: true, force: true });
    return name;
  }
}
