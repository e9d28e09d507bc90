import { type ActionGroup, actionGroups, actionsOn, formsNear } from '../cells/actions.ts';
import type { FormPlace } from '../cells/forms.ts';
import { futureGroups } from '../cells/future.ts';
import { assignments, contextSource } from '../cells/keys.ts';
import { type ResourceCell, resourceCells, type Universe } from '../cells/resources.ts';
import { type Compared, compareStatements } from '../cells/statements.ts';
import { foreignAccounts, openedTo, withStandIn } from '../cells/suppositions.ts';
import type { CompiledSet, CompiledStatement } from '../decide/compiled.ts';
import { spend } from '../decide/effort.ts';
import { keyExists } from '../decide/iam-data.ts';
import { compileOnce } from '../decide/policy.ts';
import { type Decision, PolicyError, type PolicySet, type Request } from '../decide/request.ts';
import { mayBear, servicesIn } from './bearing.ts';
import { type Budget, search } from './search.ts';

/** A request to ask both versions again. */
export interface Witness {
  request: Request;
  before: Decision;
  after: Decision;
  /** The resource is of another account, whose own policy is taken to allow what is asked (see replay). */
  foreign?: true;
  /** No such action exists yet; a known one of its service is asked in its place. */
  latent?: true;
}

/** One change of access: the same statements decide it for all its actions and resources. */
export interface AccessFinding {
  direction: 'wider' | 'narrower';
  principal: string;
  /** Lower case. */
  actions: string[];
  resources: string[];
  witness: Witness;
}

export interface AccessDiff {
  wider: AccessFinding[];
  narrower: AccessFinding[];
  /** What widens or narrows once a service has more actions than today. */
  latent: AccessFinding[];
  /** What was not decided; while this is not empty, "nothing else changed" is not proven. */
  unproven: string[];
}

export interface DiffOptions {
  /** ARNs, service hosts or `*`: who asks. The identity policies of the set are theirs. */
  principals: string[];
  /** Who owns the resources. */
  resourceAccount: string;
  partition?: string;
  region?: string;
  universe?: Universe;
  /** What a key or role does that has no policy in one of the sets. Default: it leaves it to its account. */
  unseenResourcePolicy?: Request['unseenResourcePolicy'];
  /** false: actions and keys that the data does not know are compared as they stand. */
  strict?: boolean;
  /** In decisions: for one question, and for the whole comparison. */
  limits?: { each: number; all: number };
}

/**
 * What the second version of the policies allows and the first does not, and the other way round: complete over all
 * actions, resources and contexts, or `unproven` says what is left.
 */
export function diffAccess(before: PolicySet, after: PolicySet, options: DiffOptions): AccessDiff {
  const comparison = new Comparison(options);
  try {
    const { strict = true } = options;
    comparison.run(compileOnce(before, { strict }), compileOnce(after, { strict }));
  } catch (error) {
    if (!(error instanceof PolicyError)) throw error;
    comparison.unproven.add(error.message);
  }
  const found = comparison.found();
  const of = (direction: AccessFinding['direction']) =>
    found.filter((finding) => finding.direction === direction && !finding.witness.latent);
  return {
    wider: of('wider'),
    narrower: of('narrower'),
    latent: found.filter(({ witness }) => witness.latent),
    unproven: [...comparison.unproven],
  };
}

class Comparison {
  readonly #findings = new Map<string, Gathered>();
  readonly unproven = new Set<string>();
  readonly #options: DiffOptions;
  readonly #place: FormPlace;
  readonly #budget: Budget;
  /** Those of the resource that is asked about. */
  readonly #services: string[] | undefined;

  constructor(options: DiffOptions) {
    this.#options = options;
    const { partition = 'aws', region = 'eu-west-1', resourceAccount: account, limits } = options;
    this.#place = { partition, region, account };
    const { inside } = options.universe ?? {};
    this.#services = inside && servicesIn(inside);
    this.#budget = { each: limits?.each ?? 20_000, left: limits?.all ?? 2_000_000 };
  }

  found(): AccessFinding[] {
    const each = [...this.#findings.values()];
    return each.map(({ finding, actions, resources }) => ({
      ...finding,
      actions: [...actions],
      resources: [...resources],
    }));
  }

  run(before: CompiledSet, after: CompiledSet): void {
    const { statements, reshaped } = compareStatements(before, after);
    if (!reshaped && !statements.some(({ changed }) => changed)) return;
    for (const { statement, changed } of statements) {
      if (changed) for (const doubt of doubtsOf(statement)) this.unproven.add(doubt);
    }
    const versions = { before, after };
    const { principals } = this.#options;
    const services = this.#services;
    if (services && !principals.some((each) => mayBear(each, services, statements, reshaped))) return;
    const opened = { before: openedTo(before), after: openedTo(after) };
    for (const group of actionGroups(statements, reshaped, services)) {
      this.#group(group, statements, reshaped, versions, {});
      if (before.resource || after.resource) continue;
      for (const account of foreignAccounts(group, statements, this.#place.account)) {
        this.#group(group, statements, reshaped, opened, { foreign: account });
      }
    }
    for (const group of futureGroups(statements, reshaped, services)) {
      const [action = ''] = group.actions;
      if (group.unknownService && group.of.some((index) => namesResources(statements[index]?.statement))) {
        this.unproven.add(`${action}: nothing is known of its service's resources`);
        continue;
      }
      const standIn = { before: withStandIn(before, action), after: withStandIn(after, action) };
      this.#group(group, statements, reshaped, standIn, { latent: true });
    }
  }

  #group(
    group: ActionGroup,
    statements: Compared[],
    reshaped: boolean,
    versions: Versions,
    { foreign, latent }: { foreign?: string; latent?: true },
  ): void {
    const relevant = group.of.map((index) => statements[index] as Compared);
    const concerned = relevant.map(({ statement }) => statement);
    const place = foreign ? { ...this.#place, account: foreign } : this.#place;
    const [form = '*', action = ''] = [...group.forms][0] ?? [];
    const forms = formsNear(group, this.#services);
    for (const principal of this.#options.principals) {
      const blank = { principal, action, resource: form, resourceAccount: place.account, context: {} } as const;
      const assigned = assignments(concerned, blank);
      if (typeof assigned === 'string') {
        this.unproven.add(`${action}: ${assigned}`);
        continue;
      }
      for (const { context, facts } of assigned) {
        const cells = resourceCells(forms, concerned, facts, place, this.#options.universe);
        if (!cells) this.unproven.add(`${action}: its resource patterns have too many combinations`);
        for (const cell of cells ?? []) {
          if (foreign && cell.resource === '*') continue;
          if (!reshaped && !cell.of.some((at) => relevant[at]?.changed)) continue;
          const request: Request = {
            ...blank,
            action: group.forms.get(cell.forms[0] ?? '') ?? action,
            resource: cell.resource,
            context,
            unseenResourcePolicy: this.#options.unseenResourcePolicy ?? 'delegates',
          };
          const marks = { ...(foreign && { foreign: true as const }), ...(latent && { latent }) };
          const actions = latent ? group.actions : actionsOn(cell.forms, group);
          this.#cell(request, cell, concerned, versions, actions, marks);
        }
      }
    }
  }

  #cell(
    request: Request,
    { of }: ResourceCell,
    concerned: CompiledStatement[],
    { before, after }: Versions,
    actions: string[],
    marks: Pick<Witness, 'foreign' | 'latent'>,
  ): void {
    const source = contextSource(
      request,
      of.map((at) => concerned[at] as CompiledStatement),
    );
    for (const direction of ['wider', 'narrower'] as const) {
      const [wide, narrow] = direction === 'wider' ? [after, before] : [before, after];
      const { found, unproven } = search(request, wide, narrow, source, this.#budget);
      // What one search could not settle matters only where it found nothing.
      if (!found) for (const reason of unproven) this.unproven.add(`${request.action} ${request.resource}: ${reason}`);
      if (!found) continue;
      const { allowed, refused } = found;
      const decisions =
        direction === 'wider' ? { before: refused, after: allowed } : { before: allowed, after: refused };
      this.#add(direction, actions, { request: found.request, ...decisions, ...marks });
    }
  }

  /** Findings that the same statements decide are one. A resource of another account says no more than one's own. */
  #add(direction: AccessFinding['direction'], actions: string[], witness: Witness): void {
    const { request, before, after } = witness;
    const decided = JSON.stringify([direction, request.principal, before.by, after.by, witness.latent ?? false]);
    const { principal, resource } = request;
    const finding = { direction, principal, witness };
    const known = this.#findings.get(decided) ?? { finding, actions: new Set(), resources: new Set() };
    if (!this.#findings.has(decided)) spend(10);
    this.#findings.set(decided, known);
    if (witness.foreign && !known.finding.witness.foreign) return;
    for (const action of actions) known.actions.add(action);
    known.resources.add(resource);
  }
}

interface Gathered {
  finding: Omit<AccessFinding, 'actions' | 'resources'>;
  actions: Set<string>;
  resources: Set<string>;
}

/** Keys that the data does not know: what they hold cannot be told, and so not compared. */
function doubtsOf({ place, conditions }: CompiledStatement): string[] {
  const unknown = conditions.filter(({ key }) => !keyExists(key));
  return unknown.map(({ key }) => `${place}: there is no condition key ${key}`);
}

function namesResources(statement: CompiledStatement | undefined): boolean {
  return statement?.resources?.patterns.some(({ parts }) => parts) ?? false;
}

interface Versions {
  before: CompiledSet;
  after: CompiledSet;
}
