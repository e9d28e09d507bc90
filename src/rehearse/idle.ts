import type { NeededAllow, RoleAllow } from '../judging/allows.ts';
import type { Rehearsed } from '../judging/rehearsed.ts';
import type { RehearsalRun } from './rehearse.ts';

/** The roles' allows, by what needs them. */
export interface AllowUse {
  /** Statements that decided a call of the run. */
  called: RoleAllow[];
  /** Statements that no call of the run needed, and what does. */
  needed: NeededAllow[];
  idle: RoleAllow[];
}

/** Least privilege from the other side: which of the roles' allows a run, a journey or a service needed, and which nothing did. */
export function allowUse({ allows, needed }: Pick<Rehearsed, 'allows' | 'needed'>, { played }: RehearsalRun): AllowUse {
  const verdicts = played.flatMap(({ calls }) => calls.flatMap((call) => call.verdicts));
  const allowing = verdicts
    .filter(({ decision }) => decision.verdict === 'Allowed')
    .flatMap(({ decision }) => decision.by.map(({ policy, sid }) => `${policy}/${sid}`));
  const called = new Set(allowing);
  // A managed policy of several roles has each of its statements once.
  const all = [...new Map(allows.map((each) => [each.statement, each])).values()];
  const rest = all.filter(({ statement }) => !called.has(statement));
  const why = new Map(needed.map((each) => [each.statement, each]));
  return {
    called: all.filter(({ statement }) => called.has(statement)),
    needed: rest.flatMap(({ statement }) => why.get(statement) ?? []),
    idle: rest.filter(({ statement }) => !why.has(statement)),
  };
}
