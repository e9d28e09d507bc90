import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { execaSync } from 'execa';
import { afterAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { defaults } from '../../src/answers/answers.ts';
import type { Call } from '../../src/commands/call.ts';
import { run } from '../../src/commands/workflows.ts';
import { topFindings, workflowAtTop } from '../../src/fleet/at-top.ts';
import { generate } from '../../src/generate.ts';
import { readCatalog } from '../../src/plan/catalog.ts';
import { plan } from '../../src/plan/plan.ts';
import { writeTree } from '../../src/tree/site.ts';

interface Job {
  defaults?: { run: { 'working-directory': string } };
  steps: { uses?: string; run?: string; with?: Record<string, string> }[];
}
interface Workflow {
  name: string;
  on: Record<string, { paths?: string[]; branches?: string[]; workflows?: string[] } | null>;
  concurrency: { group: string };
  defaults: { run: { 'working-directory': string } };
  jobs: Record<string, Job>;
}

const templates = new URL('../../templates', import.meta.url).pathname;
const place = realpathSync(mkdtempSync(join(tmpdir(), 'at-top-')));
afterAll(() => rmSync(place, { recursive: true, force: true }));

const gathered = { answers: { ...defaults('my-ml'), repository: 'acme/mono' }, sources: {}, problems: [] };
const tree = generate(templates, plan(readCatalog(templates), gathered as never, '1.2.3', []));
const workflowFolder = '.github/workflows';

/** A repository with our project in a folder of it. */
function mono(name: string): { top: string; project: string } {
  const top = join(place, name);
  const project = join(top, 'services/my-ml');
  mkdirSync(top);
  execaSync('git', ['init', '--quiet'], { cwd: top });
  mkdirSync(project, { recursive: true });
  writeTree(project, tree);
  return { top, project };
}

async function workflows(directory: string, values: Call['values'] = {}) {
  let document: { files: string[] } = { files: [] };
  const print: Call['print'] = (made) => {
    document = made as typeof document;
  };
  await run({ directory, values, positionals: [], say: () => undefined, print });
  return document.files;
}
const add = (top: string) => execaSync('git', ['add', '.github'], { cwd: top });

describe('a project in a folder of a larger repository', () => {
  const { top, project } = mono('first');
  const read = (path: string) => readFileSync(join(top, path), 'utf8');

  it('is told that its workflows do not run, and how they would', () => {
    const [finding, ...others] = topFindings(project, 'my-ml');
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ id: 'drift/workflows', level: 'warning', fix: 'secure-ml workflows' });
    expect(finding?.what).toContain('The workflows of services/my-ml do not run');
  });

  it('shows what it would write, and writes nothing', async () => {
    expect(await workflows(project, { 'dry-run': true })).toHaveLength(4);
    expect(topFindings(project, 'my-ml')).toHaveLength(1);
  });

  it('has them at the top, under its name, and nothing is wrong any more', async () => {
    expect(await workflows(project)).toEqual(
      ['my-ml-check.yml', 'deploy.yml', 'my-ml-gate.yml', 'my-ml-upgrade.yml'].map(
        (file) => `${workflowFolder}/${file}`,
      ),
    );
    expect(topFindings(project, 'my-ml')).toEqual([]);
    expect(await workflows(project)).toEqual([]);
  });

  it.each(['my-ml-check.yml', 'deploy.yml', 'my-ml-gate.yml', 'my-ml-upgrade.yml'])(
    '%s works in its folder',
    (file) => {
      const text = read(`${workflowFolder}/${file}`);
      const workflow = parse(text) as Workflow;
      expect(workflow.name).toMatch(/^my-ml /);
      expect(workflow.defaults.run['working-directory']).toBe('services/my-ml');
      if (workflow.on.push) expect(workflow.on.push.paths).toEqual(['services/my-ml/**', `${workflowFolder}/${file}`]);
      // A required status that is skipped by a filter of paths never comes.
      if ('pull_request' in workflow.on) expect(workflow.on.pull_request?.paths).toBeUndefined();
      expect(workflow.concurrency.group).toMatch(/my-ml|github\.workflow|workflow_run\.id/);
      for (const job of Object.values(workflow.jobs)) {
        const checksOut = job.steps.some(({ uses }) => uses?.startsWith('actions/checkout@'));
        expect(job.defaults?.run['working-directory']).toBe(checksOut ? undefined : '.');
        for (const { with: inputs } of job.steps) {
          const version = inputs?.['node-version-file'];
          if (version) expect(readFileSync(join(top, version), 'utf8')).toMatch(/^\d+/);
          if (inputs?.path?.endsWith('cdk.out')) expect(inputs.path).toBe('services/my-ml/cdk.out');
        }
      }
      expect(text).not.toMatch(/\.\/proposed|last:infra|\bsay gate |secure-ml\/upgrade(?!-my-ml)/);
    },
  );

  it('has a gate that runs after its own check alone, and gives statuses of its own name', () => {
    const { on, jobs } = parse(read(`${workflowFolder}/my-ml-gate.yml`)) as Workflow;
    expect(on.workflow_run?.workflows).toEqual([(parse(read(`${workflowFolder}/my-ml-check.yml`)) as Workflow).name]);
    expect(jobs.status?.steps[0]?.run).toMatch(/say my-ml\/gate [\s\S]*say my-ml\/published /);
  });

  it.each([
    ['edited', (text: string) => text.replace('contents: read', 'contents: write')],
    ['another one', () => 'name: foreign\non: push\n'],
  ])('is told of one that is %s at the top', async (_, edit) => {
    const path = `${workflowFolder}/my-ml-check.yml`;
    const before = read(path);
    writeFileSync(join(top, path), edit(before));
    expect(topFindings(project, 'my-ml').map(({ id, level }) => [id, level])).toEqual([[`drift/top/${path}`, 'error']]);
    writeFileSync(join(top, path), before);
  });

  it('is told of those that its own files went past, and brings them', async () => {
    const path = join(project, workflowFolder, 'check.yml');
    writeFileSync(path, `${readFileSync(path, 'utf8')}# of an upgrade\n`);
    expect(topFindings(project, 'my-ml')).toHaveLength(1);
    add(top);
    expect(await workflows(project)).toEqual([`${workflowFolder}/my-ml-check.yml`]);
    expect(topFindings(project, 'my-ml')).toEqual([]);
  });

  it.each([
    ['(', 'gone'],
    ['(a+)+$', 'gone'],
    ['x', 'gone\0'],
  ])('takes a project %s and a folder that is gone for no more than names: %j', (name, folder) => {
    const path = join(top, workflowFolder, `${name}-check.yml`);
    const line = `# Written by "secure-ml workflows" from ${folder}/.github/workflows/x.yml: change`;
    writeFileSync(path, `${line}\nname: ${'a'.repeat(40)}!\n`);
    expect(topFindings(project, name)).not.toEqual([]);
    rmSync(path);
  });

  it('is one message where the line ends at the top are those of Windows: none', () => {
    const path = join(top, workflowFolder, 'my-ml-gate.yml');
    writeFileSync(path, readFileSync(path, 'utf8').replaceAll('\n', '\r\n'));
    expect(topFindings(project, 'my-ml')).toEqual([]);
  });
});

describe('a second project of a repository', () => {
  const { top, project } = mono('two');
  const other = join(top, 'services/other');
  cpSync(project, other, { recursive: true });

  it('gets its checks, and is told why it is not deployed from there', async () => {
    await workflows(project);
    const deploy = read(`${workflowFolder}/deploy.yml`);
    const lock = join(other, '.secure-ml/lock.json');
    writeFileSync(lock, readFileSync(lock, 'utf8').replace('"name": "my-ml"', '"name": "other"'));
    expect(await workflows(other)).toContain(`${workflowFolder}/other-gate.yml`);
    expect(read(`${workflowFolder}/deploy.yml`)).toBe(deploy);
    const [told, ...more] = topFindings(other, 'other');
    expect(more).toEqual([]);
    expect(told).toMatchObject({
      level: 'warning',
      what: expect.stringMatching(/^\S+deploy\.yml is that of services\/my-ml: a role/),
    });
    expect(topFindings(project, 'my-ml')).toEqual([]);
  });

  it('has another name, or none of its workflows', async () => {
    const third = join(top, 'services/third');
    cpSync(project, third, { recursive: true });
    expect(await workflows(third)).toEqual([]);
    expect(topFindings(third, 'my-ml').map(({ what }) => what)).toEqual([expect.stringContaining('do not run')]);
  });

  const read = (path: string) => readFileSync(join(top, path), 'utf8');
});

describe('a project that was moved to another folder', () => {
  const { top, project } = mono('moved');
  const moved = join(top, 'ml');
  const deploy = () => readFileSync(join(top, workflowFolder, 'deploy.yml'), 'utf8');

  it('is told that the workflows at the top are of where it was, and takes them with it', async () => {
    await workflows(project);
    renameSync(project, moved);
    expect(topFindings(moved, 'my-ml').map(({ level }) => level)).toEqual(['error', 'error', 'error', 'error']);
    add(top);
    expect(await workflows(moved)).toHaveLength(4);
    expect(deploy()).toContain('working-directory: "ml"');
    expect(topFindings(moved, 'my-ml')).toEqual([]);
  });

  it('leaves those of a project by another name alone, though its folder is gone', async () => {
    writeFileSync(
      join(top, workflowFolder, 'deploy.yml'),
      deploy().replaceAll('my-ml', 'theirs').replaceAll('ml/', 'x/'),
    );
    expect(await workflows(moved)).toEqual([]);
    expect(deploy()).toContain('name: theirs deploy');
  });

  it('is refused where it has no workflows any more', async () => {
    rmSync(join(moved, '.github'), { recursive: true });
    await expect(workflows(moved)).rejects.toMatchObject({ code: 'workflows/none' });
  });
});

describe('a folder by the name of', () => {
  const texts = [...tree].filter(([path]) => path.startsWith(`${workflowFolder}/`));
  it.each(['my services/a', 'c++/a', 'x.y/z', 'größe/a', 'a#b', "it's/a", 'a: b', 'a$1$&/b', '-a/b', '@a,b/c'])(
    '%s is named as it is, in filters too',
    (below) => {
      for (const [path, { content }] of texts) {
        const workflow = parse(workflowAtTop(basename(path), content.toString(), below, 'my-ml')) as Workflow;
        expect(workflow.defaults.run['working-directory']).toBe(below);
        const { paths } = workflow.on.push ?? {};
        if (paths) expect(paths[0]?.replaceAll('\\+', '+').startsWith(`${below}/`)).toBe(true);
        if (paths && below.includes('+')) expect(paths[0]).toContain('c\\+\\+/');
      }
    },
  );

  it.each(['a*b', 'a[b]', '!a', 'what?', 'a"b', 'a\\b', 'a ${{b', 'a\nb'])(
    '%j is refused, because a workflow cannot name it',
    async (below) => {
      const top = mkdtempSync(join(place, 'odd-'));
      mkdirSync(join(top, '.git'));
      const project = join(top, below, 'my-ml');
      mkdirSync(project, { recursive: true });
      writeTree(project, new Map([...texts, ...[...tree].filter(([path]) => path.startsWith('.secure-ml/'))]));
      await expect(workflows(project)).rejects.toMatchObject({ code: 'workflows/folder' });
    },
  );
});

it('takes no file of somebody else, and writes through no link', async () => {
  const { top, project } = mono('foreign');
  mkdirSync(join(top, workflowFolder), { recursive: true });
  writeFileSync(join(top, workflowFolder, 'deploy.yml'), 'name: theirs\n');
  await expect(workflows(project)).rejects.toMatchObject({ code: 'workflows/foreign' });
  rmSync(join(top, '.github'), { recursive: true });
  mkdirSync(join(place, 'outside'));
  symlinkSync(join(place, 'outside'), join(top, '.github'));
  await expect(workflows(project)).rejects.toThrow();
  expect(topFindingsOrThrow(project)).not.toEqual([]);
});

function topFindingsOrThrow(project: string): unknown[] {
  try {
    return topFindings(project, 'my-ml');
  } catch (error) {
    return [error];
  }
}

it('has nothing to do at the top of a repository, or in none', async () => {
  const { project } = mono('top');
  mkdirSync(join(project, '.git'));
  await expect(workflows(project)).rejects.toMatchObject({ code: 'workflows/at-top' });
  expect(topFindings(project, 'my-ml')).toEqual([]);
  const alone = join(place, 'alone');
  cpSync(project, alone, { recursive: true, filter: (from) => !from.endsWith('.git') });
  expect(topFindings(alone, 'my-ml')).toEqual([]);
});
