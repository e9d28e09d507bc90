/** What a version moved: files, or whole folders where both end with "/". Paths below the project's folder. */
export interface Release {
  version: string;
  moved: Record<string, string>;
  /** Controls that no tier turns on any more, and the logical ids of what each leaves behind, retained. */
  optIn?: Record<string, string[]>;
  /** Roles that have another name from then on: NAME-people is NAME-engineer. */
  roles?: Record<string, string>;
}

/** Append-only: a repository of any older version replays what happened since. Nothing is ever guessed from similarity. */
export const releases: readonly Release[] = [
  { version: '0.1.0', moved: {} },
  {
    version: '0.2.0',
    // A rotation fails until somebody writes the provider's call, so that nobody has it who did not ask.
    optIn: { 'secret-rotation': ['RotationLogs'] },
    roles: { people: 'engineer' },
    moved: {
      'infra/assembly/arn.ts': 'judge/read/arn.ts',
      'infra/assembly/assembly.ts': 'judge/read/assembly.ts',
      'infra/assembly/json.ts': 'judge/read/json.ts',
      'infra/assembly/resolve.ts': 'judge/read/resolve.ts',
      'infra/access/model.ts': 'judge/read/model.ts',
      'infra/access/model-identities.ts': 'judge/read/model-identities.ts',
      'infra/access/model-names.ts': 'judge/read/model-names.ts',
      'infra/access/model-resources.ts': 'judge/read/model-resources.ts',
      'infra/access/compiled.ts': 'judge/decide/compiled.ts',
      'infra/access/condition.ts': 'judge/decide/condition.ts',
      'infra/access/decide.ts': 'judge/decide/decide.ts',
      'infra/access/facts.ts': 'judge/decide/facts.ts',
      'infra/access/iam-data.ts': 'judge/decide/iam-data.ts',
      'infra/access/layers.ts': 'judge/decide/layers.ts',
      'infra/access/names.ts': 'judge/decide/names.ts',
      'infra/access/operators.ts': 'judge/decide/operators.ts',
      'infra/access/pattern.ts': 'judge/decide/pattern.ts',
      'infra/access/policy.ts': 'judge/decide/policy.ts',
      'infra/access/principal.ts': 'judge/decide/principal.ts',
      'infra/access/principals.ts': 'judge/decide/principals.ts',
      'infra/access/question.ts': 'judge/decide/question.ts',
      'infra/access/remembered.ts': 'judge/decide/remembered.ts',
      'infra/access/request.ts': 'judge/decide/request.ts',
      'infra/access/statement.ts': 'judge/decide/statement.ts',
      'infra/access/matrix.ts': 'judge/show/matrix.ts',
      'infra/access/why.ts': 'judge/show/why.ts',
      'infra/access/words.ts': 'judge/show/words.ts',
      'infra/access/since.ts': 'judge/show/since.ts',
      'infra/access/diff/actions.ts': 'judge/cells/actions.ts',
      'infra/access/diff/addresses.ts': 'judge/cells/addresses.ts',
      'infra/access/diff/context.ts': 'judge/cells/context.ts',
      'infra/access/diff/forms.ts': 'judge/cells/forms.ts',
      'infra/access/diff/glob.ts': 'judge/cells/glob.ts',
      'infra/access/diff/keys.ts': 'judge/cells/keys.ts',
      'infra/access/diff/resources.ts': 'judge/cells/resources.ts',
      'infra/access/diff/statements.ts': 'judge/cells/statements.ts',
      'infra/access/diff/suppositions.ts': 'judge/cells/suppositions.ts',
      'infra/access/diff/texts.ts': 'judge/cells/texts.ts',
      'infra/access/diff/variables.ts': 'judge/cells/variables.ts',
      'infra/access/diff/accepted.ts': 'judge/compare/accepted.ts',
      'infra/access/diff/assemblies.ts': 'judge/compare/assemblies.ts',
      'infra/access/diff/compare.ts': 'judge/compare/compare.ts',
      'infra/access/diff/diff.ts': 'judge/compare/diff.ts',
      'infra/access/diff/escalation.ts': 'judge/compare/escalation.ts',
      'infra/access/diff/explain.ts': 'judge/compare/explain.ts',
      'infra/access/diff/principals.ts': 'judge/compare/principals.ts',
      'infra/access/diff/search.ts': 'judge/compare/search.ts',
      'infra/access/proofs/alike.ts': 'judge/prove/alike.ts',
      'infra/access/proofs/circumstance.ts': 'judge/prove/circumstance.ts',
      'infra/access/proofs/coverage.ts': 'judge/prove/coverage.ts',
      'infra/access/proofs/judge.ts': 'judge/prove/judge.ts',
      'infra/access/proofs/matters.ts': 'judge/prove/matters.ts',
      'infra/access/proofs/questions.ts': 'judge/prove/questions.ts',
      'infra/prove.ts': 'judge/prove/controls.ts',
      'infra/access/proofs/row.ts': 'judge/prove/row.ts',
      'infra/access/proofs/rows.ts': 'judge/prove/rows.ts',
      'infra/access/proofs/what.ts': 'judge/prove/what.ts',
      'infra/access/proofs/who.ts': 'judge/prove/who.ts',
      'infra/controls/organization-guardrails/scp.json': 'organization/scp.json',
      'infra/controls/organization-guardrails/scp-records.json': 'organization/scp-records.json',
      'infra/controls/organization-guardrails/rcp.json': 'organization/rcp.json',
    },
  },
];

const parts = (version: string) => version.split('-', 1)[0]?.split('.').map(Number) ?? [];

/** Negative where `a` is older. A pre-release counts as its release. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [parts(a), parts(b)];
  const index = [0, 1, 2].find((at) => left[at] !== right[at]);
  return index === undefined ? 0 : (left[index] ?? 0) - (right[index] ?? 0);
}

const after = (since: string, history: readonly Release[]) =>
  history.filter(({ version }) => compareVersions(version, since) > 0);

/** The controls that became opt-in after `since`, with what each leaves behind. */
export function optInSince(since: string, history: readonly Release[] = releases): ReadonlyMap<string, string[]> {
  return new Map(after(since, history).flatMap(({ optIn = {} }) => Object.entries(optIn)));
}

/** Roles that were renamed after `since`, old name first. */
export function rolesSince(since: string, history: readonly Release[] = releases): ReadonlyMap<string, string> {
  return new Map(after(since, history).flatMap(({ roles = {} }) => Object.entries(roles)));
}

/** The moves of every version after `since`, oldest first. */
export function movesSince(since: string, history: readonly Release[] = releases): [string, string][] {
  return after(since, history)
    .toSorted((a, b) => compareVersions(a.version, b.version))
    .flatMap(({ moved }) => Object.entries(moved));
}
