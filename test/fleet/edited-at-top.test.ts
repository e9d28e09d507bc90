import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execaSync } from 'execa';
import { afterAll, describe, expect, it } from 'vitest';
import { defaults } from '../../src/answers/answers.ts';
import type { Call } from '../../src/commands/call.ts';
import { run } from '../../src/commands/workflows.ts';
import { generate } from '../../src/generate.ts';
import { readCatalog } from '../../src/plan/catalog.ts';
import { plan } from '../../src/plan/plan.ts';
import { writeTree } from '../../src/tree/site.ts';

const templates = new URL('../../templates', import.meta.url).pathname;
const gathered = { answers: { ...defaults('my-ml'), repository: 'acme/mono' }, sources: {}, problems: [] };
const tree = generate(templates, plan(readCatalog(templates), gathered as never, '1.2.3', []));

async function workflows(directory: string, values: Call['values'] = {}) {
  let [document, text] = [{ files: [] as string[], replaced: [] as string[] }, ''];
  const print: Call['print'] = (made, said) => {
    [document, text] = [made as typeof document, said];
  };
  await run({ directory, values, positionals: [], say: () => undefined, print });
  return { ...document, text };
}

describe('a workflow that was edited at the top', () => {
  const top = realpathSync(mkdtempSync(join(tmpdir(), 'edited-at-top-')));
  afterAll(() => rmSync(top, { recursive: true, force: true }));
  const project = join(top, 'services/my-ml');
  mkdirSync(project, { recursive: true });
  writeTree(project, tree);
  git('init', '--quiet');
  const [path, gate] = ['.github/workflows/deploy.yml', '.github/workflows/my-ml-gate.yml'];
  function git(...words: string[]) {
    execaSync('git', words, { cwd: top });
  }
  const read = () => readFileSync(join(top, path), 'utf8');

  it.each([
    ['', {}],
    [' --dry-run', { 'dry-run': true }],
  ])('is not written over while git does not have it%s', async (_, values) => {
    rmSync(join(top, path), { force: true });
    await workflows(project);
    git('add', '.github');
    const edited = `${read()}# mine\n`;
    writeFileSync(join(top, path), edited);
    await expect(workflows(project, values)).rejects.toMatchObject({
      code: 'workflows/edited',
      what: expect.stringContaining(path),
      fix: expect.stringMatching(/services\/my-ml\/\.github.*git add \.github\/workflows\/deploy\.yml,/),
    });
    expect(read()).toBe(edited);
  });

  it('is written over once git has it, and that is said', async () => {
    writeFileSync(join(top, path), read().replaceAll('\n', '\r\n'));
    git('add', '.github');
    rmSync(join(top, gate));
    const { files, replaced, text } = await workflows(project);
    expect([files, replaced]).toEqual([[path, gate], [path]]);
    expect(text).toContain(`${path} (replaced: git diff shows what was there)\n${gate}\n`);
    expect(read()).not.toContain('# mine');
  });
});
