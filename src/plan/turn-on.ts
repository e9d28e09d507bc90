import type { Answers } from '../answers/answers.ts';
import { holds } from '../answers/conditions.ts';
import { parsed, withValue } from '../answers/keys.ts';
import { questionOf } from '../answers/questions.ts';
import { Refusal } from '../refusal.ts';
import { isAnswerKey } from '../shape/kinds.ts';
import { type Declaration, stateOf } from './catalog.ts';

/** The command that turns a control on, with a value for each answer that keeps it off. */
export function commandFor({ id, when = [] }: Pick<Declaration, 'id' | 'when'>, answers: Answers): string {
  const sets = [when].flat().flatMap((one) => {
    const { answer } = one;
    if (holds(one, answers) || !isAnswerKey(answer)) return [];
    const words = questionOf(answer).give.split(/,? or |, | /);
    const fits = words.find((word) => holds(one, withValue(answers, answer, parsed(answer, word))));
    return ` --set ${answer}=${fits}`;
  });
  return `secure-ml control ${id}${sets.join('')}`;
}

/** With its own answer alone a control can stay off: then nothing would change but that answer. */
export function assertTurnsOn(control: Declaration, answers: Answers): void {
  const { on, why } = stateOf(control, answers);
  if (on) return;
  const fix = `Type: ${commandFor(control, answers)}`;
  throw new Refusal({ code: 'control/off', what: `${control.id} stays off: ${why}`, fix });
}
