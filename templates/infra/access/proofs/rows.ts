import type { Assembly } from '../../assembly/assembly.ts';
import type { Settings } from '../../config.ts';
import type { Control } from '../../controls/catalog.ts';
import { modelOf } from '../model.ts';
import { unneeded } from './coverage.ts';
import { type Judged, judge } from './judge.ts';
import { readRows } from './row.ts';
import { scopeOf } from './what.ts';

/** A control's rows, judged on one account's templates. */
export interface JudgedRows {
  id: string;
  judged: Judged[];
}

export interface AccessProof {
  controls: JudgedRows[];
  /** Allows that no row needs, and what the templates leave open. */
  open: string[];
}

/** Judges every row of every control. Throws a RowError where a proofs.json cannot be read. */
export function proveAccess(assembly: Assembly, controls: Control[], settings: Settings): AccessProof {
  const model = modelOf([assembly]);
  const scope = scopeOf(settings, assembly.account, model.partition);
  const results = controls.map(({ declaration: { id }, rows: json }) => {
    const { rows, phrases } = readRows(json, `infra/controls/${id}/proofs.json`, settings, Object.keys(model.names));
    return { id, judged: rows.map((row) => judge(row, phrases, model, scope)) };
  });
  const grants = results.flatMap(({ judged }) => judged.flatMap((each) => each.grants));
  return { controls: results, open: [...model.unresolved, ...unneeded(model, grants)] };
}
