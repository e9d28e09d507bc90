import type { CompiledStatement, PrincipalPattern } from '../decide/compiled.ts';
import { compileSet } from '../decide/policy.ts';
import { anyone, inPolicy, stranger, toldApart } from '../decide/principals.ts';
import type { NamedPolicy } from '../decide/request.ts';
import { concrete, type Scope } from '../prove/what.ts';
import { type AccessModel, policiesFor, principalOf, resourceOf } from '../read/model.ts';
import { type AccessResource, arnsOfResource } from '../read/model-resources.ts';
import type { Cell } from './cell.ts';
import { Table } from './table.ts';

/** Everything that roles may do by the templates, and that others may do by the policies of resources. */
export function matrix(model: AccessModel, scope: Scope): Cell[] {
  const table = new Table(model, scope);
  for (const { name, arn, identity } of model.principals) {
    for (const { statements } of compileSet({ identity }).identity) {
      for (const statement of statements) {
        if (!statement.allows) continue;
        for (const { inside, outside } of placesOf(statement, ['*'])) {
          const owner = resourceOf(model, concrete(inside))?.arn ?? inside;
          table.add(name, statement, { principal: arn, set: policiesFor(model, arn, owner), inside, outside });
        }
      }
    }
  }
  for (const resource of model.resources) ofResource(resource, table, model, scope);
  return table.sorted().map((cell) => ({ ...cell, ...beyond(cell, model) }));
}

/** Whoever takes a role that is made elsewhere may do what that role may, which no template says: not "nothing". */
function beyond({ what, actions }: Cell, { names, principals }: AccessModel): Pick<Cell, 'beyond'> {
  const takes = actions.some((action) => /^sts:(AssumeRole|\*)/.test(action));
  const isOurs = what in names || principals.some(({ name, arn }) => name === what || arn.endsWith(`:${what}`));
  return takes && !isOurs ? { beyond: `as strong as ${what}: no template says what that may do` } : {};
}

/** Whom the policy of a resource lets in, with every policy of their own. */
function ofResource(resource: AccessResource, table: Table, model: AccessModel, scope: Scope): void {
  for (const statement of allowsOf(resource))
    for (const pattern of statement.principals?.not ? [undefined] : (statement.principals?.patterns ?? []))
      ofPrincipal(resource, statement, pattern, table, model, scope);
}

/** The statements by which the policy of a resource lets somebody in. */
export function allowsOf({ policy }: AccessResource): CompiledStatement[] {
  if (!policy) return [];
  const statements = compileSet({ identity: [], resource: policy }).resource?.statements ?? [];
  return statements.filter(({ allows, principals }) => allows && principals);
}

/** What one of them lets one of its principals do; without a pattern, everyone whom NotPrincipal leaves. */
export function allowedPrincipals(
  resource: AccessResource,
  statement: CompiledStatement,
  pattern: PrincipalPattern | undefined,
  model: AccessModel,
  scope: Scope,
): Cell[] {
  const table = new Table(model, scope);
  ofPrincipal(resource, statement, pattern, table, model, scope);
  return table.sorted();
}

function ofPrincipal(
  resource: AccessResource,
  statement: CompiledStatement,
  pattern: PrincipalPattern | undefined,
  table: Table,
  model: AccessModel,
  scope: Scope,
): void {
  const policy = resource.policy as NamedPolicy;
  const others = toldApart(compileSet({ identity: [], resource: policy }).resource?.statements ?? [], scope.partition);
  for (const { inside, outside } of placesOf(statement, arnsOfResource(resource))) {
    const held = { policy, inside, outside };
    // The account's own policies then say who: what they grant is listed with each role.
    if (pattern?.type === 'account') {
      const named = [...others.keys()].filter((arn) => arn.includes(`::${pattern.account}:`));
      table.delegate(pattern.account, statement, held, [anyone(pattern.account, scope.partition), ...named]);
      continue;
    }
    const names = statement.principals?.patterns.map((each) => nameOf(each, model)) ?? [];
    const who = pattern ? nameOf(pattern, model) : `everyone but ${names.join(', ')}`;
    const askers = pattern ? askersOf(pattern, statement, scope) : ['*', anyone(stranger, scope.partition)];
    if (table.grant(who, statement, held, askers) || (pattern && pattern.type !== 'everyone')) continue;
    // Denies of the policy leave it to whom they exempt.
    const user = `arn:${scope.partition}:iam::${stranger}:user/anyone`;
    for (const [arn, name] of [...others, ['unnamed.amazonaws.com', 'any AWS service'], [user, 'any user']] as const)
      table.grant(principalOf(model, arn)?.name ?? name, statement, held, [arn]);
  }
}

/** Who can come by a principal of a policy: everybody is anyone without credentials, and somebody of an account. */
function askersOf(pattern: PrincipalPattern, statement: CompiledStatement, scope: Scope): string[] {
  switch (pattern.type) {
    case 'everyone':
      return [
        '*',
        anyone(stranger, scope.partition),
        anyone(scope.account, scope.partition),
        ...toldApart([statement], scope.partition).keys(),
      ];
    case 'account':
      return [];
    case 'arn':
      return [pattern.arn];
    case 'service':
      return [pattern.host];
    case 'federated':
      return [pattern.provider];
  }
}

const nameOf = (pattern: PrincipalPattern, model: AccessModel): string =>
  (pattern.type === 'arn' && principalOf(model, pattern.arn)?.name) || inPolicy(pattern);

/** What a statement is about: each of its patterns, or all but these. `whole` stands for `*`. */
function placesOf({ resources }: CompiledStatement, whole: string[]): { inside: string; outside: string[] }[] {
  if (!resources) return whole.slice(0, 1).map((inside) => ({ inside, outside: [] }));
  const texts = resources.patterns.flatMap(({ text }) => (text === '*' ? whole : [text]));
  if (!resources.not) return texts.map((inside) => ({ inside, outside: [] }));
  return whole.map((inside) => ({ inside, outside: texts }));
}
