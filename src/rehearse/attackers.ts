import type { CallSource } from './gate.ts';
import { trained } from './people.ts';
import type { Session } from './sessions.ts';
import type { RehearsalStep, Stage } from './step.ts';

const engineer = (stage: Stage) => stage.session('engineer');

export function attack(
  who: string,
  title: string,
  from: CallSource,
  run: (stage: Stage) => Promise<unknown>,
  expects: RehearsalStep['expects'] = 'is refused',
): RehearsalStep {
  return { who, title, from, expects, run: async (stage) => void (await run(stage)) };
}

/** A job's credentials, as somebody who ran code in it would take them out. */
export const stolen = (stage: Stage, role: string): Session => {
  const { partition, account } = stage.aws.here;
  const name = stage.aws.arn(role).split('/').at(-1);
  return stage.aws.gate.sessions.open(
    `${role} job's credentials`,
    `arn:${partition}:sts::${account}:assumed-role/${name}/SageMaker`,
  );
};

const unprotectedJob = (stage: Stage) => ({
  TrainingJobName: `${stage.aws.here.project}-train-free`,
  RoleArn: stage.aws.arn('training'),
  AlgorithmSpecification: { TrainingImage: 'any', TrainingInputMode: 'File' },
  OutputDataConfig: { S3OutputPath: `s3://${stage.bucket('artifacts')}/training/` },
  ResourceConfig: { InstanceType: 'ml.m5.large', InstanceCount: 1, VolumeSizeInGB: 30 },
  StoppingCondition: { MaxRuntimeInSeconds: 3600 },
});

/** What somebody tries with what they got hold of. */
export const attackers: RehearsalStep[] = [
  attack('a stolen engineer session', 'reads raw data', 'outside', (stage) =>
    stage.object(engineer(stage), 'outside', 'GET', stage.bucket('raw'), 'train/example.csv'),
  ),
  attack('a stolen engineer session', 'takes the model', 'outside', (stage) =>
    stage.object(engineer(stage), 'outside', 'GET', stage.bucket('artifacts'), `models/${trained(stage)}/model.tar.gz`),
  ),
  attack('a stolen engineer session', "reads a job's log", 'outside', (stage) =>
    stage.call(engineer(stage), 'outside', 'logs', 'Logs_20140328.GetLogEvents', {
      logGroupName: '/aws/sagemaker/TrainingJobs',
      logStreamName: `${trained(stage)}/algo-1`,
    }),
  ),
  attack('an engineer', 'starts a job outside of the network, on another key', 'outside', (stage) =>
    stage.call(engineer(stage), 'outside', 'sagemaker', 'SageMaker.CreateTrainingJob', unprotectedJob(stage)),
  ),
  attack('an engineer', 'approves their own model', 'outside', (stage) =>
    stage.call(engineer(stage), 'outside', 'sagemaker', 'SageMaker.UpdateModelPackage', {
      ModelPackageArn: stage.left.get('version') ?? `${stage.aws.arn('models').replace('-group', '')}/1`,
      ModelApprovalStatus: 'Approved',
    }),
  ),
  attack('an engineer', 'reads what models are measured by', 'inside', (stage) =>
    stage.object(engineer(stage), 'inside', 'GET', stage.bucket('processed'), 'holdout/data.csv'),
  ),
  attack('an engineer', 'reads the secret', 'inside', (stage) =>
    stage.call(engineer(stage), 'inside', 'secretsmanager', 'secretsmanager.GetSecretValue', {
      SecretId: `${stage.aws.here.project}/data-provider`,
    }),
  ),
  attack('an engineer', 'deletes raw data', 'outside', (stage) =>
    stage.object(engineer(stage), 'outside', 'DELETE', stage.bucket('raw'), 'train/example.csv'),
  ),
  attack('an engineer', 'schedules the deletion of the data key', 'outside', (stage) =>
    stage.call(engineer(stage), 'outside', 'kms', 'TrentService.ScheduleKeyDeletion', {
      KeyId: stage.aws.arn('data-key'),
      PendingWindowInDays: 7,
    }),
  ),
  attack('an engineer', 'takes the break-glass role', 'outside', (stage) =>
    stage.assume(engineer(stage), 'break-glass'),
  ),
  attack("a job's code", 'takes its credentials out and reads data with them', 'outside', (stage) =>
    stage.object(stolen(stage, 'training'), 'outside', 'GET', stage.bucket('processed'), 'train/data.csv'),
  ),
  attack("a job's code", 'trains on what models are measured by', 'inside', (stage) =>
    stage.object(stolen(stage, 'training'), 'inside', 'GET', stage.bucket('processed'), 'holdout/data.csv'),
  ),
  attack("a job's code", 'writes a model that nobody evaluated', 'inside', (stage) =>
    stage.object(
      stolen(stage, 'training'),
      'inside',
      'PUT',
      stage.bucket('artifacts'),
      'models/forged/model.tar.gz',
      Buffer.from('forged'),
      {
        'x-amz-server-side-encryption': 'aws:kms',
        'x-amz-server-side-encryption-aws-kms-key-id': stage.aws.arn('data-key'),
      },
    ),
  ),
  attack(
    'whoever may break the glass',
    'takes the break-glass role',
    'outside',
    async (stage) => {
      stage.signedIn.set('break-glass', await stage.assume(stage.aws.person('break-glass'), 'break-glass'));
    },
    'raises an alert',
  ),
  attack('break-glass', 'reads raw data', 'inside', (stage) =>
    stage.object(stage.session('break-glass'), 'inside', 'GET', stage.bucket('raw'), 'train/example.csv'),
  ),
];
