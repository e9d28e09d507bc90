import type { JudgedRow } from '../../templates/judge/prove/judge.ts';
import { type Phrases, withControls } from '../../templates/judge/prove/row.ts';
import type { Assembly } from '../../templates/judge/read/assembly.ts';
import type { AccessModel } from '../../templates/judge/read/model.ts';
import { changesOf, concerned } from './concerned.ts';
import type { Repository } from './judge.ts';

/**
 * The control of the first row that refuses a model; `access` for an allow that no row needs, or what is not proven any more.
 * Rows that hold on the whole one and are not concerned are not asked again.
 */
export function noticing(
  repository: Repository,
  { account }: Assembly,
  whole: AccessModel,
): (now: AccessModel) => string | undefined {
  const { cast, controls, settings, readRows, scopeOf, judge, unneeded } = repository;
  const scope = scopeOf(settings, account, whole.partition, cast);
  const project = withControls(
    settings,
    controls.map(({ declaration: { id } }) => id),
  );
  let known: { id: string; judged: JudgedRow; phrases: Phrases }[] = controls.flatMap(
    ({ declaration: { id }, rows: json }) => {
      const { rows, phrases } = readRows(json, id, project, Object.keys(whole.names));
      return rows.map((row) => ({ id, judged: judge(row, phrases, whole, scope), phrases }));
    },
  );
  const broken = known.filter(({ judged }) => judged.failures.length > 0);
  for (const { judged } of broken) console.error(`does not hold: ${judged.row.text}\n    ${judged.failures[0]}`);
  const open = new Set(
    unneeded(
      whole,
      known.flatMap(({ judged }) => judged.grants),
    ),
  );
  for (const one of open) console.error(`needed by no row: ${one}`);
  return (now) => {
    const changes = changesOf(whole, now);
    const again: JudgedRow['grants'] = [];
    for (const each of known) {
      const { id, judged, phrases } = each;
      const row = concerned(judged.row, changes, whole, scope, repository);
      if (!row) {
        again.push(...judged.grants);
        continue;
      }
      const { failures, grants } = judge(row, phrases, now, scope);
      again.push(...grants);
      if (failures.length > judged.failures.length) {
        // Sabotages of one statement come together, and are often noticed by the same row.
        known = [each, ...known.filter((other) => other !== each)];
        return id;
      }
    }
    const isMore = now.notProven.length > whole.notProven.length || unneeded(now, again).some((one) => !open.has(one));
    return isMore ? 'access' : undefined;
  };
}
