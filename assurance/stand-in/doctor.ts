import assert from 'node:assert/strict';
import { execa } from 'execa';
import { runInTerminal } from '../../test/terminal.ts';
import type { Account } from './account.ts';
import type { Row } from './steps.ts';

interface Examination {
  parts: { title: string; checks: { id: string; findings: { level: string; what: string }[] }[] }[];
}

const recorder = '{"name":"default","roleARN":"arn:aws:iam::123456789012:role/config"}';

/** As IAM Identity Center makes them of the permission sets of the answers. */
const permissionSets = ['engineer', 'approver', 'operator', 'reviewer', 'break-glass'].map(
  (role) => `AWSReservedSSO_my-ml-${role}_0123456789abcdef`,
);

/** What makes an account ready, beside what every account has. */
const readying = [
  ...['eu-west-1', 'us-east-1'].map(
    (region) =>
      `ssm put-parameter --name /cdk-bootstrap/hnb659fds/version --type String --value 30 --overwrite --region ${region}`,
  ),
  's3api create-bucket --bucket their-bucket --create-bucket-configuration LocationConstraint=eu-west-1',
  `configservice put-configuration-recorder --configuration-recorder ${recorder}`,
  'configservice put-delivery-channel --delivery-channel {"name":"default","s3BucketName":"their-bucket"}',
  'configservice start-configuration-recorder --configuration-recorder-name default',
  ...permissionSets.map(
    (role) =>
      `iam create-role --path /aws-reserved/sso.amazonaws.com/eu-west-1/ --role-name ${role} --assume-role-policy-document {"Version":"2012-10-17","Statement":[]}`,
  ),
];

/** What somebody did in the account, and what doctor says then: its check, and its words. */
const wrongs: [string[], string, RegExp][] = [
  [
    ['ssm delete-parameter --name /cdk-bootstrap/hnb659fds/version --region us-east-1'],
    'bootstrap',
    /us-east-1 is not/,
  ],
  [
    ['ssm put-parameter --name /cdk-bootstrap/hnb659fds/version --type String --value 4 --overwrite'],
    'bootstrap',
    /version 4, and \d+ is needed/,
  ],
  [['configservice stop-configuration-recorder --configuration-recorder-name default'], 'recorder', /records nothing/],
  [[`iam delete-role --role-name ${permissionSets[1]}`], 'people', /no permission set my-ml-approver/],
  [['guardduty create-detector --enable'], 'once-per-account', /GuardDuty detector/],
  [
    [
      'iam create-open-id-connect-provider --url https://token.actions.githubusercontent.com --thumbprint-list 0000000000000000000000000000000000000000',
    ],
    'once-per-account',
    /GitHub OIDC provider/,
  ],
  [
    [1, 2, 3, 4, 5].map((index) => `cloudtrail create-trail --name trail-${index} --s3-bucket-name their-bucket`),
    'trails',
    /5 is the limit/,
  ],
  [[1, 2, 3, 4].map((index) => `ec2 create-vpc --cidr-block 10.${index}.0.0/16`), 'vpcs', /5 VPCs of 5/],
  [['logs create-log-group --log-group-name /my-ml/trail'], 'names', /\/my-ml\/trail exists already/],
  [
    [
      'iam create-role --role-name my-ml-training --assume-role-policy-document {"Version":"2012-10-17","Statement":[]}',
    ],
    'names',
    /my-ml-training exists already/,
  ],
  [
    ['ssm put-parameter --name /my-ml/hyperparameters/seed --type String --value x'],
    'names',
    /hyperparameters\/seed exists already/,
  ],
  [['sns create-topic --name my-ml-watch --region us-east-1'], 'names', /my-ml-watch exists already in us-east-1/],
  [['sqs create-queue --queue-name my-ml-undelivered'], 'names', /my-ml-undelivered exists already in eu-west-1/],
  [
    ['sagemaker create-model-package-group --model-package-group-name my-ml-models'],
    'names',
    /my-ml-models exists already/,
  ],
  [
    [
      `budgets create-budget --account-id 123456789012 --budget {"BudgetName":"my-ml-monthly","BudgetType":"COST","TimeUnit":"MONTHLY","BudgetLimit":{"Amount":"1","Unit":"USD"}}`,
    ],
    'names',
    /my-ml-monthly exists already/,
  ],
  [
    ['processing', 'training', 'engineer'].map(
      (role) =>
        `iam create-role --role-name my-${role} --assume-role-policy-document {"Version":"2012-10-17","Statement":[]}`,
    ),
    'neighbours',
    /roles of my have rights on my-\*/,
  ],
  [
    ['secretsmanager create-secret --name my-ml/data-provider --secret-string x'],
    'secrets',
    /my-ml\/data-provider exists already/,
  ],
];

/** The same of services that moto does not have. */
const fixed: [Record<string, unknown>, string, RegExp][] = [
  [{ 'access-analyzer': { analyzers: [{ name: 'theirs' }] } }, 'once-per-account', /Access Analyzer.*theirs/],
  [{ macie2: { status: 'ENABLED' } }, 'once-per-account', /Macie session/],
  [
    { servicequotas: { Quotas: [{ QuotaName: 'ml.m5.large for training job usage', QuotaCode: 'L-7', Value: 0 }] } },
    'instances',
    /quota for "training job usage" is 0/,
  ],
];

const services =
  'ssm config guardduty iam cloudtrail ec2 logs kms secretsmanager events monitoring lambda cloudformation access-analyzer macie2 servicequotas tagging sns sqs sagemaker budgets ecr scheduler'.split(
    ' ',
  );

export async function doctored(cwd: string, { env, set }: Account, keep: (rows: Row[]) => void): Promise<void> {
  const rows: Row[] = [];
  const aws = (typed: string) => execa('aws', typed.split(' '), { env });
  const look = async () => {
    const { stdout } = await execa('npm', ['run', '-s', 'doctor', '--', '--json'], { cwd, env, reject: false });
    const { parts } = JSON.parse(stdout) as Examination;
    return parts.filter(({ title }) => /account|deployed/.test(title)).flatMap(({ checks }) => checks);
  };
  const came = (typed: string, expected: string) => {
    console.error(`✓ ${typed}: ${expected}`);
    rows.push([typed, expected]);
    keep(rows);
  };
  await execa('npm', ['run', 'synth'], { cwd, env });
  for (const typed of readying) await aws(typed);
  const right = await look();
  assert.deepEqual(
    right.flatMap(({ findings }) => findings),
    [],
  );
  came('a ready account', `no finding of ${right.length} checks`);

  for (const [commands] of wrongs) for (const typed of commands) await aws(typed);
  await set({ fixed: Object.assign({}, ...fixed.map(([one]) => one)) });
  const wrong = await look();
  for (const [what, id, words] of [...wrongs, ...fixed]) {
    const said = wrong.filter((check) => check.id === id).flatMap(({ findings }) => findings);
    const found = said.find((finding) => words.test(finding.what));
    assert.ok(found, `${id} does not say ${words}: ${JSON.stringify(said)}`);
    const done = Array.isArray(what) ? `\`aws ${what[0]}\`` : `${Object.keys(what)[0]} answers otherwise`;
    came(done, `${id}, ${found.level}: ${found.what}`);
  }

  // As a person sees it.
  for (const [cols, rows] of [
    [80, 24],
    [120, 40],
  ] as const) {
    const terminal = runInTerminal(['npm', 'run', '-s', 'doctor'], {
      cwd,
      cols,
      rows,
      env: { ...process.env, ...env },
      patience: 300_000,
    });
    assert.equal(await terminal.exit, 1);
    console.error(terminal.screen());
    // A command is left in one piece, to be copied.
    const lines = terminal
      .raw()
      .split(/\r?\n/)
      .filter((line) => !line.startsWith(' '.repeat(6)));
    // An ARN may be longer than a line.
    for (const line of lines) assert.ok(line.length <= cols || !line.trim().includes(' '), line);
    came(`\`npm run doctor\` in a terminal of ${cols} columns`, 'every line but commands fits; exit 1');
  }

  await aws('secretsmanager delete-secret --secret-id my-ml/data-provider');
  await set({ deny: services.map((one) => [one, '*']) });
  const denied = await look();
  const seen = denied.filter(({ findings }) => findings.every(({ level }) => level !== 'unread'));
  assert.deepEqual(
    seen.map(({ id }) => id),
    [],
  );
  came('every call is denied', `${denied.length} checks could not look, and say so; none passes`);
  await set({ deny: [] });
  const waits = (await look()).find(({ id }) => id === 'secrets')?.findings ?? [];
  assert.match(waits[0]?.what ?? '', /waits for its deletion/);
  came('`aws secretsmanager delete-secret --secret-id my-ml/data-provider`', `secrets, error: ${waits[0]?.what}`);
}
