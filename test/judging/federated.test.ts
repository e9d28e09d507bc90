import { expect, it } from 'vitest';
import { resource, weakIn } from './weaknesses.ts';

type Held = [operator: string, claim: string, value: string | string[]];

const github = 'token.actions.githubusercontent.com';
const cognito = 'cognito-identity.amazonaws.com';
const gitlab = 'gitlab.com';
const terraform = 'app.terraform.io';
const kubernetes = 'oidc.eks.eu-west-1.amazonaws.com/id/0123456789ABCDEF0123456789ABCDEF';

/** Of a role that trusts a provider, on conditions to its claims. */
function weak(provider: string, held: Held[], Action = 'sts:AssumeRoleWithWebIdentity'): string[] {
  const Federated = provider === cognito ? provider : `arn:aws:iam::000000000000:oidc-provider/${provider}`;
  const Condition: Record<string, Record<string, string | string[]>> = {};
  for (const [operator, claim, value] of held)
    Condition[operator] = { ...Condition[operator], [`${provider}:${claim}`]: value };
  return weakIn({
    R: resource('AWS::IAM::Role', {
      PermissionsBoundary: 'arn:aws:iam::000000000000:policy/b',
      AssumeRolePolicyDocument: {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Principal: { Federated }, Action, Condition }],
      },
    }),
  });
}

const fixed: Held = ['StringEquals', 'aud', 'sts.amazonaws.com'];
const like = (value: string | string[]): Held => ['StringLike', 'sub', value];
const pool: Held = ['StringEquals', 'aud', 'eu-west-1:1'];

it.each<[string, Held[]]>([
  [github, []],
  [github, [['Null', 'sub', 'false']]],
  ...[
    '*',
    '?*',
    'r*',
    'repo*',
    'repo:*',
    'repo:?*/*',
    'repo:*/name:*',
    'repo:own*/name:*',
    'environment:production',
  ].map((sub): [string, Held[]] => [github, [like(sub)]]),
  [github, [like(['repo:owner/name:*', 'repo:*'])]],
  [github, [['StringLike', 'repository', '?*']]],
  [github, [['StringLike', 'repository', '*/name']]],
  [github, [['StringLike', 'repository_owner', 'own*']]],
  [github, [['StringEqualsIfExists', 'repository_owner', 'owner']]],
  [github, [['StringEquals', 'environment', 'production']]],
  [github, [['StringNotEquals', 'sub', 'repo:owner/name:ref:refs/heads/main']]],
  [terraform, [like('organization:*:project:*:workspace:*:run_phase:*')]],
  [terraform, [like('organization:ours*')]],
  [gitlab, [like('project_path:*:ref_type:branch:ref:main')]],
  [gitlab, [like('project_path:gro*/name:ref_type:branch:ref:main')]],
  [kubernetes, []],
])('a role of %s with %j is open to everybody', (provider, held) => {
  expect(weak(provider, [fixed, ...held])).toEqual(['public R']);
});

it.each<[string, Held[]]>([
  ...[
    'repo:owner/*',
    'repo:owner/name:*',
    'repo:owner/name:ref:refs/heads/main',
    'repo:owner/name:environment:production',
    'repo:owner@1234/name@5678:*',
    'repository_owner:owner',
    'repository_owner_id:1234:*',
    'environment:production:repository_owner:owner',
    'job_workflow_ref:owner/name/.github/workflows/deploy.yml@refs/heads/main',
  ].map((sub): [string, Held[]] => [github, [like(sub)]]),
  [github, [['StringEquals', 'repository', 'owner/name']]],
  [github, [['StringLike', 'repository', 'owner/*']]],
  [github, [['StringEquals', 'repository_id', '1234']]],
  [github, [like('repo:owner/name:*'), ['StringEquals', 'environment', 'production']]],
  [terraform, [like('organization:ours:project:*:workspace:*:run_phase:*')]],
  [gitlab, [like('project_path:group/*:ref_type:branch:ref:main')]],
  [kubernetes, [['StringEquals', 'sub', 'system:serviceaccount:default:reader']]],
])('a role of %s with %j is for its owner', (provider, held) => {
  expect(weak(provider, [fixed, ...held])).toEqual([]);
});

it.each<[Held[], boolean]>([
  [
    [
      ['Null', 'aud', 'false'],
      ['Null', 'amr', 'false'],
    ],
    true,
  ],
  [[pool, ['Null', 'amr', 'false']], true],
  [[pool, ['ForAnyValue:StringLike', 'amr', 'unauthent?cated']], true],
  [[pool, ['ForAnyValue:StringLike', 'amr', ['authenticated', 'un*']]], true],
  [
    [
      ['StringLike', 'aud', ['eu-west-1:1', '*']],
      ['ForAnyValue:StringLike', 'amr', 'authenticated'],
    ],
    true,
  ],
  [[pool, ['ForAnyValue:StringLike', 'amr', 'authenticated']], false],
  [[pool, ['ForAnyValue:StringLike', 'amr', 'cognito-idp.eu-west-1.amazonaws.com/*']], false],
])('a role of a pool with %j: open is %s', (held, isOpen) => {
  expect(weak(cognito, held)).toEqual(isOpen ? ['public R'] : []);
});

it.each(['sts:AssumeRole*', 'sts:AssumeRoleWith*', 'sts:Assume*', 'sts:*'])('%s takes a sign-in', (action) => {
  expect(weak(github, [], action)).toContain('public R');
});
