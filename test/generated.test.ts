import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { defaults, tiers } from '../src/answers/answers.ts';
import { readCatalog } from '../src/plan/catalog.ts';
import { plan } from '../src/plan/plan.ts';
import { render } from '../src/render/render.ts';
import { readTemplates } from '../src/tree/templates.ts';
import { root } from './program.ts';

const templates = join(root, 'templates');
const alerting = { ...defaults('my-ml').alerting, emails: ['security@example.com'] };

/** Rendered by npm's own hand, and as long as everything else together. */
const leftOut = new Set(['package-lock.json']);

/** Every path of a repository; the text of what is rendered. What is copied is in templates/ as it is. */
function shown(tree: ReturnType<typeof render>): string {
  const all = readTemplates(templates);
  const parts = [...tree].map(([path, { content, mode }]) => {
    const head = `=== ${mode} ${path}\n`;
    const isCopied = all.get(path)?.content.equals(content) ?? false;
    return isCopied || leftOut.has(path) ? head : `${head}${content}`;
  });
  return `${parts.join('')}`;
}

describe('what people get', () => {
  it.each(tiers)('at %s is in test/generated: npm run outputs shows it as a diff', async (sensitivity) => {
    const answers = { ...defaults('my-ml', sensitivity), repository: 'acme/my-ml', alerting };
    const { controls } = plan(readCatalog(templates), { answers, sources: {} }, '0.0.0');
    const text = shown(render(templates, { answers, controls, version: '0.0.0' }));
    expect(text.split('\n').length).toBeGreaterThan(1000);
    await expect(text).toMatchFileSnapshot(join(root, `test/generated/${sensitivity}.txt`));
  });
});
