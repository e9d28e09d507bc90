import { describe, expect, it } from 'vitest';
import { type Answers, defaults } from '../../src/answers/answers.ts';
import { plan } from '../../src/plan/plan.ts';
import { monthlyUsd } from '../../src/plan/prices.ts';
import { declare } from './declare.ts';

const topicArn = 'arn:aws:sns:eu-west-1:111122223333:alerts';
const usual = defaults('my-ml');
const alerting = (more: Partial<Answers['alerting']>): Answers => ({
  ...usual,
  alerting: { ...usual.alerting, ...more },
});
const planned = (answers: Answers, catalog = [declare('trail')]) => plan(catalog, { answers, sources: {} }, '1.2.3');

describe('a plan', () => {
  it('has what is on, what it was made from, and which ids are ours', () => {
    const trail = declare('trail', { fixedMonthlyUsd: 2 });
    const off = declare('seal', { from: 'restricted', fixedMonthlyUsd: 9 });
    const made = plan([trail, off], { answers: usual, sources: { region: 'flag' } }, '1.2.3');
    expect(made).toMatchObject({ answers: usual, sources: { region: 'flag' }, version: '1.2.3', layers: [] });
    expect(made.controls).toEqual([trail]);
    expect(made.ours).toEqual(new Set(['trail', 'seal']));
    expect(made.monthlyUsd).toBe(2);
  });

  it("leaves to the owner what its notes say, and its controls' duties", () => {
    const made = planned(usual, [declare('a'), declare('b', { duty: 'Turn it on in the console' })]);
    expect(made.notes).toEqual([expect.stringContaining('Nobody is subscribed to alerts')]);
    expect(made.duties).toEqual([...made.notes, 'Turn it on in the console']);
  });

  it.each([
    { emails: ['ops@example.com'] },
    { https: ['https://alerts.example.com'] },
    { slack: 'T0123ABCD/C0123ABCD' },
    { topicArn },
  ])('notes nothing where alerts reach somebody: %j', (more) => {
    expect(planned(alerting(more)).notes).toEqual([]);
  });

  it("says whom to subscribe to somebody else's topic", () => {
    const tail = `at ${topicArn}: an existing topic's subscribers are its owner's`;
    expect(planned(alerting({ topicArn, emails: ['a@example.com'] })).notes).toEqual([
      `Subscribe a@example.com ${tail}`,
    ]);
    const both = { topicArn, emails: ['a@example.com'], https: ['https://b.example.com'] };
    expect(planned(alerting(both)).notes).toEqual([`Subscribe a@example.com, https://b.example.com ${tail}`]);
    expect(planned(alerting({ topicArn, https: ['https://b.example.com'] })).notes).toHaveLength(1);
  });
});

describe('the fixed cost', () => {
  const ten = declare('a', { fixedMonthlyUsd: 10 });
  const accounts = (dev: string | null, prod: string | null) => ({ ...usual, accounts: { dev, prod } });

  it('is the sum over the controls, to the cent', () => {
    expect(monthlyUsd([], usual)).toBe(0);
    expect(monthlyUsd([ten, declare('free'), declare('b', { fixedMonthlyUsd: 0.1 })], usual)).toBe(10.1);
    const tenths = [0.1, 0.2].map((fixedMonthlyUsd, at) => declare(`c${at}`, { fixedMonthlyUsd }));
    expect(monthlyUsd(tenths, usual)).toBe(0.3);
  });

  it('is due in every environment that has an account, and once where none has', () => {
    expect(monthlyUsd([ten], accounts(null, null))).toBe(10);
    expect(monthlyUsd([ten], accounts('111122223333', null))).toBe(10);
    expect(monthlyUsd([ten], accounts('111122223333', '444455556666'))).toBe(20);
  });

  it('is due while the answer is one of those that make it due', () => {
    const when = declare('a', { fixedMonthlyUsd: 10, fixedWhen: { answer: 'network', is: ['create', 'other'] } });
    expect(monthlyUsd([when], usual)).toBe(10);
    expect(monthlyUsd([when], { ...usual, network: 'none' })).toBe(0);
  });
});
