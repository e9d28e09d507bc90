import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { root } from './program.ts';

interface Locked {
  version?: string;
  integrity?: string;
  resolved?: string;
  link?: boolean;
  inBundle?: boolean;
}

const tracked = execFileSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8' }).split('\0').filter(Boolean);
const locks = tracked.filter((path) => /(^|\/)package-lock\.json(\.ejs)?$/.test(path));
const workflows = readdirSync(join(root, '.github/workflows'));

describe('lock files', () => {
  it('are those of the project, the peers, the oracle and the generated repository', () => {
    expect(locks).toEqual(expect.arrayContaining(['package-lock.json', 'templates/package-lock.json.ejs']));
  });

  it.each(locks)('%s pins every package by its digest and names no address', (path) => {
    // Slots are in names alone.
    const text = readFileSync(join(root, path), 'utf8').replaceAll(/<%[-=].*?%>/g, 'x');
    const { lockfileVersion, packages } = JSON.parse(text) as {
      lockfileVersion: number;
      packages: Record<string, Locked>;
    };
    expect(lockfileVersion).toBe(3);
    expect(text).not.toMatch(/"resolved"|https?:\/\/[^"]*\.tgz/);
    const unpinned = Object.entries(packages).filter(
      ([place, { integrity, link, inBundle }]) =>
        place !== '' && !link && !inBundle && !/^sha512-/.test(integrity ?? ''),
    );
    expect(unpinned.map(([place]) => place)).toEqual([]);
  });
});

describe.each(workflows)('our workflow %s', (file) => {
  const text = readFileSync(join(root, '.github/workflows', file), 'utf8');
  const workflow = parse(text);

  it('has no right by default, and only publishing may ask for an identity', () => {
    expect(workflow.permissions).toEqual({});
    for (const [name, job] of Object.entries<{ permissions: Record<string, string> }>(workflow.jobs)) {
      const more = Object.entries(job.permissions).filter(([, right]) => right !== 'read');
      expect(more, name).toEqual(file === 'publish.yml' ? [['id-token', 'write']] : []);
    }
  });

  it('pins every action by commit and names its tag', () => {
    for (const [line] of text.matchAll(/^.*uses:.*$/gm))
      expect(line).toMatch(/uses: [\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });

  it('uses no secret, keeps no credentials, caches no packages, and ends in time', () => {
    expect(text).not.toMatch(/secrets\.|pull_request_target|NODE_AUTH_TOKEN/);
    expect(text.match(/actions\/checkout@/g)?.length).toBe(text.match(/persist-credentials: false/g)?.length);
    for (const job of Object.values<{ 'timeout-minutes'?: number }>(workflow.jobs)) {
      expect(job['timeout-minutes']).toBeLessThanOrEqual(60);
    }
  });

  it('puts nothing of an event into a script', () => {
    for (const [run] of text.matchAll(/run: .*$/gm)) expect(run).not.toContain('${{');
  });
});
