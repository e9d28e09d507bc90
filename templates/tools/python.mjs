// Runs Python in ml/.venv, which it makes on first use: node tools/python.mjs -m pytest ml/tests
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const venv = join(root, 'ml', '.venv');
const requirements = ['requirements.txt', 'requirements-dev.txt'].map((name) => join(root, 'ml', name));
const stamp = join(venv, 'requirements.sha256');
const windows = process.platform === 'win32';
const interpreter = windows ? join(venv, 'Scripts', 'python.exe') : join(venv, 'bin', 'python');

/** Python 3.10 to 3.14: for these the requirements name wheels. */
const [oldest, newest] = [10, 14];

function refuse(what, fix) {
  console.error(`${what}\n${fix}`);
  process.exit(2);
}

/** The first command that starts a Python that fits; Windows has `py` where nothing is on the path. */
function findPython() {
  const versions = Array.from({ length: newest - oldest + 1 }, (_, index) => `python3.${newest - index}`);
  const commands = [['python3'], ...versions.map((version) => [version]), ['python'], ['py', '-3']];
  const question = 'import sys; print(sys.version_info[0], sys.version_info[1])';
  for (const [command, ...words] of commands) {
    const { status, stdout } = spawnSync(command, [...words, '-c', question], { encoding: 'utf8' });
    const [major, minor] = status === 0 ? stdout.trim().split(' ').map(Number) : [];
    if (major === 3 && minor >= oldest && minor <= newest) return [command, ...words];
  }
  return refuse(
    `The workload needs Python 3.${oldest} to 3.${newest}, and none is on the path.`,
    [
      'Install one, then try again:',
      '  macOS            brew install python@3.12',
      '  Debian, Ubuntu   sudo apt install python3 python3-venv',
      '  Fedora           sudo dnf install python3',
      '  Windows          winget install Python.Python.3.12',
    ].join('\n'),
  );
}

function run(command, words, fix) {
  // What is installed is told on stderr: stdout is for the program that was asked for.
  const { status } = spawnSync(command, words, { cwd: root, stdio: ['ignore', 2, 2] });
  if (status !== 0) refuse(`${[command, ...words].join(' ')} failed.`, fix);
}

/** Makes ml/.venv with exactly the packages whose hashes are in the requirements, all of them wheels. */
function install(digest) {
  const [command, ...words] = findPython();
  console.error('Making ml/.venv (once, and again when ml/requirements*.txt change)');
  // Making it clears the folder, or the one that a link leads to: never one that holds something else.
  if (existsSync(venv) && readdirSync(venv).length > 0 && !existsSync(join(venv, 'pyvenv.cfg'))) {
    refuse('ml/.venv is not a Python environment.', 'Move it away and try again.');
  }
  run(
    command,
    [...words, '-m', 'venv', '--clear', existsSync(venv) ? realpathSync(venv) : venv],
    'On Debian and Ubuntu: sudo apt install python3-venv',
  );
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-input'];
  run(
    interpreter,
    [...pip, '--require-hashes', '--only-binary', ':all:', ...requirements.flatMap((file) => ['--requirement', file])],
    'Packages come from the index that pip is set to: check the network and `pip config list`, then try again.',
  );
  writeFileSync(stamp, digest);
}

const digest = createHash('sha256')
  .update(requirements.map((file) => readFileSync(file, 'utf8')).join(''))
  .digest('hex');
const ready = existsSync(interpreter) && existsSync(stamp) && readFileSync(stamp, 'utf8') === digest;
if (!ready) install(digest);

const { status, error } = spawnSync(interpreter, process.argv.slice(2), {
  stdio: 'inherit',
  env: { ...process.env, PYTHONPATH: join(root, 'ml'), PYTHONUTF8: '1' },
});
if (error) refuse(error.message, 'Delete ml/.venv and try again.');
process.exitCode = status ?? 1;
