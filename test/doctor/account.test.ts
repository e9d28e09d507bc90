import { describe, expect, it } from 'vitest';
import { examineAccount } from '../../templates/doctor/examine.mjs';
import { projectCheck } from '../../templates/doctor/names.mjs';
import type { Repository } from '../../templates/doctor/repository.mjs';
import {
  deployed,
  inHome,
  ready,
  recorded,
  refusal,
  repository,
  type Said,
  secret,
  stacksAre,
  topic,
} from './recorded.ts';

async function look(aws: Record<string, Said>, of: Repository = repository()) {
  const { asked, programs } = recorded({ aws, gh: {}, programs: {} });
  const { parts } = await examineAccount(programs, of);
  const findings = parts.flatMap(({ checks }) =>
    checks.flatMap(({ id, findings }) => findings.map((finding) => ({ id, ...finding }))),
  );
  return { asked, findings, checks: parts.flatMap(({ checks }) => checks.map(({ id }) => id)) };
}

const locked = repository({}, { Audit: { Type: 'AWS::S3::Bucket', Properties: { ObjectLockEnabled: true } } });
const judging = repository(
  {},
  { Recorder: { Type: 'AWS::Config::ConfigurationRecorder' }, Hub: { Type: 'AWS::SecurityHub::Hub' } },
);
const reserving = repository(
  {},
  { F: { Type: 'AWS::Lambda::Function', Properties: { ReservedConcurrentExecutions: 1 } } },
);

describe('a right account', () => {
  it('has no finding before the first deployment', async () => {
    expect((await look(ready)).findings).toEqual([]);
  });

  it('has none after it, and the checks of what is deployed took part', async () => {
    const { findings, checks } = await look(deployed, locked);
    expect(findings).toEqual([]);
    expect(checks).toEqual(
      expect.arrayContaining(['subscribers', 'secret-set', 'object-lock', 'recording', 'detecting']),
    );
  });
});

/** What is wrong in the account, the check that tells it, and what its words and its command hold. */
const wrong: [string, Record<string, Said>, string, RegExp, RegExp, Repository?][] = [
  [
    'has no bootstrap',
    { 'ssm get-parameter': refusal('ParameterNotFound') },
    'bootstrap',
    /eu-west-1 is not bootstrapped/,
    /bootstrap aws:\/\/111122223333\/eu-west-1/,
  ],
  [
    'has none in the global region',
    { 'ssm get-parameter': inHome({ Parameter: { Value: '30' } }, refusal('ParameterNotFound')) },
    'bootstrap',
    /us-east-1 is not bootstrapped/,
    /us-east-1/,
  ],
  [
    'has an old bootstrap',
    { 'ssm get-parameter': { Parameter: { Value: '4' } } },
    'bootstrap',
    /version 4, and 6 is needed/,
    /bootstrap/,
  ],
  [
    'is not in the region',
    { 'ec2 describe-regions': { Regions: [{ OptInStatus: 'not-opted-in' }] } },
    'region',
    /not opted into eu-west-1/,
    /enable-region/,
  ],
  [
    'has a detector',
    { 'guardduty list-detectors': { DetectorIds: ['d9'] } },
    'once-per-account',
    /GuardDuty detector.*d9/,
    /guardduty=existing/,
  ],
  [
    'has Macie on',
    { 'macie2 get-macie-session': { status: 'PAUSED' } },
    'once-per-account',
    /Macie session/,
    /macie=existing/,
  ],
  [
    'has an analyzer',
    { 'accessanalyzer list-analyzers': { analyzers: [{ name: 'theirs' }] } },
    'once-per-account',
    /theirs/,
    /accessAnalyzer=existing/,
  ],
  [
    'has a recorder',
    { 'configservice describe-configuration-recorders': { ConfigurationRecorders: [{ name: 'default' }] } },
    'once-per-account',
    /recorder of AWS Config .*default/,
    /config=existing/,
    judging,
  ],
  [
    'has a hub',
    { 'securityhub describe-hub': { HubArn: 'arn:aws:securityhub:eu-west-1:111122223333:hub/default' } },
    'once-per-account',
    /Security Hub .*hub\/default/,
    /securityHub=existing/,
    judging,
  ],
  [
    'lacks the role of the recorder',
    { 'iam get-role': refusal('NoSuchEntity', 'The role cannot be found') },
    'recorder',
    /lacks the role AWSServiceRoleForConfig/,
    /create-service-linked-role --aws-service-name config/,
    judging,
  ],
  [
    'has GitHub as a provider',
    {
      'iam list-open-id-connect-providers': {
        OpenIDConnectProviderList: [{ Arn: 'arn:aws:iam::1:oidc-provider/token.actions.githubusercontent.com' }],
      },
    },
    'once-per-account',
    /OIDC provider/,
    /githubProvider=existing/,
  ],
  [
    'lacks the detector that exists by the answers',
    {},
    'once-per-account',
    /no GuardDuty detector/,
    /guardduty=create/,
    repository({ guardduty: 'existing' }),
  ],
  [
    'is full of trails',
    { 'cloudtrail describe-trails': { trailList: Array.from('12345', (Name) => ({ Name })) } },
    'trails',
    /5 is the limit/,
    /trail=existing/,
  ],
  [
    'is new, where concurrency is reserved',
    {
      'lambda get-account-settings': { AccountLimit: { ConcurrentExecutions: 10, UnreservedConcurrentExecutions: 10 } },
    },
    'concurrency',
    /reserve 1 .* 10 of 10/,
    /L-B99A9384/,
    reserving,
  ],
  [
    'is full of VPCs',
    { 'ec2 describe-vpcs': { Vpcs: Array.from('12345', (VpcId) => ({ VpcId })) } },
    'vpcs',
    /5 VPCs of 5/,
    /L-F678F1CE/,
  ],
  [
    'may start no job',
    {
      'service-quotas list-service-quotas': {
        Quotas: [{ QuotaName: 'ml.m5.large for training job usage', QuotaCode: 'L-7', Value: 0 }],
      },
    },
    'instances',
    /quota for "training job usage" is 0/,
    /L-7/,
  ],
  [
    'lacks an endpoint in a zone',
    {
      'ec2 describe-vpc-endpoint-services': {
        ServiceDetails: [{ ServiceName: 'sts', AvailabilityZones: ['eu-west-1a', 'eu-west-1c'] }],
      },
    },
    'zones',
    /sts is not in eu-west-1b/,
    /zones=eu-west-1a,eu-west-1c/,
  ],
  [
    'kept a log group',
    { 'logs describe-log-groups': { logGroups: [{ logGroupName: '/my-ml/trail' }] } },
    'names',
    /\/my-ml\/trail exists already/,
    /delete-log-group/,
  ],
  [
    'has a role of that name',
    { 'iam list-roles': { Roles: [{ RoleName: 'my-ml-training' }] } },
    'names',
    /my-ml-training/,
    /aws iam delete-role --role-name my-ml-training. Otherwise: npx create-secure-ml answers --set name=/,
  ],
  [
    'has an alias whose name is joined',
    { 'kms list-aliases': { Aliases: [{ AliasName: 'alias/my-ml-eu-west-1' }] } },
    'names',
    /alias\/my-ml-eu-west-1/,
    /delete-alias/,
  ],
  ['kept a secret', { 'secretsmanager describe-secret': { ARN: secret } }, 'secrets', /exists already/, /--import/],
  [
    'deletes the secret',
    { 'secretsmanager describe-secret': { ARN: secret, DeletedDate: 1 } },
    'secrets',
    /waits for its deletion/,
    /restore-secret/,
  ],
  [
    'has a failed first try',
    stacksAre({ StackStatus: 'ROLLBACK_COMPLETE' }),
    'stacks',
    /failed when it was first created/,
    /npm run deploy/,
  ],
  [
    'is stuck',
    stacksAre({ StackStatus: 'UPDATE_ROLLBACK_FAILED' }),
    'stacks',
    /neither go on nor back/,
    /continue-update-rollback/,
  ],
  ['stopped in a change', stacksAre({ StackStatus: 'UPDATE_FAILED' }), 'stacks', /in the middle/, /rollback-stack/],
  [
    'could not delete a stack',
    stacksAre({ StackStatus: 'DELETE_FAILED' }),
    'stacks',
    /could not be deleted/,
    /describe-stack-events .* delete-stack/,
  ],
  [
    'could not even roll the first try back',
    stacksAre({ StackStatus: 'ROLLBACK_FAILED' }),
    'stacks',
    /failed when it was first created/,
    /npm run deploy/,
  ],
  [
    'kept a first try that was not rolled back',
    stacksAre({ StackStatus: 'CREATE_FAILED' }),
    'stacks',
    /failed when it was first created/,
    /npm run deploy/,
  ],
  [
    'has a change set that nobody executed',
    stacksAre({ StackStatus: 'REVIEW_IN_PROGRESS' }),
    'stacks',
    /nobody executed/,
    /delete-stack/,
  ],
  [
    'is being deployed to',
    stacksAre({ StackStatus: 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS' }),
    'stacks',
    /right now/,
    /aws cloudformation wait stack-update-complete --stack-name/,
  ],
  [
    'has a network that the answers dropped',
    stacksAre({ StackName: 'my-ml-network' }),
    'left-behind',
    /my-ml-network/,
    /no-enable-termination-protection .*delete-stack --stack-name my-ml-network/,
  ],
  [
    'has a stack without protection',
    stacksAre({ EnableTerminationProtection: false }),
    'protection',
    /my-ml-audit/,
    /--enable-termination-protection/,
  ],
  [
    'kept a bucket',
    {
      'resourcegroupstaggingapi get-resources': inHome(
        { ResourceTagMappingList: [{ ResourceARN: 'arn:aws:s3:::my-ml-raw-1' }] },
        {},
      ),
    },
    'orphans',
    /my-ml-raw-1 belongs to no stack/,
    /delete-bucket/,
  ],
];

describe('a wrong account', () => {
  it.each(wrong)('%s', async (_, answers, id, what, fix, of) => {
    const { findings } = await look({ ...ready, ...answers }, of);
    expect(findings.map((finding) => finding.id)).toContain(id);
    const told = findings.filter((finding) => finding.id === id);
    expect(told.map((finding) => finding.what).join('\n')).toMatch(what);
    expect(told.map((finding) => finding.fix).join('\n')).toMatch(fix);
  });
});

it('tells of a pipeline whose jobs have no security group', async () => {
  const network = { vpcId: 'vpc-1', subnetIds: ['subnet-1'] };
  const told = async (given: object, type: string) => {
    const subnets = { 'ec2 describe-subnets': { Subnets: [{ SubnetId: 'subnet-1', VpcId: 'vpc-1' }] } };
    const { findings } = await look({ ...ready, ...subnets }, repository({ network: given }, { P: { Type: type } }));
    return findings.filter(({ id }) => id === 'existing-network').map(({ fix }) => fix);
  };
  const [fix] = await told(network, 'AWS::SageMaker::Pipeline');
  expect(fix).toMatch(/npx create-secure-ml answers --set network=vpc-1:subnet-1:GROUP$/);
  expect(await told({ ...network, securityGroupIds: ['sg-1'] }, 'AWS::SageMaker::Pipeline')).toEqual([]);
  expect(await told(network, 'AWS::SNS::Topic')).toEqual([]);
});

describe('a name that was edited by hand', () => {
  const said = async (name: string) =>
    ((await projectCheck.look({ repository: repository({ name }) })) ?? []).map(({ fix }) => fix);

  it.each(['aws-ml', 'ssmx', 'my-ml-', 'my--ml', 'sthree', 'amzn-s3-demo-ml'])(
    '%s stops the deployment',
    async (name) => expect(await said(name)).toEqual(['npx create-secure-ml answers --set name=NAME']),
  );

  it.each(['my-ml', 'my-aws', 'sthreed', 'cdk'])('%s does not', async (name) => expect(await said(name)).toEqual([]));
});

/** A role of people, as the templates write its trust. */
const role = (name: string, principal: unknown, condition: unknown = {}): Repository['stacks'][0]['resources'] => ({
  [name]: {
    Type: 'AWS::IAM::Role',
    Properties: {
      RoleName: `my-ml-${name}`,
      AssumeRolePolicyDocument: {
        Statement: [{ Effect: 'Allow', Principal: principal, Condition: condition }],
      },
    },
  },
});
const arn = (rest: string) => ({ 'Fn::Join': ['', ['arn:aws:iam::', { Ref: 'AWS::AccountId' }, `:${rest}`]] });
const letIn = (name: string, ...who: string[]) =>
  role(name, { AWS: arn('root') }, { ArnLike: { 'aws:PrincipalArn': who.map(arn) } });
const reserved = 'role/aws-reserved/sso.amazonaws.com/';
const set = (name: string, who = name) => {
  const last = `AWSReservedSSO_${who}_????????????????`;
  return letIn(name, `${reserved}${last}`, `${reserved}*/${last}`);
};
const saml = (name: string, provider: string) => role(name, { Federated: arn(`saml-provider/${provider}`) });
const inAccount = (...arns: string[]) =>
  arns.map((rest) => ({ RoleName: rest, Arn: `arn:aws:iam::111122223333:${rest}` }));
const assigned = (name: string) => `${reserved}eu-west-1/AWSReservedSSO_${name}_0123456789abcdef`;

/** Whom the roles let in, who is in the account, and the names and the words of what is missing. */
const signingIn: [string, Repository['stacks'][0]['resources'], Record<string, Said>, RegExp[]][] = [
  [
    'a permission set that is assigned, in the region of its portal',
    { ...set('engineer'), ...set('approver') },
    {
      'iam list-roles': {
        Roles: inAccount(assigned('engineer'), `${reserved}AWSReservedSSO_approver_fedcba9876543210`),
      },
    },
    [],
  ],
  [
    'one that is not, though another has its name in front',
    set('engineer'),
    { 'iam list-roles': { Roles: inAccount(assigned('engineer_all')) } },
    [
      /no permission set engineer, by which people take my-ml-engineer\. Where IAM Identity Center.*: aws sso-admin create-permission-set/,
    ],
  ],
  ['a SAML provider', saml('engineer', 'corp'), { 'iam get-saml-provider': { SAMLMetadataDocument: '<x/>' } }, []],
  [
    'one for all roles that the account lacks, told once',
    { ...saml('engineer', 'corp'), ...saml('approver', 'corp') },
    { 'iam get-saml-provider': refusal('NoSuchEntity', 'Manifest not found') },
    [
      /no SAML provider corp, by which people take my-ml-engineer, my-ml-approver\. aws iam create-saml-provider --name corp/,
    ],
  ],
  [
    'IAM users of a path',
    letIn('engineer', 'user/my-ml/engineer/*'),
    { 'iam list-users': { Users: inAccount('user/my-ml/engineer/alex') } },
    [],
  ],
  [
    'those of another path',
    letIn('engineer', 'user/my-ml/engineer/*'),
    { 'iam list-users': { Users: inAccount('user/my-ml/operator/alex') } },
    [/no IAM user my-ml\/engineer\/\*, .* aws iam create-user --path \/my-ml\/engineer\/ --user-name NAME/],
  ],
  [
    'a role that the answers name',
    letIn('engineer', 'role/theirs'),
    { 'iam list-roles': { Roles: inAccount('role/other') } },
    [/no role theirs, .* answers/],
  ],
];

describe('whoever the roles let in', () => {
  it.each(signingIn)('%s', async (_, resources, answers, missing) => {
    const { findings, checks } = await look({ ...ready, ...answers }, repository({}, resources));
    expect(checks).toContain('people');
    expect(findings.filter(({ id }) => id === 'people')).toEqual(
      missing.map(() => expect.objectContaining({ level: 'warning' })),
    );
    const told = findings.filter(({ id }) => id === 'people').map(({ what, fix }) => `${what}. ${fix}`);
    for (const [index, words] of missing.entries()) expect(told[index]).toMatch(words);
  });

  it('are asked for once, however many roles there are', async () => {
    const { asked } = await look(ready, repository({}, { ...set('engineer'), ...set('approver'), ...set('operator') }));
    expect(asked.filter((call) => call.includes('--path-prefix'))).toHaveLength(1);
  });
});

describe('an answer that fixes an account', () => {
  const taken = {
    'guardduty list-detectors': { DetectorIds: ['d9'] },
    'macie2 get-macie-session': { status: 'ENABLED' },
    'accessanalyzer list-analyzers': { analyzers: [{ name: 'theirs' }] },
  };
  const fixes = async (aws: Record<string, Said>) =>
    (await look({ ...ready, ...taken, ...aws })).findings
      .filter(({ id }) => id === 'once-per-account')
      .map(({ fix }) => fix);
  const command =
    'npx create-secure-ml answers --set guardduty=existing --set macie=existing --set accessAnalyzer=existing';

  it('is one command for all of them, and no guard keeps what was never deployed', async () => {
    expect(await fixes({})).toEqual(Array(3).fill(`${command} --without-guards`));
    expect(await fixes(stacksAre({ StackStatus: 'ROLLBACK_COMPLETE' }))).toEqual(
      Array(3).fill(`${command} --without-guards`),
    );
  });

  it('leaves the guards on where something is deployed', async () => {
    expect(await fixes(stacksAre({}))).toEqual(Array(3).fill(command));
  });
});

const afterwards: [string, Record<string, Said>, string, RegExp][] = [
  [
    'a subscription is not confirmed',
    {
      'sns list-subscriptions-by-topic': {
        Subscriptions: [{ SubscriptionArn: 'PendingConfirmation', Endpoint: 'sec@example.com' }],
      },
    },
    'subscribers',
    /sec@example.com has not confirmed/,
  ],
  [
    'the topic has no subscriber',
    { 'sns list-subscriptions-by-topic': { Subscriptions: [] } },
    'subscribers',
    new RegExp(`${topic} has no subscriber`),
  ],
  [
    'the secret is the generated one',
    { 'secretsmanager describe-secret': { ARN: secret, Name: 's', VersionIdsToStages: { a: ['AWSCURRENT'] } } },
    'secret-set',
    /random value/,
  ],
  ['the trail stands still', { 'cloudtrail get-trail-status': { IsLogging: false } }, 'recording', /records nothing/],
  [
    'the trail cannot deliver',
    { 'cloudtrail get-trail-status': { IsLogging: true, LatestDeliveryError: 'AccessDenied' } },
    'recording',
    /cannot deliver: AccessDenied/,
  ],
  [
    'evidence is not locked',
    { 's3api get-object-lock-configuration': refusal('ObjectLockConfigurationNotFoundError') },
    'object-lock',
    /locks nothing/,
  ],
  ['the detector is off', { 'guardduty get-detector': { Status: 'DISABLED' } }, 'detecting', /d1 is off/],
];

describe('after a deployment', () => {
  it.each(afterwards)('%s', async (_, answers, id, what) => {
    const { findings } = await look({ ...deployed, ...answers }, locked);
    expect(findings.map((finding) => [finding.id, finding.what])).toEqual([[id, expect.stringMatching(what)]]);
  });
});

describe('what cannot be seen', () => {
  it('is told of a denied call, and the other checks go on', async () => {
    const { findings } = await look({
      ...ready,
      'kms list-aliases': refusal('AccessDeniedException', 'User is not authorized'),
    });
    expect(findings).toEqual([
      expect.objectContaining({
        id: 'names',
        level: 'unread',
        what: expect.stringContaining('kms list-aliases is denied'),
      }),
    ]);
  });

  it('is nothing where every call is denied: each check says so, and none passes', async () => {
    const { findings, checks } = await look({
      'sts get-caller-identity': ready['sts get-caller-identity'],
      '*': refusal('AccessDenied'),
    });
    expect(findings.every(({ level }) => level === 'unread')).toBe(true);
    expect(new Set(findings.map(({ id }) => id))).toEqual(new Set(checks));
  });

  it('names a service control policy as the hindrance', async () => {
    const denied = refusal('AccessDenied', 'with an explicit deny in a service control policy');
    const { findings } = await look({ ...ready, 'ssm get-parameter': inHome({ Parameter: { Value: '30' } }, denied) });
    expect(findings[0]?.what).toMatch(/refused by a service control policy/);
  });

  it('is all of the account without credentials', async () => {
    const { findings } = await look({ '*': new Error('Unable to locate credentials. You can configure credentials') });
    expect(findings).toEqual([
      expect.objectContaining({ level: 'unread', fix: expect.stringContaining('aws sso login') }),
    ]);
  });

  it('is all of it without the aws program', async () => {
    const { findings } = await look({ '*': null });
    expect(findings).toEqual([expect.objectContaining({ level: 'unread', what: 'The aws program is not installed' })]);
  });
});

describe('accounts', () => {
  it('that the answers name are the only ones looked at', async () => {
    const of = repository({ accounts: { dev: '999999999999', prod: '888888888888' } });
    const { asked, findings } = await look(ready, of);
    expect(findings[0]?.what).toMatch(/for account 111122223333, and settings.json names 999999999999 \(dev\)/);
    expect(asked).toHaveLength(1);
  });

  it('are only read', async () => {
    const { programs } = recorded({ aws: ready, gh: {}, programs: {} });
    await expect(programs.aws(['iam', 'create-role'])).rejects.toThrow(/only reads/);
    await expect(programs.aws(['secretsmanager', 'get-secret-value'])).rejects.toThrow(/only reads/);
  });

  it('hear nobody by an empty list of addresses', async () => {
    const { findings } = await look(
      ready,
      repository({ alerting: { emails: [], https: [], slack: null, topicArn: null } }),
    );
    expect(findings).toEqual([expect.objectContaining({ id: 'subscribers', level: 'error' })]);
  });
});
