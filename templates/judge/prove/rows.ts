import type { Cast } from '../cast.ts';
import type { Assembly } from '../read/assembly.ts';
import { type AccessModel, modelOf } from '../read/model.ts';
import { said } from '../read/not-proven.ts';
import { rowFor, unneeded } from './coverage.ts';
import { type JudgedRow, judge } from './judge.ts';
import { readRows } from './row.ts';
import { type Project, scopeOf } from './what.ts';

/** The rows of a control or unit: proofs.json as text, so that an error in a row names its line, and where it lies. */
export interface RowsFile {
  id: string;
  text: string;
  file: string;
}

/** A control's rows, judged on one account's templates. */
export interface JudgedRows {
  id: string;
  judged: JudgedRow[];
}

export interface AccessProof {
  controls: JudgedRows[];
  /** Allows that no row needs, and what the templates leave open. */
  open: string[];
}

/** What to do about an allow that no row needs: the row, and the file where others of that caller are. */
function withRow(part: string, model: AccessModel, all: RowsFile[]): string {
  const found = rowFor(part, model);
  if (!found) return `${part}, which no row asks for`;
  const mentions = (text: string) => text.split(`"${found.who} may `).length;
  const [first] = [...all].sort(
    (one, other) => mentions(other.text) - mentions(one.text) || other.text.length - one.text.length,
  );
  return `${part}, which no row asks for: take it away, or add ${JSON.stringify(found.row)} to ${first?.file ?? 'proofs.json'}`;
}

/** Judges every row of every control. Throws a RowError where a proofs.json cannot be read. */
export function proveAccess(assembly: Assembly, all: RowsFile[], project: Project, cast: Cast): AccessProof {
  const model = modelOf([assembly]);
  const scope = scopeOf(project, assembly.account, model.partition, cast);
  const results = all.map(({ id, text, file }) => {
    const { rows, phrases } = readRows(text, file, project, Object.keys(model.names));
    return { id, judged: rows.map((row) => judge(row, phrases, model, scope)) };
  });
  const grants = results.flatMap(({ judged }) => judged.flatMap((each) => each.grants));
  return {
    controls: results,
    open: [...model.notProven.map(said), ...unneeded(model, grants).map((part) => withRow(part, model, all))],
  };
}
