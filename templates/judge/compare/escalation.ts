import type { CompiledSet } from '../decide/compiled.ts';
import { decideCompiled } from '../decide/decide.ts';
import { compileSet } from '../decide/policy.ts';
import { remembered, rememberedFor } from '../decide/remembered.ts';
import { type Decision, PolicyError, type Request } from '../decide/request.ts';
import { type AccessModel, policiesFor, principalOf } from '../read/model.ts';
import type { TemplatePrincipal } from '../read/model-identities.ts';
import type { AccessResource } from '../read/model-resources.ts';

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
    | 'grants a key'
    | 'makes service-linked roles'
    | 'assumes a role';
  /** What it leads to: a role, a key, the principal itself. */
  to: string;
  /** The requests that it takes, each with the decision that lets it through. */
  by: { request: Request; decision: Decision }[];
}

/** Actions that start something which then acts with a role that was passed to it. */
const starters: Record<string, { action: string; resource: string }[]> = {
  'sagemaker.amazonaws.com': [
    { action: 'sagemaker:CreateTrainingJob', resource: 'training-job/*' },
    { action: 'sagemaker:CreateProcessingJob', resource: 'processing-job/*' },
    { action: 'sagemaker:CreateNotebookInstance', resource: 'notebook-instance/*' },
    { action: 'sagemaker:CreateModel', resource: 'model/*' },
    { action: 'sagemaker:CreatePipeline', resource: 'pipeline/*' },
  ],
  'lambda.amazonaws.com': [
    { action: 'lambda:CreateFunction', resource: 'function:*' },
    { action: 'lambda:UpdateFunctionConfiguration', resource: 'function:*' },
  ],
  'ec2.amazonaws.com': [{ action: 'ec2:RunInstances', resource: 'instance/*' }],
  'ecs-tasks.amazonaws.com': [{ action: 'ecs:RunTask', resource: 'task-definition/*:1' }],
  'states.amazonaws.com': [{ action: 'states:CreateStateMachine', resource: 'stateMachine:*' }],
  'glue.amazonaws.com': [{ action: 'glue:CreateJob', resource: 'job/*' }],
  'cloudformation.amazonaws.com': [{ action: 'cloudformation:CreateStack', resource: 'stack/*/1' }],
};

const policyEdits = [
  'iam:PutRolePolicy',
  'iam:AttachRolePolicy',
  'iam:DeleteRolePermissionsBoundary',
  'iam:PutRolePermissionsBoundary',
];
const policyVersions = ['iam:CreatePolicyVersion', 'iam:SetDefaultPolicyVersion'];

/** Every escalation that the templates leave open. What may depend on context counts as open: it can be met. */
export function escalations(model: AccessModel, open: string[] = []): Escalation[] {
  const trusting = rememberedFor((role: AccessResource) =>
    Object.keys(starters).filter((service) =>
      mayAsk(model, service, 'sts:AssumeRole', role.arn, open, {}, role.account),
    ),
  );
  return model.principals.flatMap((principal) => [
    ...passing(model, principal, open, trusting),
    ...editing(model, principal, open),
    ...granting(model, principal, open),
    ...assuming(model, principal, open),
    ...linking(model, principal, open),
  ]);
}

/** Those of `after` that `before` does not have. */
export function newEscalations(before: AccessModel, after: AccessModel, open: string[] = []): Escalation[] {
  const idOf = ({ who, kind, to, by }: Escalation) =>
    JSON.stringify([who, kind, to, by.map(({ request }) => request.action)]);
  const known = new Set(escalations(before).map(idOf));
  return escalations(after, open).filter((escalation) => !known.has(idOf(escalation)));
}

function passing(
  model: AccessModel,
  principal: TemplatePrincipal,
  open: string[],
  trusting: (role: AccessResource) => string[],
): Escalation[] {
  // Which role is passed does not matter to them.
  const starting = remembered((service) =>
    (starters[service] ?? []).flatMap(({ action, resource }) => {
      const name = action.split(':')[0] as string;
      const arn = `arn:${model.partition}:${name}:eu-west-1:${principal.account}:${resource}`;
      const asked = examplesOf(principal, name, arn).map((each) => mayAsk(model, principal.arn, action, each, open));
      return asked.find((each) => each) ?? [];
    }),
  );
  return rolesBut(model, principal).flatMap((role) =>
    trusting(role).flatMap((service) => {
      const pass = mayAsk(model, principal.arn, 'iam:PassRole', role.arn, open, { 'iam:PassedToService': service });
      if (!pass) return [];
      const starts = starting(service);
      const by = [pass, ...starts];
      return starts.length > 0
        ? { who: principal.name, kind: 'passes a role to a job' as const, to: role.name, by }
        : [];
    }),
  );
}

function editing(model: AccessModel, principal: TemplatePrincipal, open: string[]): Escalation[] {
  const roles = model.resources.filter(({ type }) => type === 'AWS::IAM::Role');
  const found = roles.flatMap((role) => [
    ...policyEdits.map((action) => ({ action, kind: 'edits policies' as const, role })),
    { action: 'iam:UpdateAssumeRolePolicy', kind: 'edits trust' as const, role },
  ]);
  const edits = found.flatMap(({ action, kind, role }) => {
    const request = mayAsk(model, principal.arn, action, role.arn, open);
    return request ? [{ who: principal.name, kind, to: role.name, by: [request] }] : [];
  });
  const policies = policyVersions.flatMap((action) => {
    const arn = `arn:${model.partition}:iam::${principal.account}:policy/any`;
    const request = mayAsk(model, principal.arn, action, arn, open);
    return request ? [{ who: principal.name, kind: 'edits policies' as const, to: 'any policy', by: [request] }] : [];
  });
  return [...edits, ...policies];
}

function granting(model: AccessModel, principal: TemplatePrincipal, open: string[]): Escalation[] {
  return model.resources
    .filter(({ type }) => type === 'AWS::KMS::Key')
    .flatMap((key) =>
      ['kms:CreateGrant', 'kms:PutKeyPolicy'].flatMap((action) => {
        // A grant for an AWS resource is made by the service and dies with it; one for a person is not.
        const context: Request['context'] =
          action === 'kms:CreateGrant' ? { 'kms:GrantIsForAWSResource': 'false' } : {};
        const request = mayAsk(model, principal.arn, action, key.arn, open, context, key.account);
        return request ? [{ who: principal.name, kind: 'grants a key' as const, to: key.name, by: [request] }] : [];
      }),
    );
}

function assuming(model: AccessModel, principal: TemplatePrincipal, open: string[]): Escalation[] {
  return rolesBut(model, principal).flatMap((role) => {
    const request = mayAsk(model, principal.arn, 'sts:AssumeRole', role.arn, open, {}, role.account);
    return request ? [{ who: principal.name, kind: 'assumes a role' as const, to: role.name, by: [request] }] : [];
  });
}

function linking(model: AccessModel, principal: TemplatePrincipal, open: string[]): Escalation[] {
  const arn = `arn:${model.partition}:iam::${principal.account}:role/aws-service-role/any.amazonaws.com/any`;
  const request = mayAsk(model, principal.arn, 'iam:CreateServiceLinkedRole', arn, open);
  return request ? [{ who: principal.name, kind: 'makes service-linked roles', to: 'any service', by: [request] }] : [];
}

function rolesBut(model: AccessModel, principal: TemplatePrincipal) {
  return model.resources.filter(({ type, arn }) => type === 'AWS::IAM::Role' && arn !== principal.arn);
}

/** An ARN that the principal's own statements may name, as names are often limited to a prefix. */
function examplesOf({ identity }: TemplatePrincipal, service: string, otherwise: string): string[] {
  const written = identity.flatMap(({ policy }) =>
    [policy.Statement].flat().flatMap(({ Effect, Resource }) => (Effect === 'Allow' ? [Resource ?? []].flat() : [])),
  );
  const own = written.filter((arn) => arn.split(':')[2] === service);
  return [...new Set([...own, otherwise])].map((arn) => arn.replace(/[*?]/g, 'x'));
}

/** Each asks whether it may do much to every other, and most may do nothing of it to anybody. */
const isAllowedSomewhere = ({ identity, resource }: CompiledSet, action: string): boolean =>
  [...identity, ...(resource ? [resource] : [])].some((policy) =>
    policy.about(action.toLowerCase()).some(({ allows }) => allows),
  );

/** The request, where it is allowed or may be; undefined where it never is. Not decided: into `open`. */
export function mayAsk(
  model: AccessModel,
  principal: string,
  action: string,
  resource: string,
  open: string[],
  context: Request['context'] = {},
  account = principalOf(model, principal)?.account ?? '',
): { request: Request; decision: Decision } | undefined {
  const resourceAccount = resource.split(':')[4] || account;
  const request: Request = { principal, action, resource, resourceAccount, context, unseenResourcePolicy: 'delegates' };
  try {
    const set = compileSet(policiesFor(model, principal, resource), { strict: false });
    if (!isAllowedSomewhere(set, action)) return undefined;
    const decision = decideCompiled(request, set);
    const isOpen = decision.verdict === 'Allowed' || (decision.verdict === 'DependsOn' && !decision.never);
    return isOpen ? { request, decision } : undefined;
  } catch (error) {
    if (!(error instanceof PolicyError)) throw error;
    if (!/does not act on such a resource/.test(error.message)) open.push(`${principal} ${action}: ${error.message}`);
    return undefined;
  }
}
