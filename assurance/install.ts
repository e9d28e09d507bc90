import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';

const here = new URL('.', import.meta.url).pathname;
export const cache = new URL('../node_modules/.cache/secure-ml-judges/', import.meta.url).pathname;

/** Go checks a module's version against the public checksum database. */
export const goTools = {
  actionlint: 'github.com/rhysd/actionlint/cmd/actionlint@v1.7.12',
  gitleaks: 'github.com/zricethezav/gitleaks/v8@v8.30.0',
};

/** A Python environment for one state of a requirements file, each package held to its hash. Answers its bin/. */
export async function venv(requirements: string): Promise<string> {
  const file = join(here, requirements);
  const directory = join(cache, createHash('sha256').update(readFileSync(file)).digest('hex').slice(0, 16));
  if (!existsSync(join(directory, 'ready'))) {
    rmSync(directory, { recursive: true, force: true });
    mkdirSync(cache, { recursive: true });
    await execa('python3', ['-m', 'venv', directory]);
    const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--require-hashes'];
    await execa(join(directory, 'bin/python'), [...pip, '--requirement', file], { stderr: 'inherit' });
    writeFileSync(join(directory, 'ready'), '');
  }
  return join(directory, 'bin');
}

/** A Go program at a fixed version. Answers its path. */
async function goTool(name: keyof typeof goTools): Promise<string> {
  const [, version = ''] = goTools[name].split('@');
  const path = join(cache, `${name}-${version}`);
  if (!existsSync(path)) {
    const making = join(cache, `go.${process.pid}`);
    await execa('go', ['install', goTools[name]], { env: { GOBIN: making }, stderr: 'inherit' });
    renameSync(join(making, name), path);
    rmSync(making, { recursive: true });
  }
  return path;
}

/** The jars of a pom.xml, with the checksums that Maven's repository gives. Answers their folder. */
async function jars(pom: string): Promise<string> {
  const file = join(here, pom);
  const version = /<version>([\d.]+)<\/version>\s*<\/dependency>/.exec(readFileSync(file, 'utf8'))?.[1];
  const directory = join(cache, `event-ruler-${version}`);
  if (!existsSync(directory)) {
    const making = `${directory}.${process.pid}`;
    const words = ['-q', '-B', '--strict-checksums', '-f', file, 'dependency:copy-dependencies'];
    await execa('mvn', [...words, `-DoutputDirectory=${making}`], { stderr: 'inherit' });
    renameSync(making, directory);
  }
  return directory;
}

export interface Judges {
  python: string;
  checkov: string;
  actionlint: string;
  gitleaks: string;
  eventRuler: string;
}

/** Every Python judge but checkov, which needs older versions of what the others use. Answers its bin/. */
export const pythonJudges = (): Promise<string> => venv('requirements.txt');

/** AWS's command line, cfn-lint's schemas and the stand-in for AWS. Answers their bin/. */
export const awsTools = (): Promise<string> => venv('aws.txt');

/** Installs every judge that is missing; nothing where all are there. */
export async function installJudges(): Promise<Judges> {
  return {
    python: await pythonJudges(),
    checkov: await venv('checkov.txt'),
    actionlint: await goTool('actionlint'),
    gitleaks: await goTool('gitleaks'),
    eventRuler: await jars('events/pom.xml'),
  };
}
