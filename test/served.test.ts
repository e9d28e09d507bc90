import { describe, expect, it } from 'vitest';
import { settingsOf } from '../assurance/calls/detectors.ts';
import { invokedTypes } from '../templates/infra/controls/trail/invoked.ts';
import { checks } from '../templates/infra/controls/trail/proof.ts';
import { trailSelectors } from '../templates/infra/controls/trail/selectors.ts';
import { tierFacts } from '../templates/infra/tiers.ts';

const buckets = Object.fromEntries(
  ['raw', 'processed', 'artifacts'].map((id) => [id, { arn: `arn:aws:s3:::my-${id}` }]),
);
const names = Object.fromEntries(Object.entries(buckets).map(([id, { arn }]) => [id, arn]));
const upper = (value: unknown): unknown =>
  Array.isArray(value)
    ? value.map(upper)
    : value && typeof value === 'object'
      ? Object.fromEntries(
          Object.entries(value).map(([key, one]) => [
            key === 'equalTo' ? 'Equals' : `${key[0]?.toUpperCase()}${key.slice(1)}`,
            upper(one),
          ]),
        )
      : value;

/** Does the proof take a trail that was made while the templates had `made`, in an assembly that has `there`? */
function holds(tier: 'public' | 'internal' | 'restricted', made: string[], there: string[]): boolean {
  const settings = settingsOf(tier);
  const AdvancedEventSelectors = upper(trailSelectors({ buckets, facts: tierFacts[tier], settings } as never, made));
  const trail = {
    type: 'AWS::CloudTrail::Trail',
    stack: 'Audit',
    logicalId: 'Trail',
    path: 'Trail',
    properties: { AdvancedEventSelectors },
  };
  const others = there.map((type, index) => ({
    type,
    stack: 'Own',
    logicalId: `Own${index}`,
    path: 'Own',
    properties: {},
  }));
  const check = checks({ settings, enabled: [] } as never).find(({ sentence }) =>
    sentence.startsWith('the trail records what'),
  );
  return check?.run({ stacks: [], account: '1', names, resources: [trail, ...others] } as never).failures.length === 0;
}

describe.each(['public', 'internal', 'restricted'] as const)('at %s a call to what the templates serve', (tier) => {
  it.each([
    'AWS::SageMaker::Endpoint',
    'AWS::SageMaker::FeatureGroup',
    'AWS::Bedrock::Guardrail',
    'AWS::Bedrock::AgentAlias',
  ])('%s is recorded, or the trail’s proof fails', (type) => {
    expect(holds(tier, [type], [type])).toBe(true);
    expect(holds(tier, [], [type])).toBe(false);
    expect(holds(tier, [], [])).toBe(true);
  });

  it('is recorded for each type once, and for no other type', () => {
    expect(invokedTypes(['AWS::SageMaker::Endpoint', 'AWS::SageMaker::Endpoint', 'AWS::SageMaker::Model'])).toEqual([
      'AWS::SageMaker::Endpoint',
    ]);
  });
});
