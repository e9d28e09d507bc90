import { readAt } from '../files/read.ts';
import { calling, operatorSteps, verifiesEvaluation } from './operators.ts';
import { type RehearsalStep, type Stage, Stopped } from './step.ts';

const signIn = (role: string): RehearsalStep => ({
  who: role,
  title: `signs in and takes the role ${role}`,
  from: 'outside',
  expects: 'goes through',
  run: async (stage) => {
    stage.signedIn.set(role, await stage.assume(stage.aws.person(role), role));
  },
});

const launch = (title: string, words: (stage: Stage) => string[], leaves?: string): RehearsalStep => ({
  who: 'engineer',
  title,
  from: 'outside',
  expects: 'goes through',
  run: async (stage) => {
    const job = await stage.launch(stage.session('engineer'), words(stage));
    if (leaves) stage.left.set(leaves, job);
  },
});

const looksAtRegistry = (who: string): RehearsalStep =>
  calling(
    who,
    'looks at the registry: aws sagemaker describe-model-package-group',
    'outside',
    'sagemaker:SageMaker.DescribeModelPackageGroup',
    (stage) => ({ ModelPackageGroupName: stage.aws.arn('models').split('/').at(-1) }),
  );

export const trained = (stage: Stage): string => {
  const found = stage.left.get('training job');
  if (!found) throw new Stopped('no model was trained');
  return found;
};

/** What the README has people do, from first data to an approved model. */
export const people = (repository: string): RehearsalStep[] => [
  signIn('operator'),
  ...operatorSteps,
  signIn('engineer'),
  {
    who: 'engineer',
    title: 'aws s3 cp ml/data/example.csv s3://RAW/train/',
    from: 'outside',
    expects: 'goes through',
    run: async (stage) => {
      const data = readAt(repository, 'ml/data/example.csv');
      await stage.object(stage.session('engineer'), 'outside', 'PUT', stage.bucket('raw'), 'train/example.csv', data);
    },
  },
  launch('npm run launch -- prepare', () => ['prepare']),
  launch('npm run launch -- train', () => ['train'], 'training job'),
  {
    who: 'engineer',
    title: 'reads the metrics: aws sagemaker describe-training-job',
    from: 'outside',
    expects: 'goes through',
    run: async (stage) => {
      const asked = { TrainingJobName: trained(stage) };
      const answer = await stage.call(
        stage.session('engineer'),
        'outside',
        'sagemaker',
        'SageMaker.DescribeTrainingJob',
        asked,
      );
      if (!(answer.FinalMetricDataList as unknown[] | undefined)?.length) throw new Stopped('the job has no metrics');
    },
  },
  {
    who: 'engineer',
    title: 'reads the log: aws logs get-log-events',
    from: 'inside',
    expects: 'goes through',
    run: async (stage) => {
      const asked = { logGroupName: '/aws/sagemaker/TrainingJobs', logStreamName: `${trained(stage)}/algo-1` };
      const { events } = await stage.call(
        stage.session('engineer'),
        'inside',
        'logs',
        'Logs_20140328.GetLogEvents',
        asked,
      );
      if (!(events as unknown[] | undefined)?.length) throw new Stopped('the log is empty');
    },
  },
  launch('npm run launch -- evaluate JOB', (stage) => ['evaluate', trained(stage)]),
  launch('npm run launch -- register JOB', (stage) => ['register', trained(stage)]),
  looksAtRegistry('engineer'),
  signIn('approver'),
  {
    who: 'approver',
    title: 'reads how the model was evaluated: aws s3 cp s3://ARTIFACTS/models/JOB/evaluation.json -',
    from: 'inside',
    expects: 'goes through',
    run: async (stage) => {
      const key = `models/${trained(stage)}/evaluation.json`;
      await stage.object(stage.session('approver'), 'inside', 'GET', stage.bucket('artifacts'), key);
    },
  },
  looksAtRegistry('approver'),
  verifiesEvaluation(trained),
  {
    who: 'approver',
    title: 'approves the version: aws sagemaker update-model-package',
    from: 'outside',
    expects: 'goes through',
    run: async (stage) => {
      const session = stage.session('approver');
      const group = stage.aws.arn('models').split('/').at(-1);
      const listed = await stage.call(session, 'outside', 'sagemaker', 'SageMaker.ListModelPackages', {
        ModelPackageGroupName: group,
      });
      const [version] = (listed.ModelPackageSummaryList ?? []) as { ModelPackageArn: string }[];
      if (!version) throw new Stopped('no version is registered');
      stage.left.set('version', version.ModelPackageArn);
      const asked = { ModelPackageArn: version.ModelPackageArn, ModelApprovalStatus: 'Approved' };
      await stage.call(session, 'outside', 'sagemaker', 'SageMaker.UpdateModelPackage', asked);
    },
  },
];
