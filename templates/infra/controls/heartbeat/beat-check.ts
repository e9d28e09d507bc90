import type { Assembly } from '../../../judge/read/assembly.ts';
import type { Settings } from '../../config.ts';
import { type Check, everyHas } from '../check.ts';
import { askedFor, type Beat, beatMessage, schedule } from './beat.ts';

export function beatCheck(
  settings: Settings,
  beat: Beat,
  queueOf: (names: Assembly['names']) => string | undefined,
): Check {
  return everyHas(
    `a message goes to the topic each ${beat.period}, and is kept in a queue if it cannot be delivered`,
    { type: 'AWS::Events::Rule', where: ({ properties }) => properties.Name === beat.name },
    (_, { names }) => ({
      ScheduleExpression: schedule(beat),
      EventPattern: askedFor(settings),
      State: undefined,
      EventBusName: undefined,
      Targets: [
        {
          Id: beat.target,
          Arn: names[beat.target],
          Input: beatMessage(settings, beat.period),
          DeadLetterConfig: { Arn: queueOf(names) },
        },
      ],
    }),
  );
}
