import { remembered, rememberedFor } from '../decide/remembered.ts';
import type { Decision, Request } from '../decide/request.ts';
import starters from '../reach/starters.json' with { type: 'json' };
import type { Deputy } from '../read/deputies.ts';
import { type AccessModel, principalOf } from '../read/model.ts';
import type { TemplatePrincipal } from '../read/model-identities.ts';
import type { AccessResource } from '../read/model-resources.ts';
import { asking, mayAsk, type Questions, type Target } from './asking.ts';

/**
 * Permissions that become other permissions. Each is one request that a role may make; together with the assembly
 * they say who can become, or hand themselves, whom. IAM User Guide, "Grant a user permissions to pass a role to an
 * AWS service"; "Using service-linked roles"; KMS Developer Guide, "Grants in AWS KMS".
 */
export interface Escalation {
  /** What people call the principal. */
  who: string;
  kind:
    | 'passes a role to a job'
    | 'edits policies'
    | 'edits trust'
    | 'signs in as a user'
    | 'changes what runs with a role'
    | 'grants a key'
    | 'makes service-linked roles'
    | 'assumes a role';
  /** What it leads to: a role, a key, the principal itself. */
  to: string;
  /** The requests that it takes, each with the decision that lets it through. */
  by: { request: Request; decision: Decision }[];
}

/** Actions of IAM that extend what somebody may do, and what they are about. IAM User Guide, "Delegation of access management". */
const edits: [Escalation['kind'], on: 'role' | 'user' | 'group' | 'policy', verbs: string[]][] = [
  [
    'edits policies',
    'role',
    ['PutRolePolicy', 'AttachRolePolicy', 'DeleteRolePermissionsBoundary', 'PutRolePermissionsBoundary'],
  ],
  ['edits trust', 'role', ['UpdateAssumeRolePolicy']],
  [
    'edits policies',
    'user',
    ['PutUserPolicy', 'AttachUserPolicy', 'DeleteUserPermissionsBoundary', 'PutUserPermissionsBoundary'],
  ],
  ['edits policies', 'group', ['PutGroupPolicy', 'AttachGroupPolicy', 'AddUserToGroup']],
  ['edits policies', 'policy', ['CreatePolicyVersion', 'SetDefaultPolicyVersion']],
  ['signs in as a user', 'user', ['CreateAccessKey', 'CreateLoginProfile', 'UpdateLoginProfile']],
];

/** Every escalation that the templates leave open. What may depend on context counts as open: it can be met. */
export function escalations(model: AccessModel, open: string[] = []): Escalation[] {
  const { found, notDecided } = foundIn(model);
  for (const each of notDecided) open.push(each);
  return found;
}

const foundIn = rememberedFor((model: AccessModel) => {
  const notDecided: string[] = [];
  return { found: find(model, notDecided), notDecided };
});

function find(model: AccessModel, open: string[]): Escalation[] {
  const trusting = rememberedFor((role: AccessResource) =>
    Object.keys(starters).filter((service) =>
      hostsOf(service, model).some((host) => mayAsk(model, host, 'sts:AssumeRole', role.arn, open, {}, role.account)),
    ),
  );
  return model.principals.flatMap((principal) => {
    const asker = asking(model, principal, open);
    return [
      ...passing(model, asker, trusting),
      ...editing(model, asker),
      ...granting(model, asker),
      ...assuming(model, asker),
      ...linking(model, asker),
    ];
  });
}

/** Those of `after` that `before` does not have, and whose rights somebody newly has who changes what runs with them. */
export function newEscalations(before: AccessModel, after: AccessModel, open: string[] = []): Escalation[] {
  const idOf = ({ who, kind, to, by }: Escalation) =>
    JSON.stringify([who, kind, to, by.map(({ request }) => request.action)]);
  const wayOf = ({ who, to }: Escalation) => JSON.stringify([who, to]);
  const old = escalations(before);
  const known = new Set(old.map(idOf));
  const roleOf = new Map(before.deputies.map(({ arn, role }) => [arn, role]));
  const changed = after.deputies.filter(({ arn, role }) => roleOf.get(arn) !== role);
  const roles = new Set(changed.map(({ role }) => role));
  const same = before.deputies.filter(({ role }) => roles.has(role));
  const ways = new Set([...old, ...deputizing(before, same, [])].map(wayOf));
  return [
    ...escalations(after, open).filter((escalation) => !known.has(idOf(escalation))),
    ...deputizing(after, changed, open).filter((escalation) => !ways.has(wayOf(escalation))),
  ];
}

/** Some services have a host of their own in China. */
const hostsOf = (service: string, { partition }: AccessModel) =>
  partition === 'aws-cn' ? [service, `${service}.cn`] : [service];

function passing(
  model: AccessModel,
  { principal, may, about, resources, any }: Questions,
  trusting: (role: AccessResource) => string[],
): Escalation[] {
  if (about('iam:PassRole').length === 0) return [];
  // Which role is passed does not matter to them.
  const starting = remembered((service) =>
    (starters[service as keyof typeof starters]?.actions ?? []).flatMap((action) => {
      for (const resource of resources(action)) {
        const asked = may(action, resource);
        if (asked) return asked;
      }
      return [];
    }),
  );
  const passed = (role: Target, services: string[]) =>
    services.flatMap((service) => {
      const starts = starting(service);
      if (starts.length === 0) return [];
      const passes = hostsOf(service, model).flatMap(
        (host) => may('iam:PassRole', role.arn, { 'iam:PassedToService': host }) ?? [],
      );
      const by = [...passes.slice(0, 1), ...starts];
      return passes.length > 0
        ? { who: principal.name, kind: 'passes a role to a job' as const, to: role.name, by }
        : [];
    });
  return [
    ...rolesBut(model, principal).flatMap((role) => passed(role, trusting(role))),
    ...passed(any('role'), Object.keys(starters)),
  ];
}

function editing(model: AccessModel, { principal, may, about, resources, any }: Questions): Escalation[] {
  return edits.flatMap(([kind, on, verbs]) =>
    verbs.flatMap((verb) => {
      const action = `iam:${verb}`;
      if (about(action).length === 0) return [];
      const own = model.principals.filter(({ arn }) => arn.includes(`:${on}/`));
      const way = ({ name, arn }: Target): Escalation[] => {
        // Who changes keys and passwords of their own has them.
        const request = kind === 'signs in as a user' && arn === principal.arn ? undefined : may(action, arn);
        return request ? [{ who: principal.name, kind, to: name, by: [request] }] : [];
      };
      const all = way(any(on));
      const named = resources(action).filter((arn) => !own.some((one) => one.arn === arn));
      const others = all.length > 0 ? [] : named.map((arn) => ({ name: arn.split(':').slice(5).join(':'), arn }));
      return [...[...own, ...others].flatMap(way), ...all];
    }),
  );
}

function granting(model: AccessModel, { principal, may }: Questions): Escalation[] {
  return model.resources
    .filter(({ type }) => type === 'AWS::KMS::Key')
    .flatMap((key) =>
      ['kms:CreateGrant', 'kms:PutKeyPolicy'].flatMap((action) => {
        // A grant for an AWS resource is made by the service and dies with it; one for a person is not.
        const context: Request['context'] =
          action === 'kms:CreateGrant' ? { 'kms:GrantIsForAWSResource': 'false' } : {};
        const request = may(action, key.arn, context, key.account);
        return request ? [{ who: principal.name, kind: 'grants a key' as const, to: key.name, by: [request] }] : [];
      }),
    );
}

function assuming(model: AccessModel, { principal, may, about, any }: Questions): Escalation[] {
  const others = about('sts:AssumeRole').length > 0 ? [{ ...any('role'), account: principal.account }] : [];
  return [...rolesBut(model, principal), ...others].flatMap((role) => {
    const request = may('sts:AssumeRole', role.arn, {}, role.account);
    return request ? [{ who: principal.name, kind: 'assumes a role' as const, to: role.name, by: [request] }] : [];
  });
}

function linking({ partition }: AccessModel, { principal, may }: Questions): Escalation[] {
  const arn = `arn:${partition}:iam::${principal.account}:role/aws-service-role/any.amazonaws.com/any`;
  const request = may('iam:CreateServiceLinkedRole', arn);
  return request ? [{ who: principal.name, kind: 'makes service-linked roles', to: 'any service', by: [request] }] : [];
}

/** Who may change what runs with a role: it has the role's rights, whoever passed it. */
function deputizing(model: AccessModel, deputies: Deputy[], open: string[]): Escalation[] {
  if (deputies.length === 0) return [];
  return model.principals.flatMap((principal) => {
    const { may } = asking(model, principal, open);
    return deputies.flatMap(({ arn, role, changedBy }): Escalation[] => {
      // Which role deploys a stack no template says.
      if (!role?.startsWith('arn:') || role === principal.arn) return [];
      const by = changedBy.flatMap((action) => may(action, arn) ?? []);
      const to = principalOf(model, role)?.name ?? role;
      return by.length > 0 ? [{ who: principal.name, kind: 'changes what runs with a role', to, by }] : [];
    });
  });
}

function rolesBut(model: AccessModel, principal: TemplatePrincipal) {
  return model.resources.filter(({ type, arn }) => type === 'AWS::IAM::Role' && arn !== principal.arn);
}
