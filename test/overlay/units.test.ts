import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { attempt } from '../../src/commands/trial.ts';
import type { Accepted } from '../../src/finding.ts';
import { readOverlay } from '../../src/overlay/overlay.ts';
import { checkPolicy } from '../../src/overlay/standing.ts';
import { brokenBy, forbidden, type Kinded } from '../../src/overlay/units.ts';
import { templates, version } from '../../src/package.ts';
import { judge, makeScratch } from '../support/variant.ts';
import { overlayTree, refusal, treeOf } from './forge.ts';

const scratch = makeScratch();
afterAll(scratch.remove);
const why = 'machines are bought by the platform team';
const unit = (document: object) => JSON.stringify(document);
const bucket = { kind: 'bucket', readers: ['training'], writers: ['processing'], bucket: 'create' };

describe('an overlay’s rules on units', () => {
  const strict = readOverlay(
    overlayTree({ require: { units: { topic: { why } } }, forbid: { units: { 'instance-type': { why } } } }),
  );
  const check = (files: Record<string, string>, accepted: Accepted = new Map()) =>
    checkPolicy(treeOf({ 'settings.json': '{}', ...files }), new Map(), [strict], accepted);
  const gpu = { 'infra/units/gpu/unit.json': unit({ kind: 'instance-type', instanceType: 'ml.g5.xlarge' }) };
  const team = { 'infra/units/team/unit.json': unit({ kind: 'topic', emails: ['team@bank.example'] }) };

  it('are kept by a repository that has what they ask for and nothing that they forbid', () => {
    expect(check(team)).toEqual([]);
  });

  it('tell a kind that is lacking, with what to type, and one that is forbidden, with the unit’s name', () => {
    expect(check(gpu)).toMatchObject([
      {
        id: 'policy/bank/forbid/unit/instance-type',
        what: expect.stringContaining('gpu'),
        path: 'infra/units/gpu/unit.json',
        fix: expect.stringMatching(/^Type: secure-ml remove gpu\. Or: Ask /),
        rule: expect.stringContaining(why),
      },
      {
        id: 'policy/bank/require/unit/topic',
        fix: expect.stringMatching(/^Type: secure-ml add topic NAME\. Or: Ask /),
      },
    ]);
  });

  it('are waived as other rules are', () => {
    const acceptance = { reason: 'until the platform has machines of that type', owner: 'ana@bank.example' };
    const [found] = check({ ...gpu, ...team }, new Map([['policy/bank/forbid/unit/instance-type', acceptance]]));
    expect(found?.accepted).toEqual(acceptance);
  });

  it('do not mind a unit.json that is no JSON, or of a kind that nobody knows', () => {
    const odd = { 'infra/units/a/unit.json': '{', 'infra/units/b/unit.json': unit({ kind: 'ours' }), ...team };
    expect(check(odd)).toEqual([]);
  });

  it('have a why, and name kinds and nothing else', async () => {
    const parts = { forbid: { units: { 'instance-type': {} } }, require: { units: { 'a b': { why } } } };
    expect((await refusal(() => readOverlay(overlayTree(parts)))).what).toMatch(/2 fault/);
  });

  it('stop an addition of a forbidden kind and the removal of the last required one, and nothing that was so before', () => {
    const [type, topic, other] = [
      { name: 'gpu', kind: 'instance-type' },
      { name: 'team', kind: 'topic' },
      { name: 'ops', kind: 'topic' },
    ];
    const broken = (units: Kinded[], before: Kinded[]) =>
      brokenBy(units, before, [strict], new Map()).map(
        ({ id, fix }) => `${id.split('/').slice(2).join(' ')}: ${fix.split(' Or:')[0]}`,
      );
    expect(broken([topic, type], [topic])).toEqual([
      'forbid unit instance-type: To see the other kinds: secure-ml add --list.',
    ]);
    expect(broken([topic, type], [topic, type])).toEqual(['forbid unit instance-type: Type: secure-ml remove gpu.']);
    expect(broken([], [topic])).toEqual(['require unit topic: Type: secure-ml add topic NAME.']);
    expect(broken([topic], [topic, other])).toEqual([]);
    // An overlay that came to ask for one does not stop other work; `check` tells it.
    expect(broken([], [])).toEqual([]);
  });

  it('say of several units of a kind each name', () => {
    const units = ['a', 'b'].map((name) => ({ name, kind: 'instance-type' }));
    expect(forbidden(units, [strict], new Map())[0]?.what).toContain('a, b are');
  });
});

describe('an overlay’s units', () => {
  const tried = (files: Record<string, string>, sensitivity: 'confidential' | 'restricted') =>
    attempt(readOverlay(overlayTree({}, files)), sensitivity, {}, { templates, version });

  it('are a unit.json, to which the files of its kind come, and everything holds', async () => {
    const { tree } = tried({ 'infra/units/shared/unit.json': unit(bucket) }, 'confidential');
    expect([...tree.keys()]).toEqual(
      expect.arrayContaining(['infra/units/shared/unit.ts', 'infra/units/shared/proofs.json']),
    );
    expect(tree.get('SECURITY.md')?.content.toString()).toContain('infra/units/shared/');
    const directory = join(scratch.directory, 'laid');
    for (const [path, { content }] of tree) {
      mkdirSync(dirname(join(directory, path)), { recursive: true });
      writeFileSync(join(directory, path), content);
    }
    symlinkSync(join(scratch.directory, 'node_modules'), join(directory, 'node_modules'));
    expect(await judge('whole', [directory])).toEqual({ [directory]: [] });
  });

  it('are refused where the tier does not offer the kind, with the reason', () => {
    const role = unit({ kind: 'role', runs: 'processing', reads: [], writes: false });
    const { findings } = tried({ 'infra/units/scoring/unit.json': role }, 'restricted');
    expect(findings).toMatchObject([{ what: expect.stringContaining('jobs run by the pipeline alone') }]);
  });

  it('with a value that its kind does not take are refused as anybody’s are', async () => {
    const wrong = unit({ ...bucket, readers: ['Every Body'] });
    expect((await refusal(() => tried({ 'infra/units/shared/unit.json': wrong }, 'confidential'))).code).toBe(
      'units/declaration',
    );
  });

  it('of a kind of its own come with their own code', () => {
    const files = { 'infra/units/hsm/unit.json': unit({ kind: 'hsm' }), 'infra/units/hsm/unit.ts': 'export {};\n' };
    const { tree } = tried(files, 'confidential');
    expect(tree.get('infra/units/hsm/unit.ts')?.content.toString()).toBe('export {};\n');
  });
});
