import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { defaults } from '../../src/answers/answers.ts';
import { controlsFor, readCatalog, stateOf } from '../../src/plan/catalog.ts';
import { scratchDirectory } from '../program.ts';
import { declare } from './declare.ts';

const scratch = scratchDirectory();
const usual = defaults('my-ml');

describe('the catalogue', () => {
  it('is what control.json says in each folder of a control, and nowhere else', () => {
    const files = {
      'infra/controls/trail/control.json': declare('trail'),
      'infra/controls/macie/control.json': declare('macie'),
      'infra/controls/macie/deep/control.json': declare('deep'),
      'infra/controls/control.json': declare('none'),
      'infra/controls/trail/control.json.md': declare('text'),
      'other/infra/controls/x/control.json': declare('elsewhere'),
    };
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(dirname(join(scratch, path)), { recursive: true });
      writeFileSync(join(scratch, path), JSON.stringify(content));
    }
    expect(readCatalog(scratch)).toEqual([declare('macie'), declare('trail')]);
  });
});

describe('a control', () => {
  it.each([
    ['public', { on: true, why: 'from the public tier' }],
    ['internal', { on: true, why: 'from the internal tier' }],
    ['confidential', { on: true, why: 'the confidential tier' }],
    ['restricted', { on: false, why: 'from the restricted tier' }],
  ] as const)('from the %s tier is %j in the confidential one', (from, state) => {
    expect(stateOf(declare('x', { from }), usual)).toEqual(state);
  });

  it('is on or off as somebody chose', () => {
    const chosen = (x: boolean) => ({ ...usual, controls: { x } });
    expect(stateOf(declare('x', { from: 'restricted' }), chosen(true))).toEqual({ on: true, why: 'you turned it on' });
    expect(stateOf(declare('x'), chosen(false))).toEqual({ on: false, why: 'you turned it off' });
  });

  it('is off where its services do not exist, whoever turned it on', () => {
    const macie = declare('x', { partitions: ['aws', 'aws-us-gov'] });
    expect(stateOf(macie, usual).on).toBe(true);
    expect(stateOf(macie, { ...usual, region: 'us-gov-west-1' }).on).toBe(true);
    expect(stateOf(macie, { ...usual, region: 'cn-north-1', controls: { x: true } })).toEqual({
      on: false,
      why: 'not in aws-cn',
    });
  });

  it('is off while an answer makes it pointless, and says which', () => {
    const wants = declare('x', { when: { answer: 'network', not: ['none', { vpcId: 'vpc-1', subnetIds: [] }] } });
    expect(stateOf(wants, usual).on).toBe(true);
    expect(stateOf(wants, { ...usual, network: 'none' })).toEqual({ on: false, why: 'network is none' });
    expect(stateOf(wants, { ...usual, network: { vpcId: 'vpc-1', subnetIds: [] } }).on).toBe(false);
    expect(stateOf(wants, { ...usual, network: { vpcId: 'vpc-2', subnetIds: [] } }).on).toBe(true);
  });
});

describe('the controls that are on', () => {
  const ids = (...catalog: ReturnType<typeof declare>[]) => controlsFor(catalog, usual).map(({ id }) => id);

  it('come after those that they need, each once', () => {
    const a = declare('a', { needs: ['c', 'b'] });
    const b = declare('b', { needs: ['c'] });
    expect(ids(a, b, declare('c'))).toEqual(['c', 'b', 'a']);
    expect(ids(declare('c'), b, a)).toEqual(['c', 'b', 'a']);
  });

  it('do not bring along what is off', () => {
    expect(ids(declare('a', { needs: ['b', 'unknown'] }), declare('b', { from: 'restricted' }))).toEqual(['a']);
  });

  it('cannot need each other', () => {
    const ring = [declare('a', { needs: ['b'] }), declare('b', { needs: ['c'] }), declare('c', { needs: ['a'] })];
    expect(() => ids(...ring)).toThrow('controls need each other: a -> b -> c');
  });
});
