import { needsNoPermission } from '../cells/actions.ts';
import type { PrincipalPattern } from '../decide/compiled.ts';
import { decideCompiled } from '../decide/decide.ts';
import { action as actionData, actionsMatching, properName } from '../decide/iam-data.ts';
import { compileSet } from '../decide/policy.ts';
import { accountOf, resourcesOf, type Scope } from '../prove/what.ts';
import { type AccessModel, policiesFor, resourceOf } from '../read/model.ts';

/** What somebody may do on something: `training`, `raw/train/*`, Read, s3:GetObject, under which keys. */
export interface Cell {
  who: string;
  what: string;
  /** Access level of the Service Authorization Reference. */
  level: string;
  actions: string[];
  /** Condition keys that the answer turns on; empty where it is yes in every context. */
  conditions: string[];
}

/** Everything that roles may do by the templates, and that services may do by the policies of resources. */
export function matrix(model: AccessModel, scope: Scope): Cell[] {
  const cells = new Map<string, Cell>();
  const add = (who: string, what: string, action: string, conditions: string[]) => {
    const level = actionData(action)?.accessLevel ?? 'Unknown';
    const key = [who, what, level, ...conditions].join('\n');
    const cell = cells.get(key) ?? { who, what, level, actions: [], conditions };
    cells.set(key, cell);
    const name = properName(action);
    if (!cell.actions.includes(name)) cell.actions.push(name);
  };
  const delegate = (account: string, pattern: string, actions: { text: string }[], conditions: string[]) => {
    const who = `account ${account}, through IAM`;
    const what = shortOf(pattern, model, scope);
    cells.set(`${who}\n${what}`, {
      who,
      what,
      level: 'Delegated',
      actions: actions.map(({ text }) => text),
      conditions,
    });
  };
  for (const { name, arn, identity } of model.principals) {
    const { identity: policies } = compileSet({ identity });
    for (const { allows, actions, resources } of policies.flatMap(({ statements }) => statements)) {
      if (!allows || actions.not || resources?.not) continue;
      for (const pattern of resources?.patterns ?? []) {
        for (const action of actions.patterns.flatMap(({ text }) => actionsMatching(text))) {
          const keys = openFor(arn, action, pattern.text, model, scope);
          if (keys) add(name, shortOf(pattern.text, model, scope), action, keys);
        }
      }
    }
  }
  for (const resource of model.resources) {
    if (!resource.policy) continue;
    const { resource: policy } = compileSet({ identity: [], resource: resource.policy });
    for (const { allows, actions, resources, principals, conditions } of policy?.statements ?? []) {
      if (!allows) continue;
      const patterns = resources?.patterns.map(({ text }) => (text === '*' ? resource.arn : text)) ?? [resource.arn];
      for (const principal of principals?.patterns ?? []) {
        const keys = [...new Set(conditions.flatMap((condition) => condition.keys))];
        if (principal.type === 'account') {
          // The account's own policies then say who: what they grant stands with each role.
          for (const pattern of patterns) delegate(principal.account, pattern, actions.patterns, keys);
          continue;
        }
        for (const action of actions.patterns.flatMap(({ text }) => actionsMatching(text))) {
          for (const pattern of patterns) add(principalName(principal), shortOf(pattern, model, scope), action, keys);
        }
      }
    }
  }
  return [...cells.values()].sort((a, b) => order(a).localeCompare(order(b)));
}

const order = ({ who, what, level }: Cell) => `${who}\n${what}\n${level}`;

function principalName({ type, ...names }: PrincipalPattern): string {
  return Object.values(names)[0] ?? type;
}

/** The keys that an answer turns on; undefined where the answer is no in every context. */
function openFor(
  principal: string,
  action: string,
  pattern: string,
  model: AccessModel,
  scope: Scope,
): string[] | undefined {
  if (needsNoPermission.test(action)) return undefined;
  const resource = pattern === '*' ? '*' : pattern;
  const owner = resourceOf(model, resource);
  const set = compileSet(policiesFor(model, principal, owner?.arn ?? resource));
  const statements = [...set.identity, ...(set.boundary ?? []), ...(set.resource ? [set.resource] : [])].flatMap(
    (policy) => policy.statements,
  );
  const keys = new Set<string>();
  let possible = false;
  for (const one of resourcesOf(resource.replace(/-\?{6}$/, '-AbCdEf'), action, statements, scope)) {
    const decision = decideCompiled(
      {
        ...{ principal, action, resource: one, resourceAccount: accountOf(one, scope), context: {} },
        unlisted: 'unknown',
        unseenResourcePolicy: 'delegates',
      },
      set,
    );
    if (decision.never || /Denied$/.test(decision.verdict)) continue;
    possible = true;
    for (const key of decision.dependsOn) keys.add(key);
  }
  return possible ? [...keys].sort() : undefined;
}

/** `arn:aws:s3:::«...»/train/*` by the name that proofs use, or the end of the ARN. */
function shortOf(pattern: string, { names }: AccessModel, { partition, region, account }: Scope): string {
  for (const [name, arn] of Object.entries(names)) {
    if (pattern === arn) return name;
    if (pattern.startsWith(`${arn}/`)) return `${name}${pattern.slice(arn.length)}`;
  }
  return pattern
    .replace(new RegExp(`^arn:${partition}:[a-z0-9-]+:(${region})?:(${account})?:`), '')
    .replace(/^arn:[^:]*:/, '');
}
