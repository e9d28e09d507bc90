import { describe, expect, it } from 'vitest';
import { type Answers, defaults } from '../../src/answers/answers.ts';
import type { Policy } from '../../src/overlay/policy-record.ts';
import { type AppliedOverlay, followingTier, govern, joined } from '../../src/plan/overlays.ts';
import type { AnswerSource } from '../../src/shape/kinds.ts';
import { declare } from './declare.ts';

const why = 'the regulator asks for it';
const bank = (parts: Partial<Pick<Policy, 'lock' | 'limit'>>): Policy => ({
  name: 'bank',
  version: '1.0.0',
  contact: 'platform@bank.example',
  lock: {},
  limit: {},
  require: { files: {}, controls: {}, units: {} },
  forbid: { units: {} },
  ...parts,
});
const sourced = (answers: Partial<Answers> = {}, sources: Record<string, AnswerSource> = {}) => ({
  answers: { ...defaults('my-ml'), ...answers },
  sources,
});

describe('the catalogue with overlays', () => {
  const layer = (id: string) => {
    const content = Buffer.from(JSON.stringify(declare(id)));
    const files = new Map([[`infra/controls/${id}/control.json`, { content, mode: '100644' as const }]]);
    return { overlay: { name: 'bank', files } } as unknown as AppliedOverlay;
  };

  it('has theirs after ours', () => {
    expect(joined([declare('trail')], [layer('seal')]).map(({ id }) => id)).toEqual(['trail', 'seal']);
  });

  it('has no control of theirs in the place of ours', () => {
    expect(() => joined([declare('trail')], [layer('trail')])).toThrow(
      expect.objectContaining({ code: 'overlay/conflict' }),
    );
  });
});

describe('a tier that was raised', () => {
  it('takes along the network that nobody chose', () => {
    expect(followingTier(sourced({ sensitivity: 'confidential', network: 'none' })).answers.network).toBe('create');
    const said = sourced({ sensitivity: 'restricted', network: 'none' }, { network: 'default' });
    expect(followingTier(said)).toEqual({ ...said, answers: { ...said.answers, network: 'create' } });
  });

  it.each([
    ['somebody chose the network', sourced({ network: 'none' }, { network: 'flag' })],
    ['the tier needs none', sourced({ sensitivity: 'internal', network: 'none' })],
    ['there is one', sourced({ network: { vpcId: 'vpc-1', subnetIds: ['subnet-1'] } })],
    ['the tier is none that we know', sourced({ sensitivity: 'secret' as never, network: 'none' })],
  ])('leaves it alone where %s', (_, given) => {
    expect(followingTier(given)).toBe(given);
  });
});

describe('answers under the rules of overlays', () => {
  const region = bank({ limit: { region: { oneOf: ['eu-central-1'], why } } });
  const raised = bank({ limit: { sensitivity: { atLeast: 'confidential', why } } });

  it('that nobody chose keep the rules', () => {
    const { answers, sources, findings, held } = govern(sourced(), [region]);
    expect(answers.region).toBe('eu-central-1');
    expect(sources.region).toBe('overlay');
    expect(findings).toEqual([]);
    expect(held.region?.[0]).toMatchObject({ rule: 'policy/bank/limit/region', why });
  });

  it('that somebody gave stay, and break them', () => {
    const { answers, findings } = govern(sourced({}, { region: 'flag' }), [region]);
    expect(answers.region).toBe('eu-west-1');
    expect(findings.map(({ id }) => id)).toEqual(['policy/bank/limit/region']);
  });

  it('keep what else is known beside them', () => {
    expect(govern({ ...sourced(), problems: ['x'] }, [region]).problems).toEqual(['x']);
  });

  it('take the network along with a tier that a rule raised, and that network keeps the rules too', () => {
    const given = sourced({ sensitivity: 'internal', network: 'none' }, { network: 'default' });
    expect(govern(given, [raised]).answers).toMatchObject({ sensitivity: 'confidential', network: 'create' });
    const none = bank({ ...raised, lock: { network: { value: 'none', why } } });
    expect(govern(given, [none]).answers).toMatchObject({ sensitivity: 'confidential', network: 'none' });
  });

  it('whose rule is waived stay as they are', () => {
    const acceptance = { reason: 'moving', owner: 'ana', until: '2999-01-01' };
    const { answers } = govern(sourced(), [region], new Map([['policy/bank/limit/region', acceptance]]));
    expect(answers.region).toBe('eu-west-1');
  });
});

describe('in a repository that exists', () => {
  const lasting = {
    name: 'other',
    region: 'eu-central-1',
    'buckets.raw': 'bank-raw',
    'buckets.processed': 'bank-processed',
    'buckets.artifacts': 'bank-artifacts',
  };
  const rules = bank({
    lock: Object.fromEntries(Object.entries(lasting).map(([key, value]) => [key, { value, why }])),
    limit: { monthlyBudgetUsd: { atMost: 50, why } },
  });

  it('no rule moves what would be replaced, and each that wants to is broken', () => {
    const { answers, findings } = govern(sourced(), [rules], new Map(), true);
    expect(answers).toMatchObject({ ...defaults('my-ml'), monthlyBudgetUsd: 50 });
    expect(findings.map(({ id }) => id).sort()).toEqual(
      Object.keys(lasting)
        .map((key) => `policy/bank/lock/${key}`)
        .sort(),
    );
  });

  it('the sources stay what they were', () => {
    const given = sourced({}, { region: 'default', trail: 'flag' });
    const { sources } = govern(given, [rules], new Map(), true);
    expect(sources).toMatchObject({ region: 'default', trail: 'flag', monthlyBudgetUsd: 'overlay' });
  });

  it('and in a new one the rule moves them all', () => {
    const { answers } = govern(sourced(), [rules]);
    expect(answers).toMatchObject({ name: 'other', region: 'eu-central-1', buckets: { raw: 'bank-raw' } });
  });
});
