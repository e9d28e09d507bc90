// Quotas: what a new account has less of than the templates need.
import { answering } from './answering.mjs';
import { error, note } from './check.mjs';
import { CouldNotLook } from './programs.mjs';
import { resourcesOf } from './repository.mjs';

/** @param {any} context */
async function concurrency({ aws, home, stacks }) {
  const reserved = resourcesOf(stacks, 'AWS::Lambda::Function').reduce(
    (sum, { properties }) => sum + (properties.ReservedConcurrentExecutions ?? 0),
    0,
  );
  if (reserved === 0) return undefined;
  const { AccountLimit } = await aws(['lambda', 'get-account-settings'], { region: home });
  const { ConcurrentExecutions: limit, UnreservedConcurrentExecutions: free } = AccountLimit;
  // Lambda keeps 100 unreserved, and what a smaller quota has: https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html
  if (free - reserved < Math.min(100, limit)) {
    return [
      error(
        `The templates reserve ${reserved} concurrent executions of Lambda, and the account has ${free} of ${limit} to give`,
        'aws service-quotas request-service-quota-increase --service-code lambda --quota-code L-B99A9384 --desired-value 1000',
      ),
    ];
  }
  return [];
}

/** @param {any} context */
async function trails(context) {
  const { aws, home, stacks, deployed } = context;
  const made = resourcesOf(stacks, 'AWS::CloudTrail::Trail');
  const ours = (await deployed()).flatMap((/** @type {import('./stacks.mjs').Deployed} */ { resources }) =>
    [...resources.keys()].filter((key) => key.startsWith('AWS::CloudTrail::Trail ')),
  );
  if (made.length === 0 || ours.length > 0) return undefined;
  const { trailList = [] } = await aws(['cloudtrail', 'describe-trails'], { region: home });
  // https://docs.aws.amazon.com/awscloudtrail/latest/userguide/WhatIsCloudTrail-Limits.html
  if (trailList.length >= 5)
    return [
      error(`${home} has ${trailList.length} trails, and 5 is the limit`, await answering(context, ['trail=existing'])),
    ];
  return trailList.length > 0
    ? [
        note(
          `There are trails already (${trailList.map((/** @type {any} */ { Name }) => Name).join(', ')}), and each further copy of management events is billed`,
          `If one of them records all regions: ${await answering(context, ['trail=existing'])}`,
        ),
      ]
    : [];
}

/** @param {any} aws @param {string} region @param {string} service @param {string} code the quota, with the default where the account's is not told */
async function quota(aws, region, service, code) {
  const words = ['service-quotas', 'get-service-quota', '--service-code', service, '--quota-code', code];
  return (await aws(words, { region, none: /NoSuchResource/ }))?.Quota?.Value;
}

/** @param {any} context */
async function vpcs(context) {
  const { aws, home, stacks, deployed } = context;
  const made = resourcesOf(stacks, 'AWS::EC2::VPC');
  const ours = (await deployed()).some((/** @type {import('./stacks.mjs').Deployed} */ { resources }) =>
    [...resources.keys()].some((key) => key.startsWith('AWS::EC2::VPC ')),
  );
  if (made.length === 0 || ours) return undefined;
  const [{ Vpcs = [] }, limit = 5] = await Promise.all([
    aws(['ec2', 'describe-vpcs'], { region: home }),
    quota(aws, home, 'vpc', 'L-F678F1CE'),
  ]);
  const full =
    Vpcs.length + made.length > limit
      ? [
          error(
            `${home} has ${Vpcs.length} VPCs of ${limit}`,
            `aws service-quotas request-service-quota-increase --service-code vpc --quota-code L-F678F1CE --desired-value ${limit + 5} --region ${home}`,
          ),
        ]
      : [];
  const ranges = new Set(made.map(({ properties }) => properties.CidrBlock));
  const same = Vpcs.filter((/** @type {any} */ { CidrBlock }) => ranges.has(CidrBlock));
  const other = await answering(context, ['networkCidr=10.21.0.0/16']);
  return [
    ...full,
    ...same.map((/** @type {any} */ { VpcId, CidrBlock }) =>
      note(`${VpcId} has the same addresses as the new network (${CidrBlock}): the two can never be connected`, other),
    ),
  ];
}

/** The instance types that jobs may use: a parameter of the templates, for the launcher. @param {any} context */
async function instances({ aws, home, stacks }) {
  const value = resourcesOf(stacks, 'AWS::SSM::Parameter').find(({ properties }) =>
    String(properties.Name).endsWith('/resources/instance-types'),
  )?.properties.Value;
  if (typeof value !== 'string') return undefined;
  const listed = await aws(['service-quotas', 'list-service-quotas', '--service-code', 'sagemaker'], { region: home });
  /** @type {Map<string, { code: string, value: number }>} */
  const quotas = new Map(
    (listed.Quotas ?? []).map((/** @type {any} */ { QuotaName, QuotaCode, Value }) => [
      QuotaName,
      { code: QuotaCode, value: Value },
    ]),
  );
  if (quotas.size === 0)
    throw new CouldNotLook(
      'Service Quotas lists no quota of SageMaker',
      'aws service-quotas list-service-quotas --service-code sagemaker',
    );
  const uses = ['training job usage', 'processing job usage'];
  const of = (/** @type {string} */ type, /** @type {string} */ use) => quotas.get(`${type} for ${use}`);
  const types = value.split(',');
  // One type that can be used for each kind of job is enough to begin; the others are told together.
  return uses.flatMap((use) => {
    const none = types.filter((type) => (of(type, use)?.value ?? 0) === 0);
    if (none.length === 0) return [];
    // Each type has a quota of its own: the command is for the first.
    const code = of(none[0] ?? '', use)?.code ?? 'CODE';
    const request = `aws service-quotas request-service-quota-increase --service-code sagemaker --quota-code ${code} --desired-value 1 --region ${home}`;
    return none.length === types.length
      ? [error(`The quota for "${use}" is 0 for every allowed instance type (${none.join(', ')})`, request)]
      : [note(`The quota for "${use}" is 0 for ${none.join(', ')}`, request)];
  });
}

/** @type {import('./check.mjs').Check[]} */
export const quotaChecks = [
  { id: 'trails', title: 'There is room for a trail', look: trails },
  { id: 'concurrency', title: 'Lambda has the concurrency that is reserved', look: concurrency },
  { id: 'vpcs', title: 'There is room for the network', look: vpcs },
  { id: 'instances', title: 'Jobs have a quota', look: instances },
];
