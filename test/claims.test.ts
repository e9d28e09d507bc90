import { describe, expect, it } from 'vitest';
import { defaults, tiers } from '../src/answers/answers.ts';
import { controlsFor, readCatalog } from '../src/plan/catalog.ts';
import { render } from '../src/render/render.ts';

/** What the documents of a generated repository name has to be there; what they claim has to have its proof. */

const templates = new URL('../templates', import.meta.url).pathname;
const catalog = readCatalog(templates);

function repository(sensitivity: (typeof tiers)[number]) {
  const answers = { ...defaults('my-ml'), sensitivity, network: 'create' as const, repository: 'acme/ml' };
  const controls = controlsFor(catalog, answers);
  const tree = render(templates, { answers, controls, version: '1.2.3' });
  const text = (path: string) => tree.get(path)?.content.toString() ?? '';
  const scripts = JSON.parse(text('package.json')).scripts as Record<string, string>;
  return { tree, text, scripts, controls };
}

/** Written by runs or by the seal, not by rendering; `<id>` stands for any control. */
const madeLater = /^(cdk\.out|node_modules|\.secure-ml|ml\/(\.venv|output))(\/|$)/;
const tops = /^(infra|ml|docs|tools|\.github)\/|^(settings|package|cdk|tsconfig)\.json$|^[A-Z]+\.md$/;

/** Paths in back-quotes, and the targets of links. */
function pathsIn(markdown: string, folder: string): string[] {
  const quoted = [...markdown.matchAll(/`([^`\s]+)`/g)].map(([, path = '']) => path).filter((path) => tops.test(path));
  const linked = [...markdown.matchAll(/\]\(([^)#\s]+)[^)]*\)/g)].map(([, path = '']) => path);
  const local = linked.filter((path) => !/^[a-z]+:/.test(path));
  return [...quoted, ...local.map((path) => new URL(path, `file:///${folder}`).pathname.slice(1))];
}

/** Words after `npm run`, `node` and `-m workload.` in code. */
const commandsIn = (markdown: string, pattern: RegExp) =>
  [...markdown.matchAll(pattern)].flatMap(([, word]) => (word ? [word] : []));

describe.each(tiers)('%s', (tier) => {
  const { tree, text, scripts, controls } = repository(tier);
  const documents = [...tree.keys()].filter((path) => path.endsWith('.md'));
  const exists = (path: string) => {
    const plain = path.replace(/\/$/, '');
    if (madeLater.test(plain)) return true;
    const pattern = new RegExp(`^${plain.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/<\w+>/g, '[^/]+')}(/|$)`);
    return [...tree.keys()].some((each) => pattern.test(each));
  };

  it('names no file that is not there', () => {
    const named = documents.flatMap((file) => pathsIn(text(file), file).map((path) => ({ file, path })));
    expect(named.length).toBeGreaterThan(20);
    expect(named.filter(({ path }) => !exists(path))).toEqual([]);
  });

  it('names no command that is not there', () => {
    const named = documents.flatMap((file) => commandsIn(text(file), /npm run ([\w:-]+)/g));
    expect(named.length).toBeGreaterThan(5);
    expect(named.filter((script) => !(script in scripts))).toEqual([]);
    const programs = documents.flatMap((file) => commandsIn(text(file), /\bnode ([\w./-]+\.m?js)/g));
    expect(programs.filter((path) => !tree.has(path))).toEqual([]);
    const modules = documents.flatMap((file) => commandsIn(text(file), /-m workload\.(\w+)/g));
    expect(modules.filter((module) => !tree.has(`ml/workload/${module}.py`))).toEqual([]);
  });

  it('has a row, a proof and access rows for every control that is on, and for no other', () => {
    const rows = [...text('SECURITY.md').matchAll(/^\| `([\w-]+)` \| .*\[proof\]\(([^)]+)\) \|$/gm)];
    expect(rows.map(([, id]) => id)).toEqual(controls.map(({ id }) => id).sort());
    for (const [, id, proof = ''] of rows) {
      expect(proof).toBe(`infra/controls/${id}/proof.ts`);
      expect(text(proof)).toMatch(/every|Check/);
      expect(JSON.parse(text(`infra/controls/${id}/proofs.json`))).toEqual(expect.any(Array));
    }
  });

  it('speaks of no control that is not in the catalogue', () => {
    const named = documents.flatMap((file) => commandsIn(text(file), /infra\/controls\/([\w-]+)\//g));
    expect(named.filter((id) => !catalog.some((control) => control.id === id))).toEqual([]);
  });

  it('gives for each duty of the owner a command or a place to check it', () => {
    const [, section = ''] = /^## What templates cannot prove\n(.*?)^## /ms.exec(text('SECURITY.md')) ?? [];
    const duties = section.split(/^- /m).slice(1);
    expect(duties.length).toBeGreaterThan(4);
    const place = /\b(aws [a-z0-9-]+ [a-z-]+|gh api|npm run|git log)\b/;
    expect(duties.filter((duty) => !place.test(duty))).toEqual([]);
  });

  it('claims at least one standard, and says who carries it, for each control', () => {
    const vague = controls.filter(
      ({ satisfies, carries, why }) => satisfies.length === 0 || carries.length < 3 || why.length < 20,
    );
    expect(vague.map(({ id }) => id)).toEqual([]);
  });
});
