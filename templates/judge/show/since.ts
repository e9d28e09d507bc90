import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { AssemblyError } from '../read/assembly.ts';

/** Runs `use` on the assembly of a commit or branch (synthesized with the tools of the work tree), or of a directory. */
export function withAssemblyOf<T>(since: string, use: (assembly: string) => T): T {
  if (existsSync(join(since, 'manifest.json'))) return use(since);
  const scratch = mkdtempSync(join(tmpdir(), 'access-'));
  try {
    const tree = join(scratch, 'tree', checkOut(since, scratch));
    symlinkSync(resolve('node_modules'), join(tree, 'node_modules'), 'junction');
    const assembly = join(scratch, 'cdk.out');
    const env = { ...process.env, CDK_OUTDIR: assembly, CDK_DISABLE_CLI_TELEMETRY: 'true' };
    execFileSync(process.execPath, ['--import', 'tsx', 'infra/app.ts'], { cwd: tree, env, stdio: ['ignore', 2, 2] });
    return use(assembly);
  } catch (error) {
    // What the failing program said is on stderr already.
    if ((error as { status?: unknown }).status === undefined) throw error;
    throw new AssemblyError(`${since} could not be synthesized: name a commit that has infra/app.ts, or an assembly`);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** Writes a commit's files below `scratch`, by an index of its own: the repository is left as it is. */
function checkOut(commit: string, scratch: string): string {
  const env = { ...process.env, GIT_INDEX_FILE: join(scratch, 'index') };
  const git = (...words: string[]) =>
    execFileSync('git', words, { env, encoding: 'utf8', stdio: ['ignore', 'pipe', 2] }).trim();
  const prefix = git('rev-parse', '--show-prefix');
  git('read-tree', git('rev-parse', '--verify', '--end-of-options', `${commit}^{tree}`));
  git('-C', git('rev-parse', '--show-toplevel'), 'checkout-index', '--all', `--prefix=${join(scratch, 'tree')}/`);
  return prefix;
}
