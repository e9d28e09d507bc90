import { existsSync } from 'node:fs';
import { ManagedRuleIdentifiers } from 'aws-cdk-lib/aws-config';
import { describe, expect, it } from 'vitest';
import { settingsOf } from '../assurance/calls/detectors.ts';
import { matches } from '../templates/infra/alerts/matches.ts';
import { recordableTypes, recordedTypes } from '../templates/infra/controls/config/recorded.ts';
import { chosenRules, managedRules } from '../templates/infra/controls/config/rules.ts';
import { alerts } from '../templates/infra/controls/security-hub/alerts.ts';
import samples from '../templates/infra/controls/security-hub/events.json' with { type: 'json' };

const known = new Set(strings(ManagedRuleIdentifiers));

function strings(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return Object.values(value ?? {}).flatMap(strings);
}

describe('rules of AWS Config', () => {
  it.each(managedRules)(
    '$identifier is one of AWS, answered by the control $control, and named by its page',
    (rule) => {
      expect(known).toContain(rule.identifier);
      expect(existsSync(new URL(`../templates/infra/controls/${rule.control}/control.json`, import.meta.url))).toBe(
        true,
      );
      const page = rule.identifier.toLowerCase().replaceAll('_', '-').replace('cloud-trail', 'cloud-?trail');
      expect(rule.page).toMatch(
        new RegExp(`^https://docs\\.aws\\.amazon\\.com/config/latest/developerguide/${page}\\.html$`),
      );
    },
  );

  it('are those of controls that are on', () => {
    const named = (on: string[]) => chosenRules(on).map(({ identifier }) => identifier);
    expect(named(['guardduty'])).toEqual(['GUARDDUTY_ENABLED_CENTRALIZED']);
    expect(named([])).toEqual([]);
  });
});

describe('the recorder', () => {
  it('records what the templates have, each type once, and nothing that they lack', () => {
    expect(recordedTypes(['AWS::S3::Bucket', 'AWS::S3::Bucket', 'AWS::IAM::ManagedPolicy', 'AWS::Own::Thing'])).toEqual(
      ['AWS::IAM::Policy', 'AWS::S3::Bucket'],
    );
  });

  it('records each type that a rule looks at', () => {
    for (const type of ['AWS::S3::Bucket', 'AWS::SNS::Topic', 'AWS::IAM::Policy', 'AWS::EC2::Subnet']) {
      expect(recordableTypes).toContain(type);
    }
  });
});

describe('a failed control of Security Hub', () => {
  const finding = (label: string) =>
    JSON.parse(JSON.stringify(samples['security-hub-finding'].caught[0]).replaceAll('CRITICAL', label));
  it.each([
    ['low', ['LOW', 'MEDIUM', 'HIGH', 'CRITICAL']],
    ['medium', ['HIGH', 'CRITICAL']],
    ['high', ['CRITICAL']],
  ])('is told from %s up: %j', (minimumSeverity, told) => {
    const settings = { ...settingsOf('restricted') };
    settings.alerting = { ...settings.alerting, minimumSeverity: minimumSeverity as 'low' };
    const pattern = alerts[0]?.pattern({ settings } as never);
    const labels = ['INFORMATIONAL', 'LOW', 'MEDIUM', 'HIGH', 'CRITICAL'];
    expect(labels.filter((label) => matches(pattern as never, finding(label)))).toEqual(told);
  });
});
