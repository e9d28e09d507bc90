// Names that the templates fix: each must be free, or held by the stack that fixes it.
import { error, unread } from './check.mjs';
import { fixedNames } from './fixed-names.mjs';
import { resourcesOf, textOf } from './repository.mjs';

/** A property by its path. @param {any} properties @param {string} path */
const at = (properties, path) => path.split('.').reduce((value, key) => value?.[key], properties);

/** One denied list hides nothing of the others. @param {any} context */
async function taken(context) {
  const types = Object.entries(fixedNames).filter(([type, { property }]) =>
    resourcesOf(context.stacks, type).some(({ properties }) => at(properties, property)),
  );
  if (types.length === 0) return undefined;
  const looked = types.map(([type, how]) => takenOf(context, type, how).catch((thrown) => [unread(thrown)]));
  return (await Promise.all(looked)).flat();
}

/** @param {any} context @param {string} type @param {import('./fixed-names.mjs').Named} how */
async function takenOf({ aws, settings, stacks, account, deployed }, type, { property, list, take }) {
  const wanted = resourcesOf(stacks, type).flatMap(({ stack, properties }) => {
    const name = textOf(at(properties, property), { account, region: stack.region });
    return name ? [{ name, region: stack.region }] : [];
  });
  const regions = [...new Set(wanted.map(({ region }) => region))];
  const lists = new Map(
    await Promise.all(
      regions.map(
        async (region) =>
          /** @type {[string, Set<string>]} */ ([
            region,
            new Set(await list({ aws, region, account, prefix: settings.name })),
          ]),
      ),
    ),
  );
  const held = (await deployed()).flatMap((/** @type {import('./stacks.mjs').Deployed} */ { resources }) =>
    [...resources.keys()].filter((key) => key.startsWith(`${type} `)),
  );
  const ours = (/** @type {string} */ name) =>
    held.some(
      (/** @type {string} */ key) =>
        key === `${type} ${name}` || ['/', '|', ':'].some((mark) => key.endsWith(`${mark}${name}`)),
    );
  return wanted
    .filter(({ name, region }) => lists.get(region)?.has(name) && !ours(name))
    .map(({ name, region }) =>
      error(`${name} exists already in ${region}, and no stack of this project holds it`, take(name, region, account)),
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
            `aws secretsmanager restore-secret ${where}; npm run deploy -- --import`,
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

/** What Parameter Store, CloudTrail and S3 refuse at the beginning of names: infra/config.ts says where that is written. */
const refused = /^(aws|ssm|(sthree|amzn-s3-demo)(-|$))|--|-$/;

/** settings.json may be edited by hand. @type {import('./check.mjs').Check} */
export const projectCheck = {
  id: 'project-name',
  title: "AWS takes the project's name",
  look: async ({
    repository: {
      settings: { name },
    },
  }) =>
    refused.test(name)
      ? [error(`AWS refuses names that begin with "${name}"`, 'npx create-secure-ml answers --set name=NAME')]
      : [],
};

/** @type {import('./check.mjs').Check[]} */
export const nameChecks = [
  { id: 'names', title: 'Every fixed name is free', look: taken },
  { id: 'secrets', title: 'Every secret can be created', look: secrets },
];
