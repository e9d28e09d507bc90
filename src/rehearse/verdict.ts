import type { Asking } from '../judging/rehearsed.ts';
import type { OperationAccess } from '../operations/operations.ts';

type Decided = ReturnType<import('../judging/rehearsed.ts').Rehearsed['decided']>;

/** One question that a call put to the judge, and its answer. */
export interface AskedVerdict {
  asking: Asking;
  decision: Decided;
}

export const isAllowed = ({ decision }: AskedVerdict): boolean => decision.verdict === 'Allowed';

const layers: Record<string, string> = {
  identity: 'identity-based policy',
  boundary: 'permissions boundary',
  session: 'session policy',
  resource: 'resource-based policy',
  endpoint: 'VPC endpoint policy',
  scp: 'service control policy',
  rcp: 'resource control policy',
};

/** IAM User Guide, "Troubleshoot access denied error messages": the form that AWS's own message has. */
export function refusalText(
  principal: string,
  { asking, decision }: AskedVerdict,
  real: (text: string) => string,
  kindOf: (statement: { policy: string }) => string,
): string {
  const { action, resource } = asking;
  const head = `User: ${principal} is not authorized to perform: ${action} on resource: ${real(resource)}`;
  if (decision.verdict === 'ExplicitlyDenied') {
    const [first] = decision.by;
    return `${head} with an explicit deny in ${first ? kindOf(first) : 'a policy'}`;
  }
  const [missing = 'identity'] = decision.missing ?? [];
  return `${head} because no ${layers[missing] ?? missing} allows the ${action} action`;
}

/** The statements that decided, or what was missing, for a person. */
export function because({ decision }: AskedVerdict): string {
  if (decision.by.length > 0) {
    return decision.by
      .map(({ effect, policy, sid }) => `${effect === 'Deny' ? 'denied' : 'allowed'} by ${policy}/${sid}`)
      .join(', ');
  }
  return `no ${(decision.missing ?? ['identity']).map((each) => layers[each] ?? each).join(', no ')} allows it`;
}

/** Templates' names in what a call asks. */
export function inTemplates(
  { action, resource, context }: OperationAccess,
  translate: (text: string) => string,
): OperationAccess {
  const values = Object.entries(context).map(([key, value]): [string, string | string[]] => [
    translate(key),
    Array.isArray(value) ? value.map(translate) : translate(value),
  ]);
  return { action, resource: translate(resource), context: Object.fromEntries(values) };
}
