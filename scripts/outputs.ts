import { execFileSync } from 'node:child_process';
import { mkdirSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { tiers } from '../src/answers/answers.ts';

/**
 * `npm run outputs`: a repository of each tier in .work/outputs/<tier>, to `cd` into. Its commit is what HEAD's templates give,
 * its files what the work tree gives: `git diff` there is what a change of the templates does to people.
 */
const root = fileURLToPath(new URL('..', import.meta.url));
const outputs = join(root, '.work/outputs');
const head = join(root, '.work/head');
const run = (program: string, words: string[], cwd: string) =>
  execFileSync(program, words, { cwd, stdio: 'pipe', maxBuffer: 1 << 28 });

function write(from: string, folder: string, name: string, tier: string): void {
  const answers = [
    `sensitivity=${tier}`,
    'region=eu-west-1',
    'repository=acme/my-ml',
    'alerting.emails=ops@bank.example',
  ];
  const sets = answers.flatMap((answer) => ['--set', answer]);
  mkdirSync(folder, { recursive: true });
  const program = [join(root, 'node_modules/tsx/dist/cli.mjs'), join(from, 'src/bin.ts')];
  run(process.execPath, [...program, name, '--yes', '--no-install', ...sets], folder);
}

rmSync(join(root, '.work'), { recursive: true, force: true });
mkdirSync(head, { recursive: true });
execFileSync('tar', ['-x', '-C', head], { input: run('git', ['archive', 'HEAD'], root) });
symlinkSync(join(root, 'node_modules'), join(head, 'node_modules'));
for (const tier of tiers) {
  // The directory's name is the project's: one name, so that nothing else differs.
  write(head, join(root, '.work/before', tier), 'my-ml', tier);
  write(root, join(outputs, tier), 'my-ml', tier);
  const [place, before] = [join(outputs, tier, 'my-ml'), join(root, '.work/before', tier, 'my-ml')];
  rmSync(join(place, '.git'), { recursive: true });
  renameSync(join(before, '.git'), join(place, '.git'));
  symlinkSync(join(root, 'node_modules'), join(place, 'node_modules'));
  const changed = run('git', ['-c', 'color.ui=never', 'diff', '--stat', 'HEAD'], place).toString().trimEnd();
  process.stdout.write(`${place}\n${changed || ' as HEAD writes it'}\n`);
}
