import type { Finding } from '../finding.ts';
import type { Engine } from './judging.ts';

type Judgement = ReturnType<Engine['judgement']>;

/** `Data/Bucket (Data/Bucket/Resource)`, as people find it. */
function placeOf({ stack, logicalId, path }: { stack: string; logicalId: string; path: string }): string {
  const place = [stack, logicalId].filter(Boolean).join('/');
  return path && path !== logicalId ? `${place} (${path})` : place;
}

/** Weaknesses and what is not proven as findings, each with the file that it is in. */
export function findingsOf({ weaknesses, notProven, stacks }: Judgement, engine: Engine): Finding[] {
  const files = new Map(stacks.map(({ name, file }) => [name, file]));
  const first = stacks[0]?.file ?? '';
  const weak = weaknesses.map(
    ({ id, rule, stack, logicalId, path, what, fix }): Finding => ({
      ...{ id, kind: 'template', level: rule === 'no-boundary' ? 'warning' : 'error' },
      what: `${placeOf({ stack, logicalId, path })}: ${what}`,
      ...{ fix, path: files.get(stack) ?? first, place: logicalId },
    }),
  );
  const open = notProven.map((each): Finding => {
    const said = engine.notProvenText(each);
    return {
      ...{ id: engine.unprovenId(said), kind: 'access', level: 'warning' },
      what: said,
      fix: 'Make it readable (--parameters, --condition, a local template), or accept it with a reason.',
      ...{ path: files.get(each.stack) ?? first, place: each.logicalId },
    };
  });
  return [...weak, ...open];
}

/** What --since found as findings: who may do more, and what of it is not proven. */
export function changesOf(
  { changes, unproven }: Pick<ReturnType<Engine['widened']>, 'changes' | 'unproven'>,
  { stacks }: Judgement,
): Finding[] {
  const path = stacks[0]?.file ?? '';
  const wider = changes.map(
    ({ id, text }): Finding => ({
      ...{ id, kind: 'access', level: 'error', path },
      what: text.split('\n')[0] ?? text,
      fix: 'Revert it, or let a reviewer accept it by its id.',
    }),
  );
  const open = unproven.map(
    ({ id, text }): Finding => ({
      ...{ id, kind: 'access', level: 'warning', path },
      what: text,
      fix: 'Make it readable (--parameters, --condition, a local template), or accept it with a reason.',
    }),
  );
  return [...wider, ...open];
}
