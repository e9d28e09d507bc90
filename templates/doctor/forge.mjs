// GitHub: what the workflows rest on, and no file of the repository can set.
import { error, note, warning } from './check.mjs';
import { byHand, environmentOf, ruleSet } from './fix.mjs';
import { CouldNotLook } from './programs.mjs';
import { environmentsOf, mayBeTyped } from './repository.mjs';

const missing = /HTTP 404/;

/** @typedef {{ gh: import('./programs.mjs').Ask, repository: import('./repository.mjs').Repository, slug: string, github: () => Promise<any> }} Forge */

/** @param {Forge} forge */
const branchOf = async ({ repository, github }) => {
  const name = repository.settings.defaultBranch ?? (await github())?.default_branch ?? 'main';
  if (mayBeTyped(name)) return name;
  throw new CouldNotLook(`The default branch has a name that a shell acts on: ${name}`, byHand('rename it on GitHub.'));
};

/** @param {Forge} forge */
async function repository({ slug, github, repository }) {
  const found = await github();
  if (!found)
    return [
      error(
        `There is no repository ${slug}, or it is not shown to you`,
        `gh repo create ${slug} --private --source . --push`,
      ),
    ];
  const { settings } = repository;
  const wrong = [];
  if (found.full_name !== slug)
    wrong.push(
      error(
        `The repository is called ${found.full_name} now, and the deploy role trusts ${slug}`,
        `npx create-secure-ml answers --set repository=${found.full_name}`,
      ),
    );
  if (settings.repositoryId && String(settings.repositoryId) !== String(found.id))
    wrong.push(
      error(
        `The deploy role trusts repository number ${settings.repositoryId}, and this one is ${found.id}`,
        `npx create-secure-ml answers --set repositoryId=${found.id}`,
      ),
    );
  const branch = settings.defaultBranch ?? 'main';
  if (found.default_branch !== branch)
    wrong.push(
      error(
        `The default branch is ${found.default_branch}, and the workflows deploy from ${branch}`,
        `gh repo edit ${slug} --default-branch ${branch}`,
      ),
    );
  return wrong;
}

/** A rule set or a classic protection: either shows here, and both to everybody who may read. @param {Forge} forge */
async function branch(forge) {
  const { gh, slug } = forge;
  const name = await branchOf(forge);
  const [rules, found] = await Promise.all([
    gh([`repos/${slug}/rules/branches/${name}`], { none: missing }),
    gh([`repos/${slug}/branches/${name}`], { none: missing }),
  ]);
  if (!found) return [error(`The branch ${name} is not on GitHub yet`, `git push -u origin ${name}`)];
  const all = ['gate', 'published'];
  const require = ruleSet(slug, all);
  const types = new Set((rules ?? []).map((/** @type {any} */ { type }) => type));
  const checks = [
    ...(rules ?? []).flatMap((/** @type {any} */ { parameters }) => parameters?.required_status_checks ?? []),
    ...(found.protection?.required_status_checks?.contexts ?? []),
  ];
  if (!found.protected && types.size === 0)
    return [error(`Anybody who may write can push to ${name}, from which is deployed`, require)];
  const wrong = [];
  // Of a classic protection only administrators see whether it asks for reviews.
  if (types.size > 0 && !types.has('pull_request') && !found.protected)
    wrong.push(error(`${name} takes changes without a pull request`, require));
  if (checks.length === 0) wrong.push(warning(`No check has to pass before a change reaches ${name}`, require));
  const named = checks.map((one) => (typeof one === 'string' ? one : one.context));
  const missed = all.filter((name) => {
    // In a folder of a larger repository, the project's name comes before it.
    return checks.length > 0 && !named.some((one) => one === name || one.endsWith(`/${name}`));
  });
  if (missed.length > 0)
    wrong.push(
      warning(
        `A change can reach ${name} though ${missed.map((one) => `"${one}"`).join(' and ')} did not pass: the judge of gate.yml`,
        require,
      ),
    );
  return wrong;
}

/** @param {Forge} forge */
async function environments(forge) {
  const { gh, slug, repository } = forge;
  const [answer, branch] = await Promise.all([gh([`repos/${slug}/environments`], { none: missing }), branchOf(forge)]);
  const found = answer?.environments ?? [];
  return environmentsOf(repository.settings).flatMap(([id]) => {
    const make = environmentOf(slug, id, branch);
    const one = found.find((/** @type {any} */ { name }) => name === id);
    if (!one)
      return [
        error(`There is no environment "${id}": GitHub makes it on first use, without rules, for every branch`, make),
      ];
    const rules = (one.protection_rules ?? []).map((/** @type {any} */ { type }) => type);
    return [
      ...(rules.includes('required_reviewers') ? [] : [warning(`Nobody has to approve a deployment to "${id}"`, make)]),
      ...(one.deployment_branch_policy ? [] : [error(`Every branch may deploy to "${id}"`, make)]),
    ];
  });
}

/** @param {Forge} forge */
async function actions({ gh, slug }) {
  const [general, workflow] = await Promise.all([
    gh([`repos/${slug}/actions/permissions`]),
    gh([`repos/${slug}/actions/permissions/workflow`]),
  ]);
  return [
    ...(general.enabled === false
      ? [
          error(
            'GitHub Actions are off: nothing is checked and nothing is deployed',
            `gh api --method PUT repos/${slug}/actions/permissions -F enabled=true -f allowed_actions=all`,
          ),
        ]
      : []),
    ...(workflow.can_approve_pull_request_reviews
      ? []
      : [
          warning(
            'upgrade.yml may not open pull requests',
            `gh api --method PUT repos/${slug}/actions/permissions/workflow -F can_approve_pull_request_reviews=true -f default_workflow_permissions=read`,
          ),
        ]),
    ...(workflow.default_workflow_permissions === 'write'
      ? [
          warning(
            'Workflows that ask for no permissions get them all',
            `gh api --method PUT repos/${slug}/actions/permissions/workflow -f default_workflow_permissions=read`,
          ),
        ]
      : []),
  ];
}

/** @param {Forge} forge */
async function account({ gh, slug, repository }) {
  const [[id = 'prod', known] = []] = environmentsOf(repository.settings);
  if (known) return [];
  const places = [
    `repos/${slug}/actions/variables/AWS_ACCOUNT_ID`,
    `repos/${slug}/actions/organization-variables?per_page=30`,
  ];
  const [own, shared] = await Promise.all(places.map((place) => gh([place], { none: missing })));
  const value =
    own?.value ?? shared?.variables?.find((/** @type {any} */ { name }) => name === 'AWS_ACCOUNT_ID')?.value;
  if (/^\d{12}$/.test(value ?? '')) return [];
  return [
    error(
      `deploy.yml knows no account for "${id}", so it deploys nowhere`,
      `gh variable set AWS_ACCOUNT_ID --repo ${slug} --body ACCOUNT`,
    ),
  ];
}

/** Dependency review and code scanning are free in public repositories and a paid product in others. @param {Forge} forge */
async function licence({ slug, github }) {
  const found = await github();
  if (!found || found.private === false) return [];
  const analysis = found.security_and_analysis;
  if (!analysis)
    return [
      note(
        'Whether the repository may use dependency review is shown to its administrators only',
        `gh api repos/${slug} --jq .security_and_analysis`,
      ),
    ];
  if ([analysis.advanced_security, analysis.code_security].some((one) => one?.status === 'enabled')) return [];
  return [
    warning(
      'Dependency review and code scanning need GitHub Code Security in a private repository: the job "New dependencies" fails',
      `Turn it on: gh api --method PATCH repos/${slug} -f "security_and_analysis[code_security][status]=enabled". Or delete that job from .github/workflows/check.yml`,
    ),
  ];
}

/** @type {import('./check.mjs').Check[]} */
export const forge = [
  { id: 'repository', title: 'The repository is the one that the deploy role trusts', look: repository },
  { id: 'branch', title: 'What is deployed was reviewed', look: branch },
  { id: 'environments', title: 'Each environment has reviewers and a branch', look: environments },
  { id: 'actions', title: 'Workflows may do what they do, and no more', look: actions },
  { id: 'account', title: 'The workflow knows the account', look: account },
  { id: 'licence', title: 'GitHub offers the checks that the workflows run', look: licence },
];
