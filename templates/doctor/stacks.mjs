// The state of CloudFormation's stacks: what is there of this project, and what a failed try left.
import { error, note, warning } from './check.mjs';

/**
 * @typedef {{ name: string, region: string, status: string, protected: boolean, project: string | undefined, foreign: string | undefined, resources: Map<string, string> }} Deployed
 *   foreign: whose it is, where its tags say that this repository did not make it
 *   resources: type and physical id of each, "TYPE ID" -> logical id
 */

/** A first creation that failed: nothing of it can be updated, it has to be deleted. */
export const failedFirst = /^(ROLLBACK_COMPLETE|ROLLBACK_FAILED|CREATE_FAILED)$/;
export const usable = /^(CREATE|UPDATE|IMPORT|UPDATE_ROLLBACK|IMPORT_ROLLBACK)_COMPLETE$/;

/** Stacks are told apart by the tags that they are deployed with; older ones have fewer. @param {Record<string, string>} tags @param {any} settings @param {string} home */
function foreignIn({ repository, 'home-region': region }, settings, home) {
  if (region && region !== home) return `the deployment to ${region}`;
  const known = settings.repository && settings.repository !== 'none';
  return repository && known && repository !== settings.repository ? `the repository ${repository}` : undefined;
}

/** The stacks of this project in the regions it uses. @param {any} context @returns {Promise<Deployed[]>} */
export async function readStacks({ aws, regions, settings, stacks, home }) {
  const mine = new Set(stacks.map((/** @type {any} */ { name }) => name));
  const found = await Promise.all(
    regions.map(async (/** @type {string} */ region) => {
      const { Stacks = [] } = await aws(['cloudformation', 'describe-stacks'], { region });
      const known = Stacks.filter(
        (/** @type {any} */ { StackName, Tags = [] }) =>
          mine.has(StackName) ||
          (StackName.startsWith(`${settings.name}-`) &&
            Tags.some((/** @type {any} */ { Key, Value }) => Key === 'project' && Value === settings.name)),
      );
      return Promise.all(
        known.map(
          async (/** @type {any} */ { StackName, StackStatus, EnableTerminationProtection = false, Tags = [] }) => {
            const listed = await aws(['cloudformation', 'list-stack-resources', '--stack-name', StackName], { region });
            const live = (listed.StackResourceSummaries ?? []).filter(
              (/** @type {any} */ { ResourceStatus }) => !/DELETE_(COMPLETE|SKIPPED)/.test(ResourceStatus),
            );
            const tags = Object.fromEntries(Tags.map((/** @type {any} */ { Key, Value }) => [Key, Value]));
            return {
              name: StackName,
              region,
              status: StackStatus,
              protected: EnableTerminationProtection,
              project: tags.project,
              foreign: foreignIn(tags, settings, home),
              resources: new Map(
                live.map((/** @type {any} */ one) => [
                  `${one.ResourceType} ${one.PhysicalResourceId}`,
                  one.LogicalResourceId,
                ]),
              ),
            };
          },
        ),
      );
    }),
  );
  return found.flat();
}

/**
 * States in which CloudFormation takes no update (User Guide, "Understand CloudFormation stack creation events", stack status
 * codes): what it is, and the command that ends it.
 * @type {[RegExp, string, (words: string) => string][]}
 */
const stuck = [
  [
    /^UPDATE_ROLLBACK_FAILED$/,
    'can neither go on nor back',
    (words) => `aws cloudformation continue-update-rollback ${words}`,
  ],
  [
    /^(UPDATE_FAILED|IMPORT_ROLLBACK_FAILED)$/,
    'stopped in the middle of a change',
    (words) => `aws cloudformation rollback-stack ${words}`,
  ],
  [
    /^DELETE_FAILED$/,
    'could not be deleted',
    (words) =>
      `Why: aws cloudformation describe-stack-events ${words}. When that is gone: aws cloudformation delete-stack ${words}`,
  ],
];

/** What the CLI waits for, by what CloudFormation does: a creation that is rolled back ends as one that fails. */
const waiters = /** @type {const} */ ([
  [/^(CREATE|ROLLBACK)_/, 'create'],
  [/^UPDATE_ROLLBACK_/, 'rollback'],
  [/^IMPORT_/, 'import'],
  [/^DELETE_/, 'delete'],
  [/^/, 'update'],
]);

/** @param {string} status */
const waiterOf = (status) => waiters.find(([pattern]) => pattern.test(status))?.[1];

/** Why a stack can be neither created nor updated, where it cannot. @param {{ name: string, region: string, status: string }} stack */
export function hindrance({ name, region, status }) {
  const words = `--stack-name ${name} --region ${region}`;
  if (/^(?!REVIEW).*_IN_PROGRESS$/.test(status))
    return {
      what: `${name} is being changed right now (${status})`,
      fix: `aws cloudformation wait stack-${waiterOf(status)}-complete ${words}`,
    };
  const [, what, fix] = stuck.find(([pattern]) => pattern.test(status)) ?? [];
  return what && fix ? { what: `${name} ${what} (${status})`, fix: fix(words) } : undefined;
}

/** @param {any} context */
async function states({ deployed }) {
  const stacks = await deployed();
  if (stacks.length === 0) return undefined;
  return stacks.flatMap((/** @type {Deployed} */ stack) => {
    const { name, region, status } = stack;
    if (failedFirst.test(status))
      return [
        error(
          `${name} failed when it was first created (${status}): it cannot be updated`,
          'Why it failed: docs/runbooks/first-deployment-failed.md. To delete it and try again: npm run deploy',
        ),
      ];
    if (status === 'REVIEW_IN_PROGRESS')
      return [
        warning(
          `${name} is a change set that nobody executed`,
          `aws cloudformation delete-stack --stack-name ${name} --region ${region}`,
        ),
      ];
    const found = hindrance(stack);
    if (!found) return [];
    return [status.endsWith('_IN_PROGRESS') ? warning(found.what, found.fix) : error(found.what, found.fix)];
  });
}

/** @param {any} context */
async function leftBehind({ deployed, stacks, settings }) {
  if (stacks.length === 0) return undefined;
  const wanted = new Set(stacks.map((/** @type {any} */ { name, region }) => `${name} ${region}`));
  return (await deployed())
    .filter(
      (/** @type {Deployed} */ { name, region, project, foreign }) =>
        project === settings.name && !foreign && !wanted.has(`${name} ${region}`),
    )
    .map((/** @type {Deployed} */ { name, region, protected: locked }) =>
      warning(
        `${name} in ${region} belongs to no answer any more, and costs what it did`,
        `${locked ? `aws cloudformation update-termination-protection --no-enable-termination-protection --stack-name ${name} --region ${region}; ` : ''}aws cloudformation delete-stack --stack-name ${name} --region ${region}`,
      ),
    );
}

/** @param {any} context */
async function protection({ deployed }) {
  const standing = (await deployed()).filter(
    (/** @type {Deployed} */ { status, foreign }) => usable.test(status) && !foreign,
  );
  if (standing.length === 0) return undefined;
  return standing
    .filter((/** @type {Deployed} */ { protected: locked }) => !locked)
    .map((/** @type {Deployed} */ { name, region }) =>
      warning(
        `${name} has no termination protection`,
        `aws cloudformation update-termination-protection --enable-termination-protection --stack-name ${name} --region ${region}`,
      ),
    );
}

/** What this project made and no stack holds: kept by its deletion policy when a try was rolled back or a stack deleted. @param {any} context */
async function orphans({ aws, regions, settings, deployed }) {
  const held = new Set(
    (await deployed()).flatMap((/** @type {Deployed} */ { resources }) =>
      [...resources.keys()].map((key) => key.slice(key.indexOf(' ') + 1)),
    ),
  );
  const listed = await Promise.all(
    regions.map((/** @type {string} */ region) =>
      aws(['resourcegroupstaggingapi', 'get-resources', '--tag-filters', `Key=project,Values=${settings.name}`], {
        region,
      }),
    ),
  );
  return listed
    .flatMap(({ ResourceTagMappingList = [] }) =>
      ResourceTagMappingList.map((/** @type {any} */ { ResourceARN }) => ResourceARN),
    )
    .flatMap((arn) => {
      const found = kept.find(([pattern]) => pattern.test(arn));
      const id = found && (found[0].exec(arn)?.[1] ?? '');
      return found && id && !held.has(id) && !held.has(arn) ? [note(`${arn} belongs to no stack`, found[1](id))] : [];
    });
}

/** What is retained, by its ARN, with the command that takes it away where it holds nothing. @type {[RegExp, (id: string) => string][]} */
export const kept = [
  [
    /^arn:[^:]+:s3:::([^/]+)$/,
    (id) => `If nobody needs it (a bucket that holds something refuses): aws s3api delete-bucket --bucket ${id}`,
  ],
  [
    /:log-group:([^*]+?)(?::\*)?$/,
    (id) => `If nobody needs its evidence: aws logs delete-log-group --log-group-name ${id}`,
  ],
  [
    /^arn:[^:]+:kms:.*:key\/(.+)$/,
    (id) => `If nothing is encrypted by it: aws kms schedule-key-deletion --key-id ${id} --pending-window-in-days 30`,
  ],
  [
    /^(arn:[^:]+:secretsmanager:.*:secret:.+)$/,
    (arn) => `If nobody needs it: aws secretsmanager delete-secret --secret-id ${arn}`,
  ],
];

/** @type {import('./check.mjs').Check[]} */
export const stackChecks = [
  { id: 'stacks', title: 'Each stack can be created or updated', look: states },
  { id: 'left-behind', title: 'No stack of earlier answers is left', look: leftBehind },
  { id: 'protection', title: 'Deployed stacks cannot be deleted by mistake', look: protection },
  { id: 'orphans', title: 'Nothing of this project lies outside its stacks', look: orphans },
];
