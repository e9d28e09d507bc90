import { existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { execa } from 'execa';
import { repositoryEnvironment } from '../children/repository.ts';
import { readBelow } from '../files/read.ts';
import type { Tree } from '../tree/tree.ts';

/** What a synthesis gave. `assembly` is undefined where no templates came out. */
export interface Synthesis {
  assembly: string | undefined;
  failed: boolean;
  /** The end of what the program said. */
  said: string;
}

const longest = 300_000;

/** The nearest node_modules that has what a synthesis runs: the project's own, or that of a workspace around it. */
export function toolsOf(project: string, top: string): string | undefined {
  for (let folder = resolve(project); ; folder = dirname(folder)) {
    const modules = join(folder, 'node_modules');
    if (['aws-cdk-lib', 'tsx'].every((name) => existsSync(join(modules, name, 'package.json')))) return modules;
    if (folder === resolve(top) || folder === dirname(folder)) return undefined;
  }
}

/** Runs a program of the project below `folder` with its tools, in a home of its own beside it. */
export async function runIn(folder: string, words: string[], variables: Record<string, string> = {}) {
  return execa(process.execPath, ['--import', 'tsx', ...words], {
    cwd: folder,
    env: repositoryEnvironment(join(dirname(folder), 'home'), variables),
    extendEnv: false,
    stdin: 'ignore',
    reject: false,
    timeout: longest,
    maxBuffer: 64 * 1024 * 1024,
  });
}

/** Writes a project's files below `folder`, beside its tools. Nobody has checked the paths of a commit: none leads out of it. */
export function layOut(tree: Tree, folder: string, modules: string): void {
  for (const [path, { content, mode }] of tree) {
    if (path.split('/').some((name) => name === '..' || name === 'node_modules')) continue;
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content, { mode: mode === '100755' ? 0o755 : 0o644 });
  }
  symlinkSync(modules, join(folder, 'node_modules'), 'junction');
}

interface Report {
  pluginReports?: { conclusion?: string; violations?: { ruleName?: string; description?: string }[] }[];
}

/** The rules that the synthesis broke, a line each; undefined where it broke down before it could say. */
function brokenRules(assembly: string): string | undefined {
  const report = readBelow(assembly, 'validation-report.json');
  if (!report) return undefined;
  const { pluginReports = [] } = JSON.parse(report.toString()) as Report;
  const lines = pluginReports.flatMap(({ violations = [] }) =>
    violations.map(({ ruleName, description }) => `${ruleName}: ${description}`),
  );
  return lines.length > 0 ? lines.slice(0, 12).join('\n') : undefined;
}

/** Synthesizes a project that is laid out below `folder`. CDK's own validation is left to the project's tests: it takes most of the time. */
export async function synthesize(folder: string, assembly: string): Promise<Synthesis> {
  const { exitCode, stderr, shortMessage } = await runIn(folder, ['infra/app.ts'], {
    CDK_OUTDIR: assembly,
    CDK_VALIDATION: 'false',
  });
  const failed = exitCode !== 0;
  const end = stderr.replaceAll(`${folder}/`, '').trim().split('\n').slice(-8).join('\n');
  const said = failed ? (brokenRules(assembly) ?? (end || String(shortMessage))) : '';
  return { assembly: existsSync(join(assembly, 'manifest.json')) ? assembly : undefined, failed, said };
}
