import { execa } from 'execa';
import type { Finding, Judge } from './judge.ts';

const program = new URL('../events/Match.java', import.meta.url).pathname;

/**
 * AWS's own matcher of event patterns, on every sample event of every rule. moto was measured beside it, in version 5.2.1:
 * its TestEventPattern is an empty method, and the matcher behind it is wrong in 4 of 355 cases (lists of objects).
 */
export const eventRuler: Judge = {
  id: 'event-ruler',
  planted: 'missed',
  version: async ({ eventRuler }) => /event-ruler-([\d.]+)/.exec(eventRuler)?.[1] ?? '',
  async find({ events }, { eventRuler }): Promise<Finding[]> {
    const { stdout } = await execa('java', ['-cp', `${eventRuler}/*`, program], {
      input: JSON.stringify(events),
      maxBuffer: 1 << 28,
    });
    const answers = JSON.parse(stdout) as (boolean | string)[];
    if (answers.length !== events.length) throw new Error(`${answers.length} answers to ${events.length} events`);
    return events.flatMap(({ rule, event, caught }, index) => {
      const answer = answers[index];
      if (answer === caught) return [];
      const wrong = typeof answer === 'string' ? 'refused' : caught ? 'missed' : 'also-caught';
      return [{ judge: 'event-ruler', rule: wrong, where: rule, what: `${answer}: ${JSON.stringify(event)}` }];
    });
  },
};
