import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Call, services } from '../assurance/calls/actions.ts';
import { detectorsOf, settingsOf } from '../assurance/calls/detectors.ts';
import { acceptedAttacks, journeyDay } from '../assurance/calls/journey-day.ts';
import { falseAlarms } from '../assurance/calls/ordinary.ts';
import { callTable, eventOf, listed } from '../assurance/calls/table.ts';
import { tiers } from '../src/answers/answers.ts';
import { counts } from '../src/rehearse/filter-pattern.ts';
import { chosenFilters, counted } from '../templates/infra/controls/alert-every-region/filters.ts';
import type { Json } from '../templates/judge/read/json.ts';
import { root } from './program.ts';

const infra = join(root, 'templates/infra');
const apart = new Set(listed.filter(({ reaches }) => !reaches).flatMap(({ actions }) => actions));
const reviewed = listed.filter(({ reaches }) => reaches).flatMap(({ actions }) => actions);

describe('calls that change something and can reach what the templates make', () => {
  it.each(tiers)('at %s are each caught, denied or listed with a reason', async (tier) => {
    const rows = await callTable(tier);
    expect(rows.length).toBeGreaterThan(1600);
    expect(rows.filter(({ state }) => state === 'silent').map(({ action }) => action)).toEqual([]);
  });

  it.each(tiers)(
    'are listed at %s in one case of twenty at the most, and none that a rule catches anyway',
    async (tier) => {
      const rows = await callTable(tier);
      const caught = new Set(rows.filter(({ state }) => state === 'caught').map(({ action }) => action));
      const known = new Set(rows.map(({ action }) => action));
      expect([...reviewed, ...apart].filter((action) => caught.has(action) || !known.has(action))).toEqual([]);
      const reaching = rows.filter(({ action }) => !apart.has(action)).length;
      expect(
        rows.filter(({ action, state }) => state === 'listed' && !apart.has(action)).length / reaching,
      ).toBeLessThan(0.05);
    },
  );

  it('are of every service whose constructs the templates use', () => {
    const files = readdirSync(infra, { recursive: true }).map(String);
    const used = files
      .filter((file) => file.endsWith('.ts'))
      .flatMap((file) => [...readFileSync(join(infra, file), 'utf8').matchAll(/'aws-cdk-lib\/aws-([a-z0-9]+)'/g)])
      .map(([, module]) => String(module));
    const known = Object.values(services).flatMap(({ cdk }) => cdk);
    expect([...new Set(used)].filter((module) => !known.includes(module))).toEqual([]);
  });
});

describe('the page on security', () => {
  it('names each call that raises no alert, in one line with its reason', () => {
    const page = readFileSync(join(root, 'templates/SECURITY.md.ejs'), 'utf8').split('\n');
    const rows = listed
      .filter(({ reaches }) => reaches)
      .map(({ reason, actions }) => `| no alert: ${actions.map((action) => `\`${action}\``).join(', ')} | ${reason} |`);
    expect(page.filter((line) => line.startsWith('| no alert: '))).toEqual(rows);
  });
});

describe('nobody gets past', () => {
  const account = '111122223333';
  const session = (role: string, name: string, from = account) => ({
    type: 'AssumedRole',
    arn: `arn:aws:sts::${from}:assumed-role/${role}/${name}`,
    accountId: from,
    sessionContext: { sessionIssuer: { userName: role } },
  });
  const exempt = `cdk-hnb659fds-cfn-exec-role-${account}-eu-west-1`;

  it.each(['us-east-1', 'cn-north-1', 'us-gov-east-1'])('where the repository is in %s', async (region) => {
    const rows = await callTable('confidential', { region });
    expect(rows.filter(({ state }) => state === 'silent').map(({ action }) => action)).toEqual([]);
  });

  it.each(tiers)(
    'at %s where no stack is in the global region: the trail counts what its rules would tell',
    async (tier) => {
      const off = { settings: { globalStack: false } };
      const [rows, whole] = await Promise.all([callTable(tier, off), callTable(tier)]);
      expect(rows.filter(({ state }) => state === 'silent').map(({ action }) => action)).toEqual([]);
      const told = (all: typeof rows) =>
        all.filter(({ by, action }) => action.startsWith('iam:') && by.includes('identity-change'));
      expect(told(rows).length).toBeGreaterThan(100);
      expect(told(rows).map(({ action }) => action)).toEqual(told(whole).map(({ action }) => action));
      expect((await falseAlarms(tier, off.settings)).alarms).toEqual([]);
    },
  );

  it.each([
    ['root anywhere', { userIdentity: { type: 'Root' }, awsRegion: 'ap-south-1', eventType: 'AwsApiCall' }],
    [
      'a sign-in without MFA anywhere',
      {
        eventName: 'ConsoleLogin',
        awsRegion: 'eu-north-1',
        userIdentity: { type: 'IAMUser' },
        additionalEventData: { MFAUsed: 'No' },
        responseElements: { ConsoleLogin: 'Success' },
      },
    ],
    [
      'a role of ours',
      { eventSource: 'iam.amazonaws.com', readOnly: false, requestParameters: { roleName: 'my-ml-x' } },
    ],
  ])('as %s, by the filters of the trail alone', async (_, detail) => {
    for (const [tier, globalStack] of tiers.flatMap((each) => [true, false].map((one) => [each, one] as const))) {
      if (globalStack && 'eventSource' in detail) continue;
      const detectors = (await detectorsOf(tier, 'eu-west-1', { globalStack })).filter((one) => !one.rule);
      expect(detectors.filter((one) => one.catches({ detail })).length, `${tier} ${globalStack}`).toBeGreaterThan(0);
    }
  });

  // A call may name its resource by a name, an ARN of some length, with a version, or in a list.
  it.each<[string, Call['requestParameters'], string]>([
    ['lambda UpdateFunctionCode20150331v2', { functionName: `${account}:function:my-ml-rotation` }, 'by account'],
    ['lambda UpdateFunctionCode20150331v2', { functionName: 'my-ml-rotation:live' }, 'with an alias'],
    [
      'lambda AddPermission20150331v2',
      { functionName: `arn:aws:lambda:eu-west-1:${account}:function:my-ml-rotation:1` },
      'by ARN and version',
    ],
    [
      'cloudformation DeleteStack',
      { stackName: `arn:aws:cloudformation:eu-west-1:${account}:stack/my-ml-audit/1` },
      'by ARN',
    ],
    ['cloudformation ExecuteStackRefactor', { stackRefactorId: 'x' }, 'by no name at all'],
    [
      'secretsmanager PutResourcePolicy',
      { secretId: `arn:aws:secretsmanager:eu-west-1:${account}:secret:my-ml/data-provider` },
      'by a partial ARN',
    ],
    ['monitoring DeleteAlarms', { alarmNames: ['other', 'my-ml-cis-trail'] }, 'among others'],
    ['ssm DeleteParameters', { names: ['/other', '/my-ml/image'] }, 'among others'],
    ['ssm PutParameter', { name: `arn:aws:ssm:eu-west-1:${account}:parameter/my-ml/image` }, 'by ARN'],
    ['cloudtrail StopLogging', { name: `arn:aws:cloudtrail:eu-west-1:${account}:trail/my-ml` }, 'by ARN'],
    ['cloudtrail CreateTrail', { name: 'second' }, 'as a second trail'],
    ['logs PutAccountPolicy', { policyType: 'SUBSCRIPTION_FILTER_POLICY' }, 'for all groups'],
    ['s3 PutBucketTagging', { bucketName: 'my-raw' }, 'by tags alone'],
    ['events TagResource', { resourceARN: `arn:aws:events:eu-west-1:${account}:rule/my-ml-root-use` }, 'by tags alone'],
    ['oam CreateLink', {}, 'to another account'],
    ['s3 PutBucketLifecycle', { bucketName: 'my-raw' }, 'which ends objects in a day'],
    ['s3 PutBucketReplication', { bucketName: 'my-raw' }, 'to a bucket of others'],
    ['kms ReplicateKey', { keyId: '1' }, 'into another region'],
    ['events PutTargets', { rule: 'my-ml-root-use' }, 'in place of the topic'],
    [
      'sns SetSubscriptionAttributes',
      { subscriptionArn: `arn:aws:sns:eu-west-1:${account}:alerts:1` },
      'with a filter',
    ],
    ['monitoring PutCompositeAlarm', { alarmName: 'my-ml-quiet' }, 'that suppresses others'],
    ['monitoring PutMetricStream', { name: 'out' }, 'out of the account'],
    ['guardduty CreateFilter', { detectorId: '1' }, 'which archives'],
    ['securityhub BatchUpdateFindings', {}, 'which suppresses'],
    ['config StopConfigurationRecorder', { configurationRecorderName: 'my-ml' }, 'for a while'],
    ['bedrock DeleteModelInvocationLoggingConfiguration', {}, 'for the account'],
    ['ec2 CreateVpcPeeringConnection', {}, 'to another network'],
    ['route53profiles AssociateProfile', {}, 'with names of others'],
    ['route53 AssociateVPCWithHostedZone', {}, 'of another account'],
    ['iam CreateServiceSpecificCredential', { userName: 'mallory' }, 'that lasts'],
    ['iam UpdateAssumeRolePolicy', { roleName: 'OrganizationAccountAccessRole' }, 'for another account'],
    ['sso CreateAccountAssignment', {}, 'for somebody new'],
    ['identitystore CreateGroupMembership', {}, 'for somebody new'],
    ['organizations LeaveOrganization', {}, 'with its policies'],
    ['account PutAlternateContact', {}, 'to whom AWS writes'],
    ['backup StartCopyJob', {}, 'to another account'],
    ['ram CreateResourceShare', {}, 'with anybody'],
    ['account EnableRegion', { regionName: 'ap-east-1' }, 'in a region that was off'],
    ['account-access CreateEntitlement', {}, 'who takes a role by it'],
    ['observabilityadmin CreateTelemetryPipeline', { name: 'out' }, 'which copies logs'],
    ['signin PutResourcePermissionStatement', {}, 'from another network'],
    ['networkmanager CreateVpcAttachment', {}, 'to a wide-area network'],
    ['sagemaker CreateCluster', { clusterName: 'x' }, 'of machines that stay'],
    ['sagemaker StartSession', { resourceIdentifier: 'x' }, 'into a space'],
    ['sagemaker CreatePartnerAppPresignedUrl', {}, 'for whoever has it'],
    ['ec2 ModifyVpcBlockPublicAccessOptions', {}, 'for the whole region'],
    ['ec2 CreateRouteServer', {}, 'which writes routes'],
    ['guardduty UpdateMalwareProtectionPlan', {}, 'to scan less'],
    ['iam SendDelegationToken', {}, 'to somebody outside'],
  ])('with %s %o, %s', async (call, requestParameters) => {
    const [source = '', eventName = ''] = call.split(' ');
    for (const tier of tiers) {
      const event = eventOf({ source, eventName, requestParameters, data: false }, session('developer', 'jane'));
      const told = (await detectorsOf(tier)).filter((one) => one.catches(event));
      expect(told.length, tier).toBeGreaterThan(0);
    }
  });

  it.each<[string, Json]>([
    ['as root', { type: 'Root', arn: `arn:aws:iam::${account}:root`, accountId: account }],
    [
      'as a user who is called like CloudFormation',
      { type: 'IAMUser', arn: `arn:aws:iam::${account}:user/AWSCloudFormation` },
    ],
    ['as a user who is called like an exempt role', { type: 'IAMUser', arn: `arn:aws:iam::${account}:user/${exempt}` }],
    ['by a session that is called like an exempt role', session('developer', exempt)],
    ['by a role of another bootstrap', session(exempt.replace('hnb659fds', 'other'), 'AWSCloudFormation')],
    ['by the same role of another account', session(exempt, 'AWSCloudFormation', '999999999999')],
    ['by a role whose name goes on', session(`${exempt}2`, 'AWSCloudFormation')],
    ['by a role whose name begins before', session(`x${exempt}`, 'AWSCloudFormation')],
    ['by a role below a path of that name', session('developer', `${exempt}/AWSCloudFormation`)],
    ['with a token of another account', { type: 'AWSAccount', accountId: '999999999999', principalId: 'AIDA' }],
    ['with a token of a provider', { type: 'WebIdentityUser', userName: exempt, identityProvider: 'example.org' }],
  ])('%s', async (_, by) => {
    const rows = await callTable('confidential', { by });
    expect(rows.filter(({ state }) => state === 'silent').map(({ action }) => action)).toEqual([]);
  });

  it.each([
    ['sns Unsubscribe', { subscriptionArn: `arn:aws:sns:us-east-1:${account}:my-ml-watch:1` }, true],
    ['sns SetTopicAttributes', { topicArn: `arn:aws:sns:us-east-1:${account}:my-ml-watch` }, true],
    ['events DisableRule', { name: 'my-ml-watch' }, true],
    ['events RemoveTargets', { rule: 'my-ml-watch-alarms' }, true],
    ['sqs PurgeQueue', { queueUrl: `https://sqs.us-east-1.amazonaws.com/${account}/my-ml-watch-undelivered` }, true],
    ['sns Unsubscribe', { subscriptionArn: `arn:aws:sns:us-east-1:${account}:my-ml-watchers:1` }, false],
    ['sns Subscribe', { topicArn: `arn:aws:sns:us-east-1:${account}:other` }, false],
    ['sqs PurgeQueue', { queueUrl: `https://sqs.us-east-1.amazonaws.com/${account}/undelivered` }, false],
  ])('where the second topic is: %s %o is told: %s', async (call, requestParameters, told) => {
    const [source = '', eventName = ''] = call.split(' ');
    const event = (by: Json) => eventOf({ source, eventName, requestParameters, data: false } as never, by);
    const by = async (who: Json) =>
      (await detectorsOf('confidential')).filter((one) => one.catches(event(who))).map(({ id }) => id);
    expect((await by(session('developer', 'jane'))).includes('second-topic-change')).toBe(told);
    expect(await by(session(exempt.replace('eu-west-1', 'us-east-1'), 'AWSCloudFormation'))).not.toContain(
      'second-topic-change',
    );
  });
});

describe('an ordinary day', () => {
  it.each(tiers)('raises no alert at %s', async (tier) => {
    const { calls, alarms } = await falseAlarms(tier);
    expect(calls).toBeGreaterThan(50);
    expect(alarms).toEqual([]);
  });
});

describe('roles that a filter leaves out', () => {
  const account = '111122223333';
  const changed = async (role: string, from: string) => {
    const detectors = await detectorsOf('confidential');
    const arn = `arn:aws:sts::${from}:assumed-role/${role}/AWSCloudFormation`;
    const by = { accountId: from, arn, sessionContext: { sessionIssuer: { userName: role } } };
    const call = { source: 'budgets', eventName: 'ModifyBudget', requestParameters: {}, data: false };
    return detectors.filter((one) => one.catches(eventOf(call, by))).map(({ id }) => id);
  };

  it('are the exact ones of this account', async () => {
    expect(await changed(`cdk-hnb659fds-cfn-exec-role-${account}-eu-west-1`, account)).toEqual([]);
    for (const [role, from] of [
      [`cdk-hnb659fds-cfn-exec-role-${account}-eu-west-1`, '999999999999'],
      ['cdk-hnb659fds-cfn-exec-role-999999999999-eu-west-1', account],
      [`cdk-hnb659fds-cfn-exec-role-${account}-eu-west-3`, account],
      [`cdk-other-cfn-exec-role-${account}-eu-west-1`, account],
    ]) {
      expect(await changed(String(role), String(from)), role).toContain('channel-change');
    }
  });
});

describe('a filter on the trail', () => {
  // Amazon CloudWatch Logs API Reference, "PutMetricFilter".
  it('fits into 1,024 characters whatever the names are', () => {
    const longest = { name: 'a-project-with-the-longest-name1', bootstrap: { qualifier: 'qualifier1' } };
    const settings = settingsOf('public', 'eu-west-1', { ...longest, globalStack: false });
    const all = chosenFilters(settings).flatMap((each) => counted(each, settings));
    expect(all.length).toBeGreaterThan(10);
    expect(all.filter(({ pattern }) => pattern.length > 1024).map(({ filterName }) => filterName)).toEqual([]);
  });
});

describe('a metric filter counts as CloudWatch Logs does', () => {
  it.each<[string, object, boolean]>([
    ['{ $.a = "x" }', { a: 'x' }, true],
    ['{ ($.a = x) || ($.a = y) }', { a: 'y' }, true],
    ['{ $.a = "x*" && $.b.c != "z" }', { a: 'xy', b: { c: 'w' } }, true],
    ['{ $.a != "x" }', {}, false],
    ['{ ($.a NOT EXISTS) || ($.a != "x") }', {}, true],
    ['{ $.a IS FALSE }', { a: false }, true],
    ['{ $.a IS FALSE }', { a: 'false' }, false],
    ['{ $.a = "*:role/x" }', { a: 'arn:aws:iam::1:role/xy' }, false],
  ])('%s on %j: %s', (pattern, event, expected) => {
    expect(counts(pattern, event)).toBe(expected);
  });

  it('throws on what it does not know', () => {
    expect(() => counts('{ $.a > 3 }', { a: 4 })).toThrow();
    expect(() => counts('[a, b]', {})).toThrow();
  });
});

describe.each(tiers)('a day of what people must be able to do, at %s', (tier) => {
  it('raises the alerts that its journeys name, and no other', async () => {
    const day = await journeyDay(tier);
    expect(day.length).toBeGreaterThan(29);
    expect(day.filter(({ alerts, expected }) => alerts.join() !== expected.join())).toEqual([]);
  });
});

describe.each(tiers)('attacks that are accepted, at %s', (tier) => {
  it('each name an alert that catches one of their calls, or a sample of one', async () => {
    const attacks = await acceptedAttacks(tier);
    expect(attacks.length).toBeGreaterThan(1);
    expect(attacks.filter(({ told }) => told.length === 0)).toEqual([]);
  });
});
