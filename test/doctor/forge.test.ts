import { describe, expect, it } from 'vitest';
import { lookAt, once } from '../../templates/doctor/check.mjs';
import { forge } from '../../templates/doctor/forge.mjs';
import { recorded, repository, type Said } from './recorded.ts';

const place = 'repos/acme/my-ml';
const reviewed = {
  name: 'prod',
  protection_rules: [{ type: 'required_reviewers' }],
  deployment_branch_policy: { protected_branches: true },
};
const right: Record<string, Said> = {
  [place]: { full_name: 'acme/my-ml', id: 7, default_branch: 'main', private: false },
  [`${place}/rules/branches/main`]: [
    { type: 'pull_request' },
    {
      type: 'required_status_checks',
      parameters: { required_status_checks: [{ context: 'gate' }, { context: 'published' }] },
    },
  ],
  [`${place}/branches/main`]: { protected: true },
  [`${place}/environments`]: { environments: [reviewed] },
  [`${place}/actions/permissions`]: { enabled: true },
  [`${place}/actions/permissions/workflow`]: {
    can_approve_pull_request_reviews: true,
    default_workflow_permissions: 'read',
  },
  [`${place}/actions/variables/AWS_ACCOUNT_ID`]: { value: '111122223333' },
};

async function look(gh: Record<string, Said>, settings: Record<string, unknown> = {}) {
  const { programs } = recorded({ aws: {}, gh, programs: {} });
  const slug = 'acme/my-ml';
  const github = once(() => programs.gh([`repos/${slug}`], { none: /HTTP 404/ }));
  const context = { gh: programs.gh, repository: repository(settings), slug, github };
  const { checks } = await lookAt('GitHub', forge, context);
  return checks.flatMap(({ id, findings }) => findings.map(({ level, what }) => `${id} ${level}: ${what}`));
}

const without = (path: string) => Object.fromEntries(Object.entries(right).filter(([key]) => key !== path));

describe('GitHub', () => {
  it('has no finding where all is set', async () => {
    expect(await look(right)).toEqual([]);
  });

  it('lacks the repository', async () => {
    expect(await look(without(place))).toContainEqual(
      expect.stringMatching(/^repository error: There is no repository/),
    );
  });

  it.each([
    [
      'it was renamed',
      { [place]: { full_name: 'acme/other', id: 7, default_branch: 'main' } },
      /^repository error: .*acme\/other/,
    ],
    [
      'another was made under its name',
      { [place]: { full_name: 'acme/my-ml', id: 8, default_branch: 'main' } },
      /number 7, and this one is 8/,
    ],
    [
      'its branch is another',
      {
        [place]: { full_name: 'acme/my-ml', id: 7, default_branch: 'master' },
        [`${place}/branches/master`]: { protected: true },
      },
      /^repository error: The default branch is master/,
    ],
    [
      'anybody pushes',
      { [`${place}/branches/main`]: { protected: false }, [`${place}/rules/branches/main`]: [] },
      /^branch error: Anybody/,
    ],
    [
      'what judges is not among the checks that have to pass',
      {
        [`${place}/rules/branches/main`]: [
          { type: 'pull_request' },
          { type: 'required_status_checks', parameters: { required_status_checks: [{ context: 'test' }] } },
        ],
      },
      /^branch warning: A change can reach main though "gate" and "published"/,
    ],
    [
      'no check is required',
      { [`${place}/rules/branches/main`]: [{ type: 'pull_request' }] },
      /^branch warning: No check/,
    ],
    [
      'there is no environment',
      { [`${place}/environments`]: { environments: [] } },
      /^environments error: There is no environment "prod"/,
    ],
    [
      'nobody approves',
      { [`${place}/environments`]: { environments: [{ ...reviewed, protection_rules: [] }] } },
      /^environments warning: Nobody/,
    ],
    [
      'every branch deploys',
      { [`${place}/environments`]: { environments: [{ ...reviewed, deployment_branch_policy: null }] } },
      /^environments error: Every branch/,
    ],
    ['Actions are off', { [`${place}/actions/permissions`]: { enabled: false } }, /^actions error/],
    [
      'no pull request may be opened',
      { [`${place}/actions/permissions/workflow`]: { can_approve_pull_request_reviews: false } },
      /^actions warning: upgrade.yml/,
    ],
    [
      'the account is not an account',
      { [`${place}/actions/variables/AWS_ACCOUNT_ID`]: { value: '' } },
      /^account error/,
    ],
    [
      'a private one lacks the licence',
      {
        [place]: {
          full_name: 'acme/my-ml',
          id: 7,
          default_branch: 'main',
          private: true,
          security_and_analysis: { advanced_security: { status: 'disabled' } },
        },
      },
      /^licence warning/,
    ],
  ])('is told where %s', async (_, answers, expected) => {
    expect(await look({ ...right, ...answers }, { repositoryId: 7 })).toContainEqual(expect.stringMatching(expected));
  });

  it('is not taken for right where gh is absent or signed out', async () => {
    for (const said of [null, new Error('To get started with GitHub CLI, please run:  gh auth login')]) {
      const findings = await look({ '*': said });
      expect(findings.every((finding) => / unread: /.test(finding))).toBe(true);
      expect(findings).toHaveLength(6);
    }
  });
});
