// The CDK's command line at the version of deploy/package-lock.json, installed on first use: npm run cdk -- bootstrap
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));
const root = fileURLToPath(new URL('..', import.meta.url));
const program = join(here, 'node_modules', 'aws-cdk');

/** The version that is there, undefined where none is. */
const installed = () =>
  existsSync(join(program, 'package.json'))
    ? JSON.parse(readFileSync(join(program, 'package.json'), 'utf8')).version
    : undefined;

/** Installs what the lock file names where that is not there. */
function install() {
  const wanted = JSON.parse(readFileSync(join(here, 'package.json'), 'utf8')).dependencies['aws-cdk'];
  if (installed() === wanted) return;
  console.error(
    "Installing the CDK's command line into deploy/ (once, and again when deploy/package-lock.json changes)",
  );
  const words = ['ci', '--ignore-scripts', '--no-audit', '--no-fund'];
  // npm is a script on Windows, which Node starts by a shell only. What it says goes to stderr: stdout is the CDK's.
  const { status } = spawnSync('npm', words, {
    cwd: here,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  });
  if (status === 0) return;
  console.error('npm ci in deploy/ failed.\nCheck the network and `npm config list`, then try again.');
  process.exit(2);
}

/**
 * Runs the CDK's command line in the repository and returns its exit code.
 * @param {string[]} words
 * @param {{ quiet?: boolean }} [options] quiet: keep what it prints, and return it
 */
export function cdk(words, { quiet = false } = {}) {
  install();
  const env = { CDK_DISABLE_CLI_TELEMETRY: 'true', ...process.env };
  const ran = spawnSync(process.execPath, [join(program, 'bin', 'cdk'), ...words], {
    cwd: root,
    env,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    stdio: quiet ? ['ignore', 'pipe', 'pipe'] : 'inherit',
  });
  return { status: ran.status ?? 1, output: `${ran.stdout ?? ''}${ran.stderr ?? ''}` };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.exitCode = cdk(process.argv.slice(2)).status;
