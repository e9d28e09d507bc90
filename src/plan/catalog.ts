import { type Answers, type Tier, tiers } from '../answers/answers.ts';
import { type AnswerCondition, holds, missingIn, type Places } from '../answers/conditions.ts';
import { answerText, valueAt } from '../answers/keys.ts';
import { readTemplates } from '../tree/templates.ts';
import type { Tree } from '../tree/tree.ts';

/** A control's declaration: templates/infra/controls/<id>/control.json. */
export interface Declaration extends Places {
  id: string;
  title: string;
  why: string;
  /** The lowest tier that turns it on. */
  from: Tier;
  /** On only while each holds. */
  when?: AnswerCondition | AnswerCondition[];
  /** What the owner does where its partition or region keeps it off. */
  elsewhere?: string;
  /** No tier turns it on: it needs work of its owner before it holds. */
  optIn?: boolean;
  /** An account takes what it makes once only: where it is there already, any tier lets it be off. */
  mayBeOff?: boolean;
  /** Controls that are applied before it. */
  needs: string[];
  satisfies: string[];
  carries: string;
  duty?: string;
  fixedMonthlyUsd?: number;
  /** Pages of docs/runbooks that its alerts and alarms name. */
  runbooks?: string[];
  /** Folders at the repository's top that come with it, and with it alone. */
  folders?: string[];
  /** Lines that it adds to the README's diagram (Mermaid). */
  diagram?: string[];
  /** That amount is due only while the answer is one of these. */
  fixedWhen?: { answer: keyof Answers; is: unknown[] };
  /** The answers that it depends on, which `secure-ml control ID` asks for. */
  asks?: string[];
  /** The answer that, with nothing of it `create`, makes it somebody else's: inherited, and never counted as holding. */
  inherits?: keyof Answers;
  /** What people must be able to do and attackers must not: journeys.json beside it, as text. */
  journeys?: string;
}

/** By the files that they were read from: the package's do not change. */
const read = new WeakMap<Tree, Declaration[]>();

/** Every control that the templates have, by id. */
export function readCatalog(templates: string): Declaration[] {
  const all = readTemplates(templates);
  const known = read.get(all) ?? declarationsOf(all);
  read.set(all, known);
  return known;
}

function declarationsOf(all: Tree): Declaration[] {
  const paths = [...all.keys()].filter((path) => /^infra\/controls\/[^/]+\/control\.json$/.test(path));
  const text = (path: string) => all.get(path)?.content.toString();
  return paths.map((path) => {
    const journeys = text(path.replace(/control\.json$/, 'journeys.json'));
    return { ...(JSON.parse(text(path) as string) as Declaration), ...(journeys !== undefined && { journeys }) };
  });
}

/** Is a control on with these answers, and why, as the end of "on:" or "off:". */
export function stateOf(declaration: Declaration, answers: Answers): { on: boolean; why: string } {
  const { id, from, when = [] } = declaration;
  const missing = missingIn(declaration, answers);
  if (missing) return { on: false, why: `not in ${missing}` };
  const broken = [when].flat().find((one) => !holds(one, answers));
  if (broken) return { on: false, why: `${broken.answer} is ${answerText(valueAt(answers, broken.answer))}` };
  const chosen = answers.controls[id];
  if (chosen !== undefined) return { on: chosen, why: chosen ? 'you turned it on' : 'you turned it off' };
  if (declaration.optIn) return { on: false, why: 'only by your answer' };
  const on = tiers.indexOf(from) <= tiers.indexOf(answers.sensitivity);
  return { on, why: on && from === answers.sensitivity ? `the ${from} tier` : `from the ${from} tier` };
}

/** What is left to the owner where the partition or the region keeps a control of the tier off. */
export function dutiesElsewhere(catalog: Declaration[], answers: Answers): string[] {
  return catalog.flatMap((one) => {
    const missing = missingIn(one, answers);
    const wanted = tiers.indexOf(one.from) <= tiers.indexOf(answers.sensitivity) && answers.controls[one.id] !== false;
    return missing && wanted && one.elsewhere ? [`${one.title}: not in ${missing}. ${one.elsewhere}`] : [];
  });
}

/** The controls that the answers turn on, each after those that it needs. */
export function controlsFor(catalog: Declaration[], answers: Answers): Declaration[] {
  const on = catalog.filter((declaration) => stateOf(declaration, answers).on);
  const sorted = new Set<Declaration>();
  const place = (declaration: Declaration, path: string[]): void => {
    if (sorted.has(declaration)) return;
    if (path.includes(declaration.id)) throw new Error(`controls need each other: ${path.join(' -> ')}`);
    for (const need of declaration.needs) {
      const needed = on.find(({ id }) => id === need);
      if (needed) place(needed, [...path, declaration.id]);
    }
    sorted.add(declaration);
  };
  for (const declaration of on) place(declaration, []);
  return [...sorted];
}
