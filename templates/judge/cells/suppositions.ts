import type { CompiledPolicy, CompiledSet } from '../decide/compiled.ts';
import { compile } from '../decide/policy.ts';
import { aboutAction, actionMatches } from '../decide/statement.ts';
import type { ActionGroup } from './actions.ts';
import type { Compared } from './statements.ts';

/** What has to be supposed where neither templates nor data speak: other accounts' policies, actions not yet made. */

const open = compile(
  {
    name: 'policy of the other account',
    policy: {
      Version: '2012-10-17',
      Statement: { Sid: 'Supposed', Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' },
    },
  },
  'resource',
);

/** The same policies for a resource of another account, which is supposed to let in whoever asks. */
export function openedTo(set: CompiledSet): CompiledSet {
  return { ...set, resource: open };
}

const namesAccount = /^(aws|s3):resource(account|org)/;
const someoneElse = '999999999999';

/** Other accounts whose resources the statements tell from one's own: those named, and one that none names. */
export function foreignAccounts({ of }: ActionGroup, statements: Compared[], own: string): string[] {
  const accounts = new Set<string>();
  let matters = false;
  for (const index of of) {
    const { resources, conditions } = (statements[index] as Compared).statement;
    const parts = (resources?.patterns ?? []).flatMap(({ parts }) => parts?.[4] ?? []);
    const values = conditions.filter(({ key }) => namesAccount.test(key)).flatMap(({ values }) => values);
    if (values.length > 0 || parts.some(({ text }) => text !== '*' && text !== '')) matters = true;
    for (const { text } of [...parts, ...values]) if (/^\d{12}$/.test(text) && text !== own) accounts.add(text);
  }
  return matters ? [...accounts, someoneElse] : [];
}

/** The same policies as they judge an action that does not exist, whatever known action is asked in its place. */
export function withStandIn(set: CompiledSet, action: string): CompiledSet {
  const swap = (policy: CompiledPolicy): CompiledPolicy => {
    const statements = policy.statements.map((statement) => ({
      ...statement,
      actions: { not: actionMatches(statement, action), patterns: [], matched: new Map() },
    }));
    return { ...policy, statements, about: aboutAction(statements) };
  };
  return {
    identity: set.identity.map(swap),
    ...(set.boundary && { boundary: set.boundary.map(swap) }),
    ...(set.session && { session: set.session.map(swap) }),
    ...(set.endpoint && { endpoint: set.endpoint.map(swap) }),
    ...(set.resource && { resource: swap(set.resource) }),
    ...(set.scp && { scp: set.scp.map((level) => level.map(swap)) }),
    ...(set.rcp && { rcp: set.rcp.map((level) => level.map(swap)) }),
  };
}
