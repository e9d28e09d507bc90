// What a finding ends with: the command that fixes it, or why there is none.

/** @param {string} what */
export const byHand = (what) => `No command does it: ${what}`;

/** How a program comes onto a machine. @param {string} brew @param {string} winget @param {string} page */
export const installed = (brew, winget, page) =>
  `macOS: brew install ${brew}; Windows: winget install ${winget}; elsewhere: ${page}`;

/** Values of a request's body, as gh takes them: in lists and objects too. @param {string[]} fields */
const body = (fields) => fields.map((field) => `-F "${field}"`).join(' ');

/**
 * A rule set for the default branch: pull requests with a review, and these checks. GitHub REST API, "Create a repository
 * ruleset". @param {string} slug @param {string[]} checks
 */
export const ruleSet = (slug, checks) =>
  `gh api --method POST repos/${slug}/rulesets ${body([
    'name=deployed-branch',
    'target=branch',
    'enforcement=active',
    'conditions[ref_name][include][]=~DEFAULT_BRANCH',
    'conditions[ref_name][exclude][]',
    'rules[][type]=pull_request',
    'rules[][parameters][required_approving_review_count]=1',
    'rules[][parameters][dismiss_stale_reviews_on_push]=true',
    'rules[][parameters][require_code_owner_review]=true',
    'rules[][parameters][require_last_push_approval]=true',
    'rules[][parameters][required_review_thread_resolution]=false',
    'rules[][type]=required_status_checks',
    'rules[][parameters][strict_required_status_checks_policy]=true',
    ...checks.map((check) => `rules[][parameters][required_status_checks][][context]=${check}`),
  ])}`;

/**
 * Reviewers of an environment, and the branch that deploys to it. GitHub REST API, "Create or update an environment", which sets
 * all of it. `gh api user --jq .id` tells one's own number. @param {string} slug @param {string} id @param {string} branch
 */
export const environmentOf = (slug, id, branch) =>
  `gh api --method PUT repos/${slug}/environments/${id} ${body([
    'reviewers[][type]=User',
    'reviewers[][id]=USER_ID',
    'deployment_branch_policy[protected_branches]=false',
    'deployment_branch_policy[custom_branch_policies]=true',
  ])}; gh api --method POST repos/${slug}/environments/${id}/deployment-branch-policies -f name=${branch}`;
