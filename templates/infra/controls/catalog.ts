import { existsSync, readFileSync } from 'node:fs';
import type { Control as Proven } from '../../judge/prove/controls.ts';
import { claimTitle, readUnits, type Unit, type UnitProof } from '../units.ts';
import type { Judged } from './check.ts';
import { enabled } from './enabled.ts';

/** A control that is on, with everything that proves it. */
export type ProvenControl = Proven<Judged>;

async function read(id: string): Promise<ProvenControl> {
  const folder = new URL(`./${id}/`, import.meta.url);
  const text = (file: string) => readFileSync(new URL(file, folder), 'utf8');
  const { checks } = (await import(new URL('proof.ts', folder).href)) as Pick<ProvenControl, 'checks'>;
  return {
    declaration: JSON.parse(text('control.json')),
    checks,
    rows: text('proofs.json'),
    file: `infra/controls/${id}/proofs.json`,
    ...(existsSync(new URL('journeys.json', folder)) && { journeys: text('journeys.json') }),
  };
}

/** What a unit claims of itself: its rows, and the checks and journeys that its kind brings. Controls harden its parts. */
async function claimOf(unit: Unit): Promise<ProvenControl[]> {
  const { name, kind } = unit;
  const folder = new URL(`../units/${name}/`, import.meta.url);
  const text = (file: string) => {
    const place = new URL(file, folder);
    return existsSync(place) ? readFileSync(place, 'utf8') : undefined;
  };
  const [rows, journeys] = [text('proofs.json'), text('journeys.json')];
  if (rows === undefined) return [];
  const proof = new URL('proof.ts', folder);
  const { checks } = existsSync(proof) ? ((await import(proof.href)) as UnitProof) : { checks: () => [] };
  return [
    {
      declaration: { id: `unit/${name}`, title: claimTitle(kind, name) },
      checks: (judged) => checks(judged, unit),
      rows,
      file: `infra/units/${name}/proofs.json`,
      ...(journeys && { journeys }),
    },
  ];
}

/** Every control of enabled.ts, then every unit that has rows. */
export async function readControls(): Promise<ProvenControl[]> {
  const [controls, claims] = await Promise.all([Promise.all(enabled.map(read)), Promise.all(readUnits().map(claimOf))]);
  return [...controls, ...claims.flat()];
}
