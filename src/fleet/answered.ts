import { isDeepStrictEqual } from 'node:util';
import type { Answers } from '../answers/answers.ts';
import { isKnownKey, valueAt } from '../answers/keys.ts';
import { trainAndApprove } from '../answers/people.ts';
import type { Gathered } from '../answers/sources.ts';
import { invalidAnswers } from '../answers/validate.ts';
import type { Lock } from '../baseline/lock.ts';
import { editedSettings, lockedAnswers, readAnswers } from '../baseline/recorded.ts';
import type { Finding } from '../finding.ts';
import { controlsFor, type Declaration, readCatalog } from '../plan/catalog.ts';
import { Refusal } from '../refusal.ts';
import { answerKindOf } from '../shape/kinds.ts';
import { shapeFindings } from './settings-shape.ts';

/** A fleet asks of many repositories: the catalogue of a checkout's folder is read once too. */
const catalogs = new Map<string, Declaration[]>();

export function catalogOfTemplates(templates: string): Declaration[] {
  const known = catalogs.get(templates) ?? readCatalog(templates);
  catalogs.set(templates, known);
  return known;
}

function onWith(gathered: object, templates: string): { answers: Answers; on: string[] } {
  const { answers } = gathered as { answers: Answers };
  return { answers, on: controlsFor(catalogOfTemplates(templates), answers).map(({ id }) => id) };
}

/** Typed it is on or off, in the file it is true or false. */
const asJson = (key: string, fix: string) =>
  answerKindOf(key) === 'truth' ? fix.replace(/\bon\b/, 'true').replace(/\boff\b/, 'false') : fix;

/** Answers that were edited in settings.json to what the program itself would refuse to write there. */
function unusable(now: Answers, then: Answers, templates: string): Finding[] {
  const about = (key: string) => ({ id: `control/settings/${key}`, kind: 'control' as const, path: 'settings.json' });
  const refused = (now === then ? [] : invalidAnswers(now, catalogOfTemplates(templates), then))
    .filter(
      ({ key }) => (isKnownKey(key) || key === 'tags') && !isDeepStrictEqual(valueAt(now, key), valueAt(then, key)),
    )
    .map(({ key, what, fix }): Finding => {
      const said = `settings.json: ${key}: ${what}`;
      return { ...about(key), level: 'error', what: said, fix: `Write there: ${asJson(key, fix)}` };
    });
  const both = refused.length > 0 ? [] : trainAndApprove(now);
  return [
    ...refused,
    ...both.map((who): Finding => {
      const what = `${who} is engineer and approver in settings.json: whoever trains a model can approve it too`;
      const fix = 'Name others in people.roles.approver, or leave it if one person may do both';
      return { ...about('people.roles.approver'), level: 'note', what, fix };
    }),
  ];
}

/**
 * Whether settings.json turns on the controls that the recorded answers turned on. An answer that was edited there by hand
 * changes what synthesis makes of the controls that are here; it brings or takes away none.
 */
export function answerFindings(directory: string, lock: Lock, templates: string): Finding[] {
  let gathered: Gathered;
  try {
    gathered = readAnswers(directory, lock);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return [
      {
        id: 'control/settings',
        kind: 'control',
        level: 'error',
        what: error.what,
        fix: error.fix,
        path: 'settings.json',
      },
    ];
  }
  const now = onWith(gathered, templates);
  const then = gathered === lockedAnswers(lock) ? now : onWith(lockedAnswers(lock), templates);
  const edited = editedSettings(directory, lock);
  const bad = [
    ...(edited ? shapeFindings(edited.document, edited.text, lock.answers) : []),
    ...unusable(now.answers, then.answers, templates),
  ];
  const lacking = now.on.filter((id) => !then.on.includes(id));
  const extra = then.on.filter((id) => !now.on.includes(id));
  if (lacking.length + extra.length === 0) return bad;
  const said = now.answers.sensitivity;
  const tier = said === then.answers.sensitivity ? 'other answers' : `sensitivity ${said}`;
  const parts = [
    ...(lacking.length > 0 ? [`${lacking.join(', ')} would come`] : []),
    ...(extra.length > 0 ? [`${extra.join(', ')} would go`] : []),
  ];
  const does = [...(lacking.length > 0 ? ['add'] : []), ...(extra.length > 0 ? ['remove'] : [])].join(' and ');
  return [
    ...bad,
    {
      id: 'control/answers',
      kind: 'control',
      level: 'error',
      what: `settings.json says ${tier}, the controls are those of ${then.answers.sensitivity} as it was generated: ${parts.join('; ')}`,
      fix: `To ${does} the controls: commit settings.json, then secure-ml upgrade. Or restore it from the last commit`,
      path: 'settings.json',
    },
  ];
}
