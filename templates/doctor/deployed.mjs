// After a deployment: what templates cannot do for people.
import { error, warning } from './check.mjs';
import { byHand } from './fix.mjs';
import { resourcesOf } from './repository.mjs';
import { usable } from './stacks.mjs';

/** The physical ids of a type in stacks that stand. @param {any} context @param {string} type @returns {Promise<{ id: string, logical: string, region: string, stack: string }[]>} */
async function idsOf({ deployed }, type) {
  return (await deployed())
    .filter((/** @type {import('./stacks.mjs').Deployed} */ { status }) => usable.test(status))
    .flatMap((/** @type {import('./stacks.mjs').Deployed} */ { name, region, resources }) =>
      [...resources]
        .filter(([key]) => key.startsWith(`${type} `))
        .map(([key, logical]) => ({ id: key.slice(type.length + 1), logical, region, stack: name })),
    );
}

/** @param {any} settings */
const silent = ({ alerting = {} }) =>
  [alerting.emails ?? [], alerting.https ?? [], alerting.slack ?? [], alerting.topicArn ?? []].flat().length === 0;

/** @param {any} context */
async function subscribers(context) {
  const { aws, settings } = context;
  if (silent(settings))
    return [
      error(
        'Nobody is told of alerts: there is no address in the answers',
        'npx create-secure-ml answers --set alerting.emails=YOU@EXAMPLE.COM',
      ),
    ];
  const looked = await Promise.all(
    (await idsOf(context, 'AWS::SNS::Topic')).map(async ({ id, region }) => {
      const { Subscriptions = [] } = await aws(['sns', 'list-subscriptions-by-topic', '--topic-arn', id], { region });
      const [open, confirmed] = [true, false].map((pending) =>
        Subscriptions.filter(
          (/** @type {any} */ { SubscriptionArn }) => (SubscriptionArn === 'PendingConfirmation') === pending,
        ),
      );
      const waiting =
        open?.map((/** @type {any} */ { Endpoint, Protocol = 'email' }) =>
          error(
            `${Endpoint} has not confirmed its subscription to ${id}`,
            // SNS API Reference, "Subscribe": while it is pending, the confirmation is sent again.
            byHand(
              `its owner opens the link of "AWS Notification - Subscription Confirmation". To send it again: aws sns subscribe --topic-arn ${id} --protocol ${Protocol} --notification-endpoint ${Endpoint} --region ${region}`,
            ),
          ),
        ) ?? [];
      return confirmed?.length === 0 && waiting.length === 0
        ? [
            error(
              `${id} has no subscriber`,
              `aws sns subscribe --topic-arn ${id} --protocol email --notification-endpoint YOU@EXAMPLE.COM --region ${region}`,
            ),
          ]
        : waiting;
    }),
  );
  return looked.flat();
}

/** The value that the template generates is the first version; a person's is a further one. @param {any} context */
async function secretSet(context) {
  const secrets = await idsOf(context, 'AWS::SecretsManager::Secret');
  if (secrets.length === 0) return undefined;
  const looked = await Promise.all(
    secrets.map(async ({ id, region }) => {
      const { Name, VersionIdsToStages = {} } = await context.aws(
        ['secretsmanager', 'describe-secret', '--secret-id', id],
        { region },
      );
      return Object.keys(VersionIdsToStages).length > 1
        ? []
        : [
            warning(
              `${Name} still has the random value that it was made with`,
              `aws secretsmanager put-secret-value --secret-id ${Name} --secret-string file://secret.txt --region ${region}`,
            ),
          ];
    }),
  );
  return looked.flat();
}

/** @param {any} context */
async function objectLock(context) {
  const { aws, stacks } = context;
  const locked = new Map(
    resourcesOf(stacks, 'AWS::S3::Bucket')
      .filter(({ properties }) => properties.ObjectLockEnabled === true)
      .map(({ stack, id, properties }) => [
        `${stack.name} ${id}`,
        properties.ObjectLockConfiguration?.Rule?.DefaultRetention ?? {},
      ]),
  );
  const buckets = (await idsOf(context, 'AWS::S3::Bucket')).filter(({ stack, logical }) =>
    locked.has(`${stack} ${logical}`),
  );
  if (buckets.length === 0) return undefined;
  const looked = await Promise.all(
    buckets.map(async ({ id, logical, stack, region }) => {
      const kept = Object.entries(locked.get(`${stack} ${logical}`)).map(([key, value]) => `${key}=${value}`);
      const found = await aws(['s3api', 'get-object-lock-configuration', '--bucket', id], {
        region,
        none: /ObjectLockConfigurationNotFound/,
      });
      const retention = found?.ObjectLockConfiguration?.Rule?.DefaultRetention;
      return retention
        ? []
        : [
            error(
              `${id} locks nothing: evidence in it can be deleted`,
              `aws s3api put-object-lock-configuration --bucket ${id} --object-lock-configuration "ObjectLockEnabled=Enabled,Rule={DefaultRetention={${kept.join(',')}}}" --region ${region}`,
            ),
          ];
    }),
  );
  return looked.flat();
}

/** @param {any} context */
async function recording(context) {
  const trails = await idsOf(context, 'AWS::CloudTrail::Trail');
  if (trails.length === 0) return undefined;
  const looked = await Promise.all(
    trails.map(async ({ id, region, stack }) => {
      const status = await context.aws(['cloudtrail', 'get-trail-status', '--name', id], { region });
      const wrong = [
        ...(status.IsLogging
          ? []
          : [error(`The trail ${id} records nothing`, `aws cloudtrail start-logging --name ${id} --region ${region}`)]),
        ...[status.LatestDeliveryError, status.LatestCloudWatchLogsDeliveryError]
          .filter(Boolean)
          .map((fault) =>
            error(
              `The trail ${id} cannot deliver: ${fault}`,
              `What its bucket, key or role lost: aws cloudformation detect-stack-drift --stack-name ${stack} --region ${region}`,
            ),
          ),
      ];
      return wrong;
    }),
  );
  return looked.flat();
}

/** @param {any} context */
async function detecting(context) {
  const { aws, home, settings } = context;
  const made = await idsOf(context, 'AWS::GuardDuty::Detector');
  const ids =
    made.length > 0
      ? made.map(({ id }) => id)
      : settings.guardduty === 'existing'
        ? ((await aws(['guardduty', 'list-detectors'], { region: home })).DetectorIds ?? [])
        : [];
  if (ids.length === 0) return undefined;
  const looked = await Promise.all(
    ids.map(async (/** @type {string} */ id) => {
      const { Status } = await aws(['guardduty', 'get-detector', '--detector-id', id], { region: home });
      return Status === 'ENABLED'
        ? []
        : [
            error(
              `The GuardDuty detector ${id} is off`,
              `aws guardduty update-detector --detector-id ${id} --enable --region ${home}`,
            ),
          ];
    }),
  );
  return looked.flat();
}

/** @type {import('./check.mjs').Check[]} */
export const deployedChecks = [
  { id: 'subscribers', title: 'Somebody is told of alerts', look: subscribers },
  { id: 'secret-set', title: 'The secret has its real value', look: secretSet },
  { id: 'object-lock', title: 'Evidence is locked', look: objectLock },
  { id: 'recording', title: 'The trail records', look: recording },
  { id: 'detecting', title: 'GuardDuty is on', look: detecting },
];
