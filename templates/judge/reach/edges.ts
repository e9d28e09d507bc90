import { rememberedFor } from '../decide/remembered.ts';
import type { Context } from '../prove/circumstance.ts';
import type { Asker } from '../prove/who.ts';
import type { AccessModel } from '../read/model.ts';
import type { AccessResource } from '../read/model-resources.ts';
import doors from './doors.json' with { type: 'json' };
import { possible, type ReachStep, type World } from './may.ts';
import starters from './starters.json' with { type: 'json' };

/** How somebody comes by the rights of a role. `holds`: with its credentials in hand, and not only by code that has them. */
export interface Edge {
  how: string;
  to: string;
  holds: boolean;
  steps: ReachStep[];
}

/** Rights that no template says: of a role made elsewhere, or those that somebody writes. */
export interface Unknown {
  how: string;
  to: string;
  steps: ReachStep[];
}

export interface Edges {
  edges: Edge[];
  unknown: Unknown[];
}

const takes = ['sts:AssumeRole', 'sts:AssumeRoleWithSAML', 'sts:AssumeRoleWithWebIdentity'];

export const rolesOf = ({ model }: World): AccessResource[] =>
  model.resources.filter(({ type }) => type === 'AWS::IAM::Role');

/** Each way from somebody, who calls in one of the contexts, to the rights of others. */
export function edgesFrom(asker: Asker, contexts: Context[], world: World): Edges {
  const all = [assuming, starting, changing, writing, granting].map((way) => way(asker, contexts, world));
  return { edges: all.flatMap(({ edges }) => edges), unknown: all.flatMap(({ unknown }) => unknown) };
}

function assuming(asker: Asker, contexts: Context[], world: World): Edges {
  const roles = new Set(rolesOf(world).map(({ arn }) => arn));
  const found = possible(asker, { actions: takes, what: '*', contexts }, world).filter(
    ({ resource }) => resource !== asker.principal,
  );
  return {
    edges: found
      .filter(({ resource }) => roles.has(resource))
      .map((step) => ({ how: 'assumes it', to: step.resource, holds: true, steps: [step] })),
    unknown: found
      .filter(({ resource }) => !roles.has(resource))
      .map((step) => ({ how: 'assumes a role that no template makes', to: step.resource, steps: [step] })),
  };
}

/** Passing a role and starting what runs code with it. */
function starting(asker: Asker, contexts: Context[], world: World): Edges {
  const found: Edges = { edges: [], unknown: [] };
  if (possible(asker, { actions: ['iam:PassRole'], what: '*', contexts }, world).length === 0) return found;
  const roles = new Map(rolesOf(world).map((role) => [role.arn, role]));
  for (const [service, { actions }] of Object.entries(starters)) {
    const starts = oneEach(possible(asker, { actions, what: '*', contexts }, world));
    if (starts.length === 0) continue;
    const passing = contexts.map((context) => ({ ...context, 'iam:PassedToService': service }));
    const passes = possible(asker, { actions: ['iam:PassRole'], what: '*', contexts: passing }, world);
    for (const pass of eachOnce(passes)) {
      const role = roles.get(pass.resource);
      if (!role) {
        const to = pass.resource;
        found.unknown.push({ how: `runs code with a role that no template makes (${service})`, to, steps: [pass] });
        continue;
      }
      if (role.arn === asker.principal) continue;
      const trusted = trusting(service, role, world);
      if (trusted.length === 0) continue;
      const steps = [pass, ...starts, ...trusted];
      found.edges.push({ how: `runs code with it (${service})`, to: role.arn, holds: false, steps });
    }
  }
  return found;
}

const trusts = rememberedFor((_: AccessModel) => new Map<string, ReachStep[]>());

/** Whether a service may take a role. */
export function trusting(service: string, role: AccessResource, world: World): ReachStep[] {
  const known = trusts(world.model);
  const key = `${service} ${role.arn}`;
  const found = known.get(key) ?? trustsOf(service, role, world);
  known.set(key, found);
  return found;
}

/** Some services have a host of their own in China. */
function trustsOf(service: string, role: AccessResource, world: World): ReachStep[] {
  const hosts = world.model.partition === 'aws-cn' ? [service, `${service}.cn`] : [service];
  return hosts.flatMap((host) =>
    possible({ name: host, principal: host }, { actions: ['sts:AssumeRole'], what: role.arn }, world).slice(0, 1),
  );
}

/** Changing something of the templates that runs code with a role. */
function changing(asker: Asker, contexts: Context[], world: World): Edges {
  const edges = world.model.deputies.flatMap(({ name, arn, role, changedBy }): Edge[] => {
    const actions = changedBy;
    const steps = actions.length > 0 ? oneEach(possible(asker, { actions, what: arn, contexts }, world)) : [];
    if (steps.length === 0 || role === asker.principal) return [];
    return [{ how: `changes what ${name} runs with it`, to: role ?? `whoever uses ${name}`, holds: false, steps }];
  });
  const known = new Set(rolesOf(world).map(({ arn }) => arn));
  return { edges: edges.filter(({ to }) => known.has(to)), unknown: edges.filter(({ to }) => !known.has(to)) };
}

/** Writing what roles load and run: code, and images of repositories that they pull. */
function writing(asker: Asker, contexts: Context[], world: World): Edges {
  const { model, scope } = world;
  const places = [...Object.values(scope.cast.executes ?? {}), ...model.deputies.flatMap(({ code }) => code)];
  const named = places.filter((place) => place.startsWith('arn:') || model.names[place.split('/')[0] ?? '']);
  const code = named.flatMap((what) => loading(asker, contexts, what, ['s3:PutObject'], 's3:GetObject', world));
  const images = loading(asker, contexts, '*', ['ecr:PutImage'], 'ecr:BatchGetImage', world);
  return { edges: [...code, ...images], unknown: [] };
}

function loading(
  asker: Asker,
  contexts: Context[],
  what: string,
  actions: string[],
  loads: string,
  world: World,
): Edge[] {
  const writes = (where: string) => possible(asker, { actions, what: where, contexts }, world);
  const all = eachOnce(writes(what));
  if (all.length === 0) return [];
  return rolesOf(world).flatMap((role): Edge[] => {
    if (role.arn === asker.principal || !runsCode(role, world)) return [];
    const loading = (where: string) =>
      possible({ name: role.name, principal: role.arn }, { actions: [loads], what: where }, world);
    // Each may be told apart more finely than the other.
    const pairs = [
      ...all.map((write) => [write, ...loading(write.resource)]),
      ...eachOnce(loading(what)).map((load) => [...writes(load.resource).slice(0, 1), load]),
    ];
    const steps = pairs.find(({ length }) => length > 1)?.slice(0, 2);
    const how = `writes what it ${loads === 's3:GetObject' ? 'loads' : 'pulls'} and runs`;
    return steps ? [{ how, to: role.arn, holds: false, steps }] : [];
  });
}

/** Whether a service takes the role to run code that others bring. */
const runsCode = (role: AccessResource, world: World): boolean =>
  Object.keys(starters).some((service) => trusting(service, role, world).length > 0);

/** Letting oneself in: by a role's trust, by writing rights, or by whom a provider of sign-ins vouches for. */
function granting(asker: Asker, contexts: Context[], world: World): Edges {
  const roles = new Set(rolesOf(world).map(({ arn }) => arn));
  const trusts = possible(asker, { actions: ['iam:UpdateAssumeRolePolicy'], what: '*', contexts }, world);
  const doing = (actions: string[]) => oneEach(possible(asker, { actions, what: '*', contexts }, world));
  const rights = doing(doors.rights.actions);
  const signIns = doing(doors.signIns.actions);
  return {
    edges: eachOnce(trusts)
      .filter(({ resource }) => roles.has(resource) && resource !== asker.principal)
      .map((step) => ({ how: 'changes whom it trusts', to: step.resource, holds: true, steps: [step] })),
    unknown: [
      ...rights.map((step) => ({ how: 'writes rights', to: step.resource, steps: [step] })),
      ...signIns.map((step) => ({ how: 'decides who signs in', to: step.resource, steps: [step] })),
    ],
  };
}

/** The first request of each action. */
export function oneEach(steps: ReachStep[]): ReachStep[] {
  const known = new Map<string, ReachStep>();
  for (const step of steps) if (!known.has(step.action)) known.set(step.action, step);
  return [...known.values()];
}

function eachOnce(steps: ReachStep[]): ReachStep[] {
  const known = new Map<string, ReachStep>();
  for (const step of steps) if (!known.has(step.resource)) known.set(step.resource, step);
  return [...known.values()];
}
