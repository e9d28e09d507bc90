import { Refusal } from '../refusal.ts';
import { isAnswerKey, rankings } from '../shape/kinds.ts';
import type { Tree } from '../tree/tree.ts';
import type { ShapeFinding } from './shape.ts';
import { parseUntrusted } from './untrusted.ts';

/** An overlay's control as its control.json declares it, in the shape of the generator's own. */
export interface OverlayControl {
  id: string;
  title: string;
  why: string;
  /** The lowest tier that turns it on. */
  from: string;
  needs: string[];
  satisfies: string[];
  carries: string;
  duty?: string;
  fixedMonthlyUsd?: number;
  /** On only while the answer is none of these. */
  when?: { answer: string; not: unknown[] };
  /** Partitions where what it makes exists. */
  partitions?: string[];
  /** Pages of docs/runbooks that its alerts name, the generator's or the overlay's own. */
  runbooks?: string[];
}

const control = /^infra\/controls\/([^/]+)\/control\.json$/;
/** One line of text: it becomes a row of a table in SECURITY.md, and part of a prompt. */
const line = (value: unknown) =>
  typeof value === 'string' && value.length > 2 && value.length <= 400 && !/[\p{Cc}\p{Cf}|`<>]/u.test(value);
const ids = (value: unknown) =>
  Array.isArray(value) && value.every((id) => typeof id === 'string' && /^[a-z][a-z0-9-]{0,59}$/.test(id));
const lines = (value: unknown) => Array.isArray(value) && value.every(line);
const plain = (value: unknown) => ['string', 'number', 'boolean'].includes(typeof value) || value === null;
const condition = (value: unknown) => {
  const { answer, not, ...rest } = (value ?? {}) as { answer?: unknown; not?: unknown };
  const known = typeof answer === 'string' && isAnswerKey(answer);
  return known && Array.isArray(not) && not.every(plain) && Object.keys(rest).length === 0;
};
const absentOr = (rule: (value: unknown) => boolean) => (value: unknown) => value === undefined || rule(value);

const shape: Record<keyof OverlayControl, [(value: unknown) => boolean, string]> = {
  id: [() => true, ''],
  title: [line, 'is not a line of 3 to 400 characters without | ` < >'],
  why: [line, 'is not a line of 3 to 400 characters without | ` < >'],
  from: [(value) => (rankings.sensitivity as readonly unknown[]).includes(value), 'is not a tier'],
  needs: [ids, "is not a list of controls' ids"],
  satisfies: [lines, 'is not a list of names of standards'],
  carries: [line, 'is not a line that names what carries the control'],
  duty: [absentOr(line), 'is not a line'],
  fixedMonthlyUsd: [absentOr((value) => typeof value === 'number' && value >= 0), 'is not an amount'],
  when: [absentOr(condition), 'is not {"answer": KEY, "not": [VALUE]} of an answer'],
  partitions: [absentOr(lines), 'is not a list of partitions'],
  runbooks: [absentOr(ids), 'is not a list of pages in docs/runbooks, without .md'],
};

function declared(files: Tree, id: string): { control: OverlayControl; problems: ShapeFinding[] } {
  const path = `infra/controls/${id}/control.json`;
  const content = files.get(path)?.content as Buffer;
  const value = parseUntrusted(content, path) as Record<string, unknown> | null;
  const document = typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};
  const told = (what: string) => ({ at: '', what: `${path}: ${what}` });
  const problems = Object.entries(shape).flatMap(([key, [right, what]]) =>
    right(document[key]) ? [] : [told(`"${key}" ${what}`)],
  );
  for (const key of Object.keys(document)) if (!Object.hasOwn(shape, key)) problems.push(told(`"${key}" is not known`));
  if (document.id !== id || !/^[a-z][a-z0-9-]{1,59}$/.test(id)) {
    problems.push(told(`"id" is not "${id.slice(0, 60)}", the folder's name, of a-z, 0-9 and -`));
  }
  for (const file of ['control.ts', 'proof.ts', 'proofs.json']) {
    if (!files.has(`infra/controls/${id}/${file}`)) problems.push(told(`there is no ${file} beside it`));
  }
  return { control: document as unknown as OverlayControl, problems };
}

const idsOf = (files: Tree) => [...files.keys()].flatMap((path) => control.exec(path)?.[1] ?? []);

/** What is wrong with the controls below files/infra/controls/. Their code is not looked at: it runs in the repository alone. */
export function controlProblems(files: Tree): ShapeFinding[] {
  return idsOf(files).flatMap((id) => declared(files, id).problems);
}

/** The controls that an overlay brings, for the catalogue; `ours` are the ids that the generator has. */
export function controlsOf(
  { name, files }: { name: string; files: Tree },
  ours: ReadonlySet<string> = new Set(),
): OverlayControl[] {
  return idsOf(files).map((id) => {
    if (ours.has(id)) {
      throw new Refusal({
        code: 'overlay/conflict',
        what: `${name} brings the control "${id}", and that is the generator's own`,
        fix: 'Give the control an id of its own.',
      });
    }
    return declared(files, id).control;
  });
}
