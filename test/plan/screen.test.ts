import { describe, expect, it } from 'vitest';
import { type Answers, defaults } from '../../src/answers/answers.ts';
import type { AppliedOverlay } from '../../src/plan/overlays.ts';
import { plan } from '../../src/plan/plan.ts';
import { screen } from '../../src/plan/screen.ts';
import { declare } from './declare.ts';

const usual: Answers = {
  ...defaults('my-ml'),
  alerting: { ...defaults('').alerting, emails: ['ops@example.com'] },
};
const catalog = [declare('trail', { fixedMonthlyUsd: 2.5 }), declare('macie')];
const shown = (answers: Partial<Answers> = {}, width?: number, controls = catalog) =>
  screen(plan(controls, { answers: { ...usual, ...answers }, sources: {} }, '0.0.0'), 123, width);
const rowOf = (label: string, answers: Partial<Answers>) =>
  new RegExp(`^${label} +(.*)$`, 'm').exec(shown(answers, 500))?.[1];

describe('the plan on a screen', () => {
  it('is whole', () => {
    expect(shown()).toBe(
      [
        'The plan for my-ml',
        '',
        'Region         eu-west-1',
        'Sensitivity    confidential',
        'Buckets        new ones for raw data, processed data and artifacts',
        'Alerts         ops@example.com; from severity medium',
        'Network        new, without the internet',
        'GuardDuty      create',
        'Trail          create',
        'Accounts       one environment, in the account that deploys',
        'Repository     none',
        'Sign-in        IAM Identity Center, where you enforce MFA',
        'Controls       2: macie, trail',
        'Files          123',
        "Fixed cost     2.50 USD a month, and use on top (AWS's list prices, us-east-1,",
        '               mid-2026)',
      ].join('\n'),
    );
  });

  it('names the overlays that it was made with', () => {
    const made = plan(catalog, { answers: usual, sources: {} }, '0.0.0');
    const layers = [{ overlay: { name: 'bank', version: '1.2.0' } }] as unknown as AppliedOverlay[];
    expect(screen({ ...made, layers }, 1)).toContain('\nOverlays       bank 1.2.0\n');
  });

  it('has its text below the labels where the terminal is narrow', () => {
    expect(shown({}, 49)).toContain('Region\n  eu-west-1\n');
    expect(shown({}, 50)).toContain('Region         eu-west-1\n');
    const lines = shown({}, 30).split('\n');
    expect(lines.slice(6, 10)).toEqual(['Buckets', '  new ones for raw data,', '  processed data and', '  artifacts']);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(30);
  });

  it('is never wider than the terminal', () => {
    const ids = Array.from({ length: 40 }, (_, at) => declare(`control-${at}`));
    for (const width of [50, 60, 80]) {
      const widest = Math.max(
        ...shown({}, width, ids)
          .split('\n')
          .map((line) => line.length),
      );
      expect(widest).toBeLessThan(width);
      expect(widest).toBeGreaterThan(width - 15);
    }
  });

  it('ends with what the answers leave open', () => {
    expect(
      shown({ alerting: defaults('').alerting })
        .split('\n')
        .at(-2),
    ).toMatch(/^Note {11}Nobody is subscribed/);
    expect(shown()).not.toContain('Note');
  });

  it('leaves out the cents of a round amount', () => {
    expect(shown({}, 80, [declare('trail', { fixedMonthlyUsd: 40 })])).toMatch(/^Fixed cost {5}40 USD a month/m);
    expect(shown({}, 80, [declare('trail', { fixedMonthlyUsd: 0.09 })])).toMatch(/^Fixed cost {5}0\.09 USD/m);
  });

  it('shows no control sequence of an answer', () => {
    expect(shown({ repository: 'a\u001b[31m/b' })).toMatch(/^Repository {5}a\/b$/m);
  });
});

describe('a row says in words', () => {
  it('which buckets are there already', () => {
    expect(rowOf('Buckets', { buckets: { raw: 'bank-raw', processed: 'create', artifacts: 'create' } })).toBe(
      'raw: bank-raw, processed: new, artifacts: new',
    );
  });

  it('whom alerts reach', () => {
    const alerting = {
      emails: ['a@example.com'],
      https: ['https://b.example.com'],
      slack: 'T01/C01',
      topicArn: 'arn:topic',
      minimumSeverity: 'high' as const,
      watchRegion: 'default',
    };
    expect(rowOf('Alerts', { alerting })).toBe(
      'a@example.com, https://b.example.com, Slack T01/C01, arn:topic; from severity high',
    );
    expect(rowOf('Alerts', { alerting: defaults('').alerting })).toBe(
      'a topic without subscribers; from severity medium',
    );
  });

  it('which network jobs have', () => {
    expect(rowOf('Network', { network: 'none' })).toBe('none');
    expect(rowOf('Network', { network: { vpcId: 'vpc-1', subnetIds: ['subnet-1', 'subnet-2'] } })).toBe(
      'vpc-1:subnet-1,subnet-2',
    );
  });

  it('which accounts have an environment', () => {
    expect(rowOf('Accounts', { accounts: { dev: '111122223333', prod: null } })).toBe('dev in 111122223333');
    expect(rowOf('Accounts', { accounts: { dev: '111122223333', prod: '444455556666' } })).toBe(
      'dev in 111122223333, prod in 444455556666',
    );
  });
});
