import { readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { gather } from '../../src/answers/sources.ts';
import { seal, unsealed } from '../../src/baseline/seal.ts';
import * as command from '../../src/commands/upgrade.ts';
import { generate as written } from '../../src/generate.ts';
import { guardsFor } from '../../src/guard/guards.ts';
import { templates } from '../../src/package.ts';
import { readCatalog } from '../../src/plan/catalog.ts';
import { plan } from '../../src/plan/plan.ts';
import { readKinds } from '../../src/units/kind.ts';
import { root } from '../program.ts';
import { generate, origin, type Sandbox, sandbox, upgrade } from '../sandbox.ts';
import { unitsOf } from '../units/samples.ts';

const kinds = readKinds(templates);
const gathered = gather('my-ml', []);
const units = unitsOf(gathered.answers).filter(({ name }) => name.endsWith('-a'));
const tree = (version: string) =>
  written(templates, plan(readCatalog(templates), gathered, version, [], { units, kinds }));

/** What a later version would bring: each unit's code, rows and declaration have a change at their beginning. */
function newer() {
  const changed = [...unsealed(tree('0.2.0'))].map(([path, entry]) => {
    const text = entry.content.toString();
    const edited = /^infra\/units\/[^/]+\/unit\.ts$/.test(path)
      ? `// A newer version says more here.\n${text}`
      : /^infra\/units\/[^/]+\/proofs\.json$/.test(path)
        ? text.replace('[\n', '[\n  "a stranger cannot sts:AssumeRole role/NAME-other ever",\n')
        : text;
    return [path, { ...entry, content: Buffer.from(edited) }] as const;
  });
  return seal(new Map(changed), origin('0.3.0'));
}

test('eight units of eight kinds keep what their owner wrote into them, and get what a newer version brings', async () => {
  expect(new Set(units.map(({ kind }) => kind)).size).toBeGreaterThanOrEqual(8);
  const box = sandbox();
  generate(box, tree('0.2.0'));
  for (const { name } of units) {
    const [code, declaration] = [`infra/units/${name}/unit.ts`, `infra/units/${name}/unit.json`];
    box.put(code, `${box.read(code)}\n/** The team's own. */\nexport const contact = 'channel';\n`);
    box.put(declaration, box.read(declaration).replace(/\n\}\n$/, ',\n  "note": "ours"\n}\n'));
  }
  box.commit('edits');
  symlinkSync(join(root, 'node_modules'), join(box.project, 'node_modules'), 'junction');
  const consent = Object.assign(async () => true, { merged: async () => undefined });
  const { conflicts, objections } = await upgrade(box, newer(), {
    guards: [guardsFor(box.project, box.top, undefined, consent)],
  });
  expect([conflicts, objections]).toEqual([[], []]);
  for (const { name } of units) {
    const code = box.read(`infra/units/${name}/unit.ts`);
    expect(code).toMatch(/^\/\/ A newer version says more here\.\n/);
    expect(code).toContain("export const contact = 'channel';");
    expect(JSON.parse(box.read(`infra/units/${name}/unit.json`)).note).toBe('ours');
    expect(JSON.parse(box.read(`infra/units/${name}/proofs.json`))[0]).toContain('NAME-other');
  }
}, 300_000);

const folder = join(root, 'test/frozen');

function frozen(bundle: string): Sandbox {
  const box = sandbox();
  box.git('fetch', '--quiet', join(folder, bundle), 'main');
  box.git('reset', '--quiet', '--hard', 'FETCH_HEAD');
  return box;
}

test.each(readdirSync(folder).filter((file) => file.endsWith('.bundle')))(
  '%s with a bucket that its owner added to settings.json upgrades, and keeps it',
  async (bundle) => {
    const box = frozen(bundle);
    const settings = JSON.parse(box.read('settings.json'));
    settings.buckets.exchange = 'acme-exchange';
    box.put('settings.json', `${JSON.stringify(settings, null, 2)}\n`);
    box.commit('a bucket of our own');
    let document: { conflicts?: string[] } = {};
    const code = await command.run({
      positionals: [],
      values: { 'without-guards': true },
      directory: box.project,
      say: () => {},
      print: (printed) => {
        document = printed as typeof document;
      },
    });
    expect([code, document.conflicts]).toEqual([0, []]);
    expect(JSON.parse(box.read('settings.json')).buckets.exchange).toBe('acme-exchange');
  },
);

test('with the guards on, version 0.1.0 with such a bucket upgrades once what the new version changes is accepted', async () => {
  const box = frozen('0.1.0.bundle');
  const settings = JSON.parse(box.read('settings.json'));
  settings.buckets.features = 'create';
  box.put('settings.json', `${JSON.stringify(settings, null, 2)}\n`);
  box.commit('a bucket of our own');
  box.put('.git/info/exclude', 'node_modules\n');
  symlinkSync(join(root, 'node_modules'), join(box.project, 'node_modules'), 'junction');
  const said: string[] = [];
  const guarded = () => {
    const call = { positionals: [], values: { yes: true, 'trust-repository': true }, directory: box.project };
    return command.run({ ...call, say: () => {}, print: (_, text) => said.push(text ?? '') });
  };
  const refused = await guarded().then(
    () => undefined,
    (error) => error,
  );
  expect(refused).toMatchObject({ code: 'upgrade/guard' });
  // Each is a change of the new version by its id: both trees were synthesized, and the bucket is none of them.
  const found = refused.faults as { key: string; what: string; fix: string }[];
  expect(found.filter(({ key }) => key === 'upgrade/guard' || !/^(upgrade|access|judge)\//.test(key))).toEqual([]);
  expect(found.filter((each) => JSON.stringify(each).includes('features'))).toEqual([]);
  const lines = found.map(({ key, fix }) => ({
    finding: key,
    ...(/--digest ([0-9a-f]{64})/.exec(fix) ? { digest: /--digest ([0-9a-f]{64})/.exec(fix)?.[1] } : {}),
    owner: 'ana@example.com',
    reason: 'The new version was read and brings this',
  }));
  box.put('accepted.json', `${JSON.stringify(lines, null, 2)}\n`);
  box.git('add', 'accepted.json');
  box.git('commit', '--quiet', '--message', 'accept what the new version changes');
  expect([await guarded(), said.at(-1)]).toEqual([0, expect.stringContaining('Merged into the index')]);
  expect(JSON.parse(box.read('settings.json')).buckets.features).toBe('create');
}, 300_000);
