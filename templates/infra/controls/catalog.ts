import { readFileSync } from 'node:fs';
import type { Check, Judged } from './check.ts';
import { enabled } from './enabled.ts';

/** What stands in a control's control.json. */
export interface Declaration {
  id: string;
  title: string;
  why: string;
  satisfies: string[];
  carries: string;
}

/** A control that is on, with everything that proves it. */
export interface Control {
  declaration: Declaration;
  checks(judged: Judged): Check[];
  /** proofs.json as text: an error in a row names its line. */
  rows: string;
}

async function read(id: string): Promise<Control> {
  const folder = new URL(`./${id}/`, import.meta.url);
  const text = (file: string) => readFileSync(new URL(file, folder), 'utf8');
  const { checks } = (await import(new URL('proof.ts', folder).href)) as Pick<Control, 'checks'>;
  return { declaration: JSON.parse(text('control.json')), checks, rows: text('proofs.json') };
}

/** Every control of enabled.ts. */
export function readControls(): Promise<Control[]> {
  return Promise.all(enabled.map(read));
}
