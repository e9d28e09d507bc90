import { existsSync, readFileSync } from 'node:fs';
import type { Control as Proven } from '../../judge/prove/controls.ts';
import { readUnits, type Unit } from '../units.ts';
import type { Judged } from './check.ts';
import { enabled } from './enabled.ts';

/** A control that is on, with everything that proves it. */
export type Control = Proven<Judged>;

async function read(id: string): Promise<Control> {
  const folder = new URL(`./${id}/`, import.meta.url);
  const text = (file: string) => readFileSync(new URL(file, folder), 'utf8');
  const { checks } = (await import(new URL('proof.ts', folder).href)) as Pick<Control, 'checks'>;
  return {
    declaration: JSON.parse(text('control.json')),
    checks,
    rows: text('proofs.json'),
    file: `infra/controls/${id}/proofs.json`,
    ...(existsSync(new URL('journeys.json', folder)) && { journeys: text('journeys.json') }),
  };
}

/** What a unit claims of itself: its rows. Its parts are hardened, and checked, by the controls. */
function claimOf({ name, kind }: Unit): Control[] {
  const file = `infra/units/${name}/proofs.json`;
  const place = new URL(`../../${file}`, import.meta.url);
  if (!existsSync(place)) return [];
  const declaration = {
    id: `unit/${name}`,
    title: `The ${kind} ${name} is open to whom its unit.json names`,
  };
  return [{ declaration, checks: () => [], rows: readFileSync(place, 'utf8'), file }];
}

/** Every control of enabled.ts, then every unit that has rows. */
export async function readControls(): Promise<Control[]> {
  return [...(await Promise.all(enabled.map(read))), ...readUnits().flatMap(claimOf)];
}
