import type { ControlResult } from '../prove/controls.ts';
import { type NotProven, said } from '../read/not-proven.ts';
import { type AcceptanceLine, acceptedLines } from './acceptance.ts';
import { unprovenId } from './accepted.ts';

/** A place that was not read, with the id by which accepted.json names it, and the line that does. */
export interface AcceptedPlace extends NotProven {
  id: string;
  accepted?: AcceptanceLine;
}

const today = () => new Date().toISOString().slice(0, 10);

/** Which places that were not read are accepted, by the text of accepted.json. */
export function placesOf(list: NotProven[], text: string | undefined): AcceptedPlace[] {
  const lines = acceptedLines(text, today());
  return list.map((place) => {
    const id = unprovenId(said(place));
    const accepted = lines.get(id)?.[0];
    return { ...place, id, ...(accepted && { accepted }) };
  });
}

/** An allow that lacks a row is for a row to accept, and no line. */
const lacksRow = /, which no row asks for(:|$)/;

/**
 * The results with what was not read and is accepted among the evidence, each with its line; what is open says its id. `accessId`: the
 * result that lists what was not read.
 */
export function withAcceptedPlaces(
  results: ControlResult[],
  text: string | undefined,
  accessId = 'access',
): ControlResult[] {
  const lines = acceptedLines(text, today());
  return results.map((result) => {
    if (result.id !== accessId) return result;
    const sentences = result.sentences.map((sentence) => {
      const lineOf = (failure: string) => (lacksRow.test(failure) ? undefined : lines.get(unprovenId(failure))?.[0]);
      const accepted = sentence.failures.flatMap((failure) => {
        const line = lineOf(failure);
        return line ? [`accepted by ${line.owner}: ${failure} (${line.reason})`] : [];
      });
      const failures = sentence.failures
        .filter((failure) => !lineOf(failure))
        .map((failure) => (lacksRow.test(failure) ? failure : `${failure} (id: ${unprovenId(failure)})`));
      const state = failures.length > 0 ? sentence.state : ('holds' as const);
      return { ...sentence, state, failures, evidence: [...sentence.evidence, ...accepted] };
    });
    return {
      ...result,
      sentences,
      state: sentences.some(({ state }) => state !== 'holds') ? result.state : ('holds' as const),
    };
  });
}

/** From whom an inherited control is, by which evidence and until when: what a line about `control/ID` says, or that nobody has said it. */
export function withInheritance(results: ControlResult[], text: string | undefined): ControlResult[] {
  const lines = acceptedLines(text, today());
  return results.map((result) => {
    if (result.state !== 'inherited') return result;
    const line = lines.get(`control/${result.id}`)?.[0];
    const sentence = line
      ? `inherited from ${line.owner}${line.until ? `, to be looked at again by ${line.until}` : ''}: ${line.reason}`
      : `nobody has said from whom it is inherited, and by which evidence: a line for control/${result.id} in accepted.json does`;
    const told = { sentence, state: 'inherited' as const, evidence: line ? [line.owner] : [], failures: [] };
    return { ...result, sentences: [told, ...result.sentences] };
  });
}
