import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { npmEnvironment } from '../../children/npmrc.ts';
import { interruption, stopIfInterrupted } from '../../interrupt.ts';

/** Long enough for a registry that is far away, short enough to wait for. */
const most = 60_000;

/** What a lock file is made of. */
export interface Incomplete {
  /** package.json. */
  manifest: string;
  /** What npm starts from. */
  lock: string;
  /** Does the .npmrc beside it say legacy-peer-deps? `npm ci` asks for the peers that such a lock lacks. */
  legacyPeers: boolean;
}

/**
 * What decides on the lock file that is made, whatever the person's configuration says of it: who installs from it next has another
 * one (npm Docs, "config").
 */
function decided({ lock, legacyPeers }: Incomplete): string[] {
  const version = /"lockfileVersion":\s*2\b/.test(lock) ? 2 : 3;
  const where = ['--location=project', '--no-global', '--no-workspaces', '--package-lock', '--save', '--no-dry-run'];
  return [...where, `--lockfile-version=${version}`, `--legacy-peer-deps=${legacyPeers}`];
}

/**
 * The lock file that npm makes of package.json and an incomplete lock, or why it made none. It starts in an empty folder with the
 * person's own configuration, installs nothing and runs no script; what it has cached is tried before a registry is asked.
 */
export async function completeLock(incomplete: Incomplete): Promise<{ lock: Buffer } | { why: string }> {
  const { manifest, lock } = incomplete;
  const { execa } = await import('execa');
  const folder = mkdtempSync(join(tmpdir(), 'secure-ml-lock-'));
  const file = join(folder, 'package-lock.json');
  const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--no-update-notifier', '--loglevel=error'];
  const making = ['install', '--package-lock-only', '--omit-lockfile-registry-resolved'];
  const start = async (words: string[]) => {
    const done = await execa('npm', [...decided(incomplete), ...quiet, ...words, `--prefix=${folder}`], {
      cwd: folder,
      env: npmEnvironment(),
      extendEnv: false,
      stdin: 'ignore',
      timeout: most,
      reject: false,
      cancelSignal: interruption,
    });
    stopIfInterrupted();
    if (done.exitCode === 0) return undefined;
    if (done.timedOut) return `npm took longer than ${most / 1000} s`;
    const said = String(done.stderr ?? '').replace(/[^\x20-\x7e\n]/g, '');
    return (
      said.split('\n').find((line) => /npm (ERR!|error) \S/i.test(line) && !/code E/.test(line)) ?? 'npm did not start'
    );
  };
  const attempt = async (network: string) => {
    writeFileSync(join(folder, 'package.json'), manifest);
    writeFileSync(file, lock);
    // What npm takes from a lock it does not look at again: whether the whole fits is what `npm ci` says.
    return (await start([...making, network])) ?? start(['ci', '--dry-run', network]);
  };
  try {
    const why = (await attempt('--offline')) && (await attempt('--prefer-offline'));
    if (why !== undefined) return { why: why.slice(0, 200) };
    // Of a package without a name npm writes the folder's into the lock.
    const named = `\n  "name": ${JSON.stringify(basename(folder))},`;
    return { lock: Buffer.from(readFileSync(file, 'utf8').replace(named, '')) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
