import { affordable } from '../decide/effort.ts';
import { actionsMatching } from '../decide/iam-data.ts';
import type { NamedPolicy, PolicySet } from '../decide/request.ts';
import type { AccessModel } from '../read/model.ts';
import { type AccessResource, arnsOfResource, type Endpoint } from '../read/model-resources.ts';
import { said, saidOf } from '../read/not-proven.ts';
import { contentDigest } from './accepted.ts';
import { canMeet, servicesIn } from './bearing.ts';
import { type AccessDiff, type AccessFinding, type DiffOptions, diffAccess } from './diff.ts';
import { anyOther, type ComparedPrincipal, outsiders } from './principals.ts';

/** A finding with the names that people know. */
export interface ModelFinding extends AccessFinding {
  /** Who gains or loses. */
  who: string;
  /** The resource whose policy took part; none where only policies of the principal decide. */
  resource?: { name: string; arn: string };
  /** Requests that pass through this endpoint. */
  through?: string;
}

export interface ModelDiff extends Omit<AccessDiff, 'wider' | 'narrower' | 'latent'> {
  wider: ModelFinding[];
  narrower: ModelFinding[];
  latent: ModelFinding[];
}

interface Pair<T> {
  before?: T;
  after?: T;
}

/** Everything that one assembly's templates allow and the other's do not, for each principal and resource. */
export function compareModels(before: AccessModel, after: AccessModel, limits?: DiffOptions['limits']): ModelDiff {
  const diff: ModelDiff = { wider: [], narrower: [], latent: [], unproven: [] };
  const { partition } = after;
  // What is there now is told; what was there before was another content of the same place.
  const open = new Set(after.notProven.map(saidOf));
  const gone = before.notProven.filter((each) => !open.has(saidOf(each)));
  for (const each of [...gone, ...after.notProven]) diff.unproven.push(said(each));
  for (const limit of before.outside) if (!after.outside.includes(limit)) diff.unproven.push(`before only: ${limit}`);
  for (const limit of after.outside) if (!before.outside.includes(limit)) diff.unproven.push(`now only: ${limit}`);

  const principals = paired(before.principals, after.principals);
  const resources = paired(before.resources, after.resources).filter(
    (pair) => pair.before?.policy || pair.after?.policy,
  );
  const outside = resources.map(resourceOf).flatMap(arnsOfResource);
  let compared = 0;
  let left = 0;
  const run: typeof compare = (...pair) => {
    if (left === 0 && affordable(() => compare(...pair) ?? true)) compared += 1;
    else left += 1;
  };
  const compare = (
    who: Pair<ComparedPrincipal>,
    target: Pair<AccessResource> | undefined,
    more: { endpoint?: Pair<Endpoint>; account: string },
  ) => {
    const { name, arn } = (who.after ?? who.before) as ComparedPrincipal;
    const resource = target && resourceOf(target);
    const isNew = target !== undefined && !target.before;
    const found = diffAccess(
      policiesOf(who.before, target?.before, more.endpoint?.before),
      policiesOf(who.after, target?.after, more.endpoint?.after),
      {
        principals: [arn],
        resourceAccount: more.account,
        partition,
        // Whether names are right is for the proofs to say; a change of a doubtful name is unproven here all the same.
        strict: false,
        ...(!more.endpoint && { universe: resource ? { inside: arnsOfResource(resource) } : { outside } }),
        ...(isNew && { unseenResourcePolicy: 'none' }),
        ...(limits && { limits }),
      },
    );
    const named = (finding: AccessFinding): ModelFinding => ({
      ...finding,
      who: name,
      ...(resource && { resource: { name: resource.name, arn: resource.arn } }),
      ...(more.endpoint && { through: more.endpoint.after?.name ?? more.endpoint.before?.name ?? '' }),
    });
    const heard = (findings: AccessFinding[]) =>
      passing(findings, (more.endpoint?.before ?? more.endpoint?.after)?.service);
    diff.wider.push(...heard(found.wider).map(named));
    // What nobody can reach any more, because it is gone, is told by the templates themselves.
    if (!target || target.after) diff.narrower.push(...heard(found.narrower).map(named));
    diff.latent.push(...heard(found.latent).map(named));
    diff.unproven.push(...found.unproven.map((reason) => `${name}: ${reason}`));
  };

  for (const principal of principals) {
    const { account } = (principal.after ?? principal.before) as { account: string };
    run(principal, undefined, { account });
  }
  for (const resource of resources) {
    const { account } = resourceOf(resource);
    const services = servicesIn(arnsOfResource(resourceOf(resource)));
    const policies = both(resource).flatMap(({ policy }) => policy ?? []);
    for (const principal of principals) {
      if (canMeet(both(principal), services, policies)) run(principal, resource, { account });
    }
    if (isSame(resource.before?.policy, resource.after?.policy)) continue;
    const known = new Set(principals.map(({ before, after }) => (after ?? before)?.arn));
    for (const asker of outsiders(resource, after)) {
      if (!known.has(asker.arn)) run({ before: asker, after: asker }, resource, { account });
    }
  }
  for (const endpoint of endpointsIn(before, after)) {
    const told = diff.wider.length;
    for (const principal of principals) {
      if (!principal.before || !principal.after) continue;
      run(same(principal), undefined, { endpoint, account: principal.after.account });
    }
    // Who uses a network is seldom in the templates that make it.
    const { account } = endpoint.before as Endpoint;
    const other = anyOther(account, partition);
    if (diff.wider.length === told) run({ before: other, after: other }, undefined, { endpoint, account });
  }
  if (left > 0)
    diff.unproven.push(notCompared(`${left} of ${compared + left} pairs of who asks and what for`, [before, after]));
  diff.unproven = [...new Set(diff.unproven)];
  return diff;
}

/** Who accepts it accepts nothing of other templates. */
export function notCompared(what: string, models: AccessModel[]): string {
  const content = contentDigest(JSON.stringify(models));
  return `not compared: ${what}, which are too many, or too unlike each other. Judge fewer templates at once (content ${content})`;
}

/** What an endpoint lets through is about its service alone; which actions go to one whose name begins none is not known. */
function passing(findings: AccessFinding[], service?: string): AccessFinding[] {
  if (service === undefined || actionsMatching(`${service}:*`).length === 0) return findings;
  return findings.flatMap((finding) => {
    const actions = finding.actions.filter(
      (action) => /^[:-]/.test(action.slice(service.length)) && action.startsWith(service),
    );
    return actions.length > 0 ? [{ ...finding, actions }] : [];
  });
}

/** An endpoint that is new only limits; one whose policy went lets through what it held back. */
function endpointsIn(before: AccessModel, after: AccessModel): Pair<Endpoint>[] {
  const key = (endpoint: Endpoint) => ({
    ...endpoint,
    arn: `${endpoint.account} ${endpoint.policy.origin?.stack} ${endpoint.name}`,
  });
  return paired(before.endpoints.map(key), after.endpoints.map(key)).filter(
    (pair) => pair.before && !isSame(pair.before.policy, pair.after?.policy),
  );
}

/** The endpoint alone changes here: what the principal's own policies changed has been told. */
function same({ after }: Pair<ComparedPrincipal>): Pair<ComparedPrincipal> {
  return after ? { before: after, after } : {};
}

function policiesOf(who?: ComparedPrincipal, target?: AccessResource, endpoint?: Endpoint): PolicySet {
  return {
    identity: who?.identity ?? [],
    ...(who?.boundary && { boundary: who.boundary }),
    ...(target?.policy && { resource: target.policy }),
    ...(endpoint && { endpoint: [endpoint.policy] }),
  };
}

function isSame(one?: NamedPolicy, other?: NamedPolicy): boolean {
  return JSON.stringify(one?.policy) === JSON.stringify(other?.policy);
}

function paired<T extends { arn: string }>(before: T[], after: T[]): Pair<T>[] {
  const pairs = new Map<string, Pair<T>>();
  for (const item of before) pairs.set(item.arn, { before: item });
  for (const item of after) pairs.set(item.arn, { ...pairs.get(item.arn), after: item });
  return [...pairs.values()];
}

const both = <T>({ before, after }: Pair<T>): T[] => [before, after].flatMap((each) => each ?? []);

function resourceOf({ before, after }: Pair<AccessResource>): AccessResource {
  return (after ?? before) as AccessResource;
}
