import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Finding, Judge } from './judge.ts';
import { ran, ranJson, versionOf } from './run.ts';

/** Judges of the files of a repository: workflows, Python, and all text for secrets. */

const python = ['ml', 'infra', 'tools'];
const present = (directory: string, folders: string[]) => folders.filter((each) => existsSync(join(directory, each)));

interface ZizmorFinding {
  ident: string;
  desc: string;
  ignored: boolean;
  locations: {
    symbolic: { key: { Local?: { given_path: string } } };
    concrete: { location: { start_point: { row: number } } };
  }[];
}

export const zizmor: Judge = {
  id: 'zizmor',
  planted: 'unpinned-uses',
  version: ({ python: bin }) => versionOf(`${bin}/zizmor`, '--version'),
  async find({ directory }, { python: bin }) {
    const words = ['--offline', '--persona', 'auditor', '--format', 'json', '--no-progress', '.github'];
    const found = await ranJson<ZizmorFinding[]>(`${bin}/zizmor`, words, directory);
    return found
      .filter(({ ignored }) => !ignored)
      .map(({ ident, desc, locations }): Finding => {
        const [place] = locations;
        const path = place?.symbolic.key.Local?.given_path ?? '';
        return { judge: 'zizmor', rule: ident, where: path, what: desc };
      });
  },
};

export const actionlint: Judge = {
  id: 'actionlint',
  planted: 'expression',
  version: ({ actionlint: bin }) => versionOf(bin, '-version'),
  async find({ directory }, { actionlint: bin }) {
    // Outside of a git repository it wants the files by name; shellcheck is not part of it.
    const { stdout: list } = await ran('find', ['.github/workflows', '-name', '*.yml'], directory);
    const words = ['-shellcheck', '', '-pyflakes', '', '-format', '{{json .}}', ...list.trim().split('\n')];
    const found = await ranJson<{ kind: string; filepath: string; line: number; message: string }[]>(
      bin,
      words,
      directory,
    );
    return found.map(({ kind, filepath, message }) => ({
      judge: 'actionlint',
      rule: kind,
      where: filepath,
      what: message,
    }));
  },
};

export const bandit: Judge = {
  id: 'bandit',
  planted: 'B602',
  version: ({ python: bin }) => versionOf(`${bin}/bandit`, '--version'),
  async find({ directory }, { python: bin }) {
    const words = ['--quiet', '--format', 'json', '--recursive', ...present(directory, python)];
    const { results } = await ranJson<{ results: { test_id: string; filename: string; issue_text: string }[] }>(
      `${bin}/bandit`,
      words,
      directory,
    );
    return results.map(({ test_id, filename, issue_text }) => ({
      judge: 'bandit',
      rule: test_id,
      where: filename.replace(/^\.\//, ''),
      what: issue_text,
    }));
  },
};

export const ruff: Judge = {
  id: 'ruff S',
  planted: 'S602',
  version: ({ python: bin }) => versionOf(`${bin}/ruff`, '--version'),
  async find({ directory }, { python: bin }) {
    const options = ['--isolated', '--no-cache', '--select', 'S', '--output-format', 'json', '--exit-zero'];
    const words = ['check', ...options, ...present(directory, python)];
    const found = await ranJson<{ code: string; filename: string; message: string }[]>(`${bin}/ruff`, words, directory);
    return found.map(({ code, filename, message }) => ({
      judge: 'ruff S',
      rule: code,
      where: filename.slice(filename.indexOf(directory) + directory.length + 1),
      what: message,
    }));
  },
};

export const gitleaks: Judge = {
  id: 'gitleaks',
  planted: 'private-key',
  // `go install` gives it no version of its own.
  version: async ({ gitleaks: bin }) => /-v([\d.]+)$/.exec(bin)?.[1] ?? '',
  async find({ directory }, { gitleaks: bin }) {
    const words = [
      'dir',
      '--no-banner',
      '--redact',
      '--exit-code',
      '0',
      '--report-format',
      'json',
      '--report-path',
      '-',
    ];
    const found = await ranJson<{ RuleID: string; File: string; Description: string }[]>(
      bin,
      [...words, '.'],
      directory,
    );
    return found.map(({ RuleID, File, Description }) => ({
      judge: 'gitleaks',
      rule: RuleID,
      where: File,
      what: Description,
    }));
  },
};
