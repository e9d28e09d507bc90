import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cache } from '../install.ts';

/** A template that somebody published, and where it comes from. */
export interface Published {
  source: string;
  name: string;
  text: string;
  /** Published as a fault: it has to be refused or judged, and counts in no share. */
  faulty: boolean;
}

const directory = join(cache, 'corpus');
const packages = ['cfn-lint==1.58.0', 'troposphere==4.11.1'];

/** The source distributions, which carry what their wheels leave out; nothing of them is installed but troposphere. */
function fetched(): void {
  if (existsSync(join(directory, 'ready'))) return;
  mkdirSync(directory, { recursive: true });
  const run = (program: string, ...words: string[]) =>
    execFileSync(program, words, { cwd: directory, stdio: ['ignore', 'ignore', 'inherit'] });
  run('python3', '-m', 'pip', 'download', '--quiet', '--no-deps', '--no-binary', ':all:', ...packages);
  for (const file of readdirSync(directory).filter((name) => name.endsWith('.tar.gz'))) run('tar', 'xzf', file);
  run('python3', '-m', 'venv', 'venv');
  run(
    'venv/bin/python',
    '-m',
    'pip',
    'install',
    '--quiet',
    '--disable-pip-version-check',
    'troposphere==4.11.1',
    'awacs',
  );
  writeFileSync(join(directory, 'ready'), '');
}

function ofCfnLint(): Published[] {
  const root = join(directory, 'cfn_lint-1.58.0/test/fixtures/templates');
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(ya?ml|json|template)$/.test(name))
    .sort()
    .map((name) => ({
      source: 'cfn-lint',
      name,
      text: readFileSync(join(root, name), 'utf8'),
      faulty: /^(bad|empty|issues|override_spec)/.test(name),
    }));
}

/** Each example is a program that prints its template. */
function ofTroposphere(): Published[] {
  const root = join(directory, 'troposphere-4.11.1/examples');
  return readdirSync(root)
    .filter((name) => name.endsWith('.py'))
    .sort()
    .flatMap((name) => {
      try {
        const options = {
          cwd: root,
          stdio: ['ignore', 'pipe', 'ignore'] as ('ignore' | 'pipe')[],
          encoding: 'utf8' as const,
        };
        const text = execFileSync(join(directory, 'venv/bin/python'), [name], options);
        return text.trim().startsWith('{') ? [{ source: 'troposphere', name, text, faulty: false }] : [];
      } catch {
        return [];
      }
    });
}

export function published(): Published[] {
  fetched();
  return [...ofCfnLint(), ...ofTroposphere()];
}
