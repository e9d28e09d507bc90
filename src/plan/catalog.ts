import { type Answers, partitionOf, type Tier, tiers } from '../answers/answers.ts';
import { readTemplates } from '../tree/templates.ts';

/** A control's declaration: templates/infra/controls/<id>/control.json. */
export interface Declaration {
  id: string;
  title: string;
  why: string;
  /** The lowest tier that turns it on. */
  from: Tier;
  /** On only while the answer is none of these. */
  when?: { answer: keyof Answers; not: unknown[] };
  /** Partitions where the services exist; all when absent. */
  partitions?: string[];
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
  /** Lines that it adds to the README's diagram (Mermaid). */
  diagram?: string[];
  /** That amount is due only while the answer is one of these. */
  fixedWhen?: { answer: keyof Answers; is: unknown[] };
  /** The answers that it depends on, which `secure-ml control ID` asks for. */
  asks?: string[];
}

/** Every control that the templates have, by id. */
export function readCatalog(templates: string): Declaration[] {
  return [...readTemplates(templates)]
    .filter(([path]) => /^infra\/controls\/[^/]+\/control\.json$/.test(path))
    .map(([, { content }]) => JSON.parse(content.toString()) as Declaration);
}

/** Is a control on with these answers, and why, as the end of "on:" or "off:". */
export function stateOf({ id, from, when, partitions }: Declaration, answers: Answers): { on: boolean; why: string } {
  const partition = partitionOf(answers.region);
  if (partitions && !partitions.includes(partition)) return { on: false, why: `not in ${partition}` };
  const value = when && answers[when.answer];
  if (when?.not.some((one) => JSON.stringify(one) === JSON.stringify(value))) {
    return { on: false, why: `${when.answer} is ${String(value)}` };
  }
  const chosen = answers.controls[id];
  if (chosen !== undefined) return { on: chosen, why: chosen ? 'you turned it on' : 'you turned it off' };
  const on = tiers.indexOf(from) <= tiers.indexOf(answers.sensitivity);
  return { on, why: on && from === answers.sensitivity ? `the ${from} tier` : `from the ${from} tier` };
}

/** The controls that the answers turn on, each after those that it needs. */
export function controlsFor(catalog: Declaration[], answers: Answers): Declaration[] {
  const on = catalog.filter((declaration) => stateOf(declaration, answers).on);
  const sorted = new Set<Declaration>();
  const place = (declaration: Declaration, path: string[]): void => {
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
