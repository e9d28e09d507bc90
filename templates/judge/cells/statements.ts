import type { CompiledPolicy, CompiledSet, CompiledStatement } from '../decide/compiled.ts';

/** A statement of either version of the policies; `changed`: only one version has it. */
export interface Compared {
  statement: CompiledStatement;
  changed: boolean;
}

/**
 * The statements of two versions, each once, as sets without Sid: order, names and the policy that carries a statement
 * change no decision. `reshaped`: one version has a layer that the other lacks, which changes what is not stated.
 */
export function compareStatements(
  before: CompiledSet,
  after: CompiledSet,
): { statements: Compared[]; reshaped: boolean } {
  const [old, now] = [byMeaning(before), byMeaning(after)];
  const statements: Compared[] = [];
  for (const [meaning, statement] of old) statements.push({ statement, changed: !now.has(meaning) });
  for (const [meaning, statement] of now) if (!old.has(meaning)) statements.push({ statement, changed: true });
  return { statements, reshaped: shape(before) !== shape(after) };
}

function byMeaning(set: CompiledSet): Map<string, CompiledStatement> {
  const found = new Map<string, CompiledStatement>();
  for (const [layer, policies] of layers(set)) {
    for (const policy of policies) {
      for (const statement of policy.statements) found.set(`${layer} ${meaningOf(statement, policy)}`, statement);
    }
  }
  return found;
}

/** Each level of SCPs and RCPs is a layer of its own: every one has to allow. */
function layers(set: CompiledSet): [string, CompiledPolicy[]][] {
  return [
    ['identity', set.identity],
    ['boundary', set.boundary ?? []],
    ['session', set.session ?? []],
    ['endpoint', set.endpoint ?? []],
    ['resource', set.resource ? [set.resource] : []],
    ...(set.scp ?? []).map((level, index): [string, CompiledPolicy[]] => [`scp ${index}`, level]),
    ...(set.rcp ?? []).map((level, index): [string, CompiledPolicy[]] => [`rcp ${index}`, level]),
  ];
}

/** What a layer grants by being there or not, and by being empty. */
function shape({ boundary, session, endpoint, resource, scp, rcp }: CompiledSet): string {
  const filled = (policies: unknown[] | undefined) => policies && policies.length > 0;
  return JSON.stringify([
    [boundary, session, endpoint].map((layer) => (layer ? Boolean(filled(layer)) : null)),
    resource !== undefined,
    scp?.map(filled) ?? null,
    rcp?.map(filled) ?? null,
  ]);
}

const meanings = new WeakMap<CompiledStatement, string>();

/** Two statements of one meaning decide alike. Variables are read only in policies of the newer version. */
function meaningOf(statement: CompiledStatement, { hasVariables }: CompiledPolicy): string {
  let meaning = meanings.get(statement);
  if (!meaning) {
    const { allows, actions, resources, principals, conditions } = statement;
    const texts = (patterns: { text: string }[]) => [...new Set(patterns.map(({ text }) => text))].sort();
    const folded = actions.patterns.map(({ text }) => ({ text: text.toLowerCase() }));
    meaning = JSON.stringify([
      allows,
      [actions.not, texts(folded)],
      resources ? [resources.not, texts(resources.patterns)] : null,
      principals ? [principals.not, principals.patterns.map((each) => JSON.stringify(each)).sort()] : null,
      conditions
        .map(({ operator, negated, set, ifExists, key, values }) =>
          JSON.stringify([operator, negated, set ?? null, ifExists, key, texts(values)]),
        )
        .sort(),
    ]);
    if (!hasVariables && meaning.includes('${')) meaning = `plain ${meaning}`;
    meanings.set(statement, meaning);
  }
  return meaning;
}
