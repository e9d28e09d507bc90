import { attack, stolen } from './attackers.ts';
import { trained } from './people.ts';
import { type RehearsalStep, type Stage, Stopped } from './step.ts';

const engineer = (stage: Stage) => stage.session('engineer');
const bytes = Buffer.from('1,2');

/** What was refused, tried by another road: other headers, another call, a copy, a batch, parts, an address, a chain of roles. */
export const disguises: RehearsalStep[] = [
  attack('an engineer', 'uploads data under no key of the project', 'outside', (stage) =>
    stage.object(engineer(stage), 'outside', 'PUT', stage.bucket('raw'), 'train/plain.csv', bytes, {
      'x-amz-server-side-encryption': 'AES256',
    }),
  ),
  attack('an engineer', 'uploads data under another key', 'outside', (stage) =>
    stage.object(engineer(stage), 'outside', 'PUT', stage.bucket('raw'), 'train/other.csv', bytes, {
      'x-amz-server-side-encryption': 'aws:kms',
      'x-amz-server-side-encryption-aws-kms-key-id': stage.aws.arn('secrets-key'),
    }),
  ),
  attack('an engineer', 'copies what models are measured by to where they may read', 'inside', (stage) =>
    stage.object(engineer(stage), 'inside', 'PUT', stage.bucket('raw'), 'train/copy.csv', undefined, {
      'x-amz-copy-source': `/${stage.bucket('processed')}/holdout/data.csv`,
    }),
  ),
  attack('an engineer', 'deletes raw data in one batch', 'inside', async (stage) => {
    const body = Buffer.from('<Delete><Object><Key>train/example.csv</Key></Object></Delete>');
    const answer = await stage.s3(engineer(stage), 'inside', 'POST', `/${stage.bucket('raw')}?delete`, body);
    const [, refused] = /<Message>([^<]*)/.exec(answer) ?? [];
    if (refused) throw new Stopped(refused);
  }),
  attack("a job's code", 'writes a model that nobody evaluated, in parts', 'inside', (stage) =>
    stage.s3(
      stolen(stage, 'training'),
      'inside',
      'POST',
      `/${stage.bucket('artifacts')}/models/forged/model.tar.gz?uploads`,
    ),
  ),
  attack('whoever got an address that an engineer signed', 'reads raw data with it', 'outside', (stage) =>
    stage.byAddress(engineer(stage), 'outside', stage.bucket('raw'), 'train/example.csv'),
  ),
  attack('an engineer', 'takes the role of the approver from their own', 'outside', (stage) =>
    stage.assume(engineer(stage), 'approver'),
  ),
  attack("a job's code", "takes a person's role", 'inside', (stage) =>
    stage.assume(stolen(stage, 'training'), 'engineer'),
  ),
  attack('a stolen engineer session', 'takes the model by the name of its version', 'outside', (stage) =>
    stage.s3(
      engineer(stage),
      'outside',
      'GET',
      `/${stage.bucket('artifacts')}/models/${trained(stage)}/model.tar.gz?versionId=1`,
    ),
  ),
];

/** Of IAM users: their own access key alone, without the device. */
export const withoutDevice = attack(
  "whoever has an engineer's access key",
  'takes the role without the device',
  'outside',
  (stage) => stage.assume(stage.aws.person('engineer', false), 'engineer'),
);
