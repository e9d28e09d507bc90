// Names that the templates fix: each must be free, or held by the stack that fixes it.
import { error, unread } from './check.mjs';
import { resourcesOf, textOf } from './repository.mjs';

/**
 * @typedef {{ property: string, list: (aws: import('./programs.mjs').Ask, region: string, prefix: string) => Promise<string[]>, take: (name: string, region: string) => string }} Named
 *   `prefix`: what all names of the project begin with; `take`: the command that frees the name
 */

/** @type {Record<string, Named>} */
const named = {
  'AWS::Logs::LogGroup': {
    property: 'LogGroupName',
    list: async (aws, region, prefix) =>
      (await aws(['logs', 'describe-log-groups', '--log-group-name-prefix', `/${prefix}`], { region })).logGroups?.map(
        (/** @type {any} */ one) => one.logGroupName,
      ) ?? [],
    take: (name, region) =>
      `Keep what it recorded and adopt it: npm run deploy -- --import. Or delete it: aws logs delete-log-group --log-group-name ${name} --region ${region}`,
  },
  'AWS::IAM::Role': {
    property: 'RoleName',
    list: async (aws, region) =>
      (await aws(['iam', 'list-roles'], { region })).Roles?.map((/** @type {any} */ one) => one.RoleName) ?? [],
    take: () => 'Role names are one for the whole account: choose another project name, or delete what holds it.',
  },
  'AWS::IAM::ManagedPolicy': {
    property: 'ManagedPolicyName',
    list: async (aws, region) =>
      (await aws(['iam', 'list-policies', '--scope', 'Local'], { region })).Policies?.map(
        (/** @type {any} */ one) => one.PolicyName,
      ) ?? [],
    take: () => 'Policy names are one for the whole account: choose another project name, or delete what holds it.',
  },
  'AWS::KMS::Alias': {
    property: 'AliasName',
    list: async (aws, region) =>
      (await aws(['kms', 'list-aliases'], { region })).Aliases?.map((/** @type {any} */ one) => one.AliasName) ?? [],
    take: (name, region) => `aws kms delete-alias --alias-name ${name} --region ${region}`,
  },
  'AWS::SSM::Parameter': {
    property: 'Name',
    list: async (aws, region, prefix) =>
      (
        await aws(
          ['ssm', 'describe-parameters', '--parameter-filters', `Key=Name,Option=BeginsWith,Values=/${prefix}`],
          { region },
        )
      ).Parameters?.map((/** @type {any} */ one) => one.Name) ?? [],
    take: (name, region) => `aws ssm delete-parameter --name ${name} --region ${region}`,
  },
  'AWS::Events::Rule': {
    property: 'Name',
    list: async (aws, region, prefix) =>
      (await aws(['events', 'list-rules', '--name-prefix', prefix], { region })).Rules?.map(
        (/** @type {any} */ one) => one.Name,
      ) ?? [],
    take: (name, region) => `Remove its targets, then: aws events delete-rule --name ${name} --region ${region}`,
  },
  'AWS::CloudWatch::Alarm': {
    property: 'AlarmName',
    list: async (aws, region, prefix) =>
      (await aws(['cloudwatch', 'describe-alarms', '--alarm-name-prefix', prefix], { region })).MetricAlarms?.map(
        (/** @type {any} */ one) => one.AlarmName,
      ) ?? [],
    take: (name, region) => `aws cloudwatch delete-alarms --alarm-names ${name} --region ${region}`,
  },
  'AWS::Lambda::Function': {
    property: 'FunctionName',
    list: async (aws, region) =>
      (await aws(['lambda', 'list-functions'], { region })).Functions?.map(
        (/** @type {any} */ one) => one.FunctionName,
      ) ?? [],
    take: (name, region) => `aws lambda delete-function --function-name ${name} --region ${region}`,
  },
  'AWS::CloudTrail::Trail': {
    property: 'TrailName',
    list: async (aws, region) =>
      (await aws(['cloudtrail', 'describe-trails'], { region })).trailList?.map((/** @type {any} */ one) => one.Name) ??
      [],
    take: () => 'npx create-secure-ml answers --set trail=existing, or delete that trail.',
  },
};

/** One denied list hides nothing of the others. @param {any} context */
async function taken(context) {
  const types = Object.entries(named).filter(([type, { property }]) =>
    resourcesOf(context.stacks, type).some(({ properties }) => properties[property]),
  );
  if (types.length === 0) return undefined;
  const looked = types.map(([type, how]) => takenOf(context, type, how).catch((thrown) => [unread(thrown)]));
  return (await Promise.all(looked)).flat();
}

/** @param {any} context @param {string} type @param {Named} how */
async function takenOf({ aws, settings, stacks, account, deployed }, type, { property, list, take }) {
  const wanted = resourcesOf(stacks, type).flatMap(({ stack, properties }) => {
    const name = textOf(properties[property], { account, region: stack.region });
    return name ? [{ name, region: stack.region }] : [];
  });
  const regions = [...new Set(wanted.map(({ region }) => region))];
  const lists = new Map(
    await Promise.all(
      regions.map(
        async (region) =>
          /** @type {[string, Set<string>]} */ ([region, new Set(await list(aws, region, settings.name))]),
      ),
    ),
  );
  const held = (await deployed()).flatMap((/** @type {import('./stacks.mjs').Deployed} */ { resources }) =>
    [...resources.keys()].filter((key) => key.startsWith(`${type} `)),
  );
  const ours = (/** @type {string} */ name) =>
    held.some(
      (/** @type {string} */ key) => key === `${type} ${name}` || key.endsWith(`/${name}`) || key.endsWith(`|${name}`),
    );
  return wanted
    .filter(({ name, region }) => lists.get(region)?.has(name) && !ours(name))
    .map(({ name, region }) =>
      error(`${name} exists already in ${region}, and no stack of this project holds it`, take(name, region)),
    );
}

/** A secret keeps its name while it waits for its deletion, and no list shows it then. @param {any} context */
async function secrets({ aws, stacks, account, deployed }) {
  const made = resourcesOf(stacks, 'AWS::SecretsManager::Secret');
  if (made.length === 0) return undefined;
  const looked = await Promise.all(
    made.map(async ({ stack, properties }) => {
      const name = textOf(properties.Name, { account, region: stack.region });
      if (!name) return [];
      const found = await aws(['secretsmanager', 'describe-secret', '--secret-id', name], {
        region: stack.region,
        none: /ResourceNotFound/,
      });
      const where = `--secret-id ${name} --region ${stack.region}`;
      if (!found) return [];
      if (found.DeletedDate)
        return [
          error(
            `The secret ${name} waits for its deletion, and keeps its name until then`,
            `aws secretsmanager restore-secret ${where}, then: npm run deploy -- --import`,
          ),
        ];
      const held = (await deployed()).some((/** @type {import('./stacks.mjs').Deployed} */ { resources }) =>
        resources.has(`AWS::SecretsManager::Secret ${found.ARN}`),
      );
      return held
        ? []
        : [
            error(
              `The secret ${name} exists already, and no stack of this project holds it`,
              `Adopt it: npm run deploy -- --import. Or delete it: aws secretsmanager delete-secret ${where} --force-delete-without-recovery`,
            ),
          ];
    }),
  );
  return looked.flat();
}

/** @type {import('./check.mjs').Check[]} */
export const nameChecks = [
  { id: 'names', title: 'Every fixed name is free', look: taken },
  { id: 'secrets', title: 'Every secret can be created', look: secrets },
];
