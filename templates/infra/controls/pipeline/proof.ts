import { isDeepStrictEqual } from 'node:util';
import type { Assembly, Resource } from '../../../judge/read/assembly.ts';
import { isObject, type Json, type JsonObject, listOf } from '../../../judge/read/json.ts';
import { alertChecks } from '../../alerts/check.ts';
import { definitionParameters, type Step, settingsIn, stepsOf } from '../../pipelines/judged.ts';
import { instanceTypesOf } from '../../policies/instances.ts';
import { tierFacts } from '../../tiers.ts';
import {
  type Check,
  every,
  everyHas,
  isNotExactly,
  isNotTakenBy,
  type Judged,
  lacks,
  policyOf,
  statementsOf,
} from '../check.ts';
import { alerts } from './alerts.ts';
import samples from './events.json' with { type: 'json' };

const pipelines = { type: 'AWS::SageMaker::Pipeline' };

/** Which role each stage runs with. */
const roles: Record<string, string> = {
  prepare: 'processing',
  train: 'training',
  evaluate: 'evaluation',
  register: 'registration',
};

/** What an execution gives: values of hyperparameters, and the seed on a command line. */
const given = /^HyperParameters\.[\w-]+$|^AppSpecification\.ContainerArguments\.\d+$/;

/** What is wrong with one step of a definition. */
type Look = (step: Step, assembly: Assembly) => string | undefined | false;

/** The definition starts the four stages, or nothing at all; each job of it bears the sentence out. */
function eachStep(sentence: string, look: Look): Check {
  return every(sentence, pipelines, ({ properties }, assembly) => {
    const steps = stepsOf(properties);
    if (steps.length === 0) return 'has no definition that can be read here';
    for (const step of steps.filter(({ type }) => type !== 'Fail')) {
      const wrong = look(step, assembly);
      if (wrong) return `step ${step.name} ${wrong}`;
    }
    return undefined;
  });
}

const only = (found: Json[], wanted: Json, least = 1): boolean =>
  found.length >= least && found.every((value) => isDeepStrictEqual(value, wanted));

export function checks({ settings }: Judged): Check[] {
  const { name, network, sensitivity, region } = settings;
  const own = {
    type: 'AWS::IAM::Role',
    where: ({ properties }: Resource) => properties.RoleName === `${name}-pipeline`,
  };
  const subnets = typeof network === 'object' ? network.subnetIds : [1, 2].map((n) => `«${name}-network/Subnet${n}»`);
  const place = ({ stacks, account }: Assembly) => `arn:${stacks[0]?.partition}:sagemaker:${region}:${account}`;

  return [
    everyHas(
      'the pipeline has its name, its role and its definition in the template',
      { ...pipelines },
      (_, { names }) => ({
        PipelineName: `${name}-pipeline`,
        RoleArn: names.pipeline ?? '',
      }),
    ),
    every('it runs prepare, train, evaluate and register, or refuses to start', pipelines, ({ properties }) => {
      const steps = stepsOf(properties).map(({ name: step, type }) => `${step} ${type}`);
      const full = ['prepare Processing', 'train Training', 'evaluate Processing', 'register Processing'];
      return (
        ![full, ['not-ready Fail']].some((wanted) => isDeepStrictEqual(steps, wanted)) && `has ${steps.join(', ')}`
      );
    }),
    eachStep('each stage runs with the role of that stage', ({ name: step, request }, { names }) => {
      const role = names[roles[step] ?? ''];
      return request.RoleArn !== role && `runs as ${JSON.stringify(request.RoleArn)}`;
    }),
    eachStep('each image is named by its digest', ({ request }) => {
      const images = [...settingsIn(request, 'ImageUri'), ...settingsIn(request, 'TrainingImage')];
      return !(images.length === 1 && /@sha256:[0-9a-f]{64}$/.test(String(images[0]))) && `has the image ${images}`;
    }),
    eachStep('each job runs the code whose hash the definition names', ({ request }, { names }) => {
      const archive = names['pipeline-code'] ?? '';
      const address = `s3://${archive.split(':::')[1]}`;
      const [, digest = ''] = /\/([0-9a-f]{64})\.tar\.gz$/.exec(archive) ?? [];
      const sources = [...settingsIn(request, 'S3Uri')].filter((uri) => String(uri).includes(digest));
      if (digest === '' || !only(sources, address)) return `takes its code from ${JSON.stringify(sources)}`;
      const [first] = listOf(settingsIn(request, 'ContainerArguments')[0] ?? []);
      return isObject(request.AppSpecification) && first !== digest && 'does not check its code';
    }),
    eachStep('an execution gives hyperparameters, and says neither what runs nor as whom', ({ request }) => {
      const wrong = definitionParameters(request).find((path) => !given.test(path));
      return wrong && `takes ${wrong} from whoever starts it`;
    }),
    eachStep('each job is in the network, and training as isolated as the tier asks', ({ type, request }) => {
      if (!only(settingsIn(request, 'Subnets'), subnets)) return 'is elsewhere';
      if (!only(settingsIn(request, 'EnableInterContainerTrafficEncryption'), true)) return 'sends plain traffic';
      const isolated = settingsIn(request, 'EnableNetworkIsolation');
      return type === 'Training' && !only(isolated, tierFacts[sensitivity].trainingIsolated) && 'has a network';
    }),
    eachStep('each job has the data key and an allowed instance type', ({ request }, { names }) => {
      const keys = [...settingsIn(request, 'KmsKeyId'), ...settingsIn(request, 'VolumeKmsKeyId')];
      if (!only(keys, names['data-key'] ?? '')) return `has the keys ${JSON.stringify(keys)}`;
      const types = settingsIn(request, 'InstanceType');
      return !types.every((type) => instanceTypesOf(settings).includes(String(type))) && `runs on ${types}`;
    }),
    every('only SageMaker, for this account, takes the pipeline’s role', own, ({ properties }, { account }) =>
      isNotTakenBy(properties, 'sagemaker.amazonaws.com', account),
    ),
    every(
      'it starts jobs, hands each stage its role, and may do nothing else',
      policyOf('Pipeline'),
      ({ properties }, assembly) => {
        const job = (kind: string) => `${place(assembly)}:${kind}/${name}-*`;
        const verbs = ['Create', 'Describe', 'Stop'].flatMap((verb) =>
          ['TrainingJob', 'ProcessingJob'].map((kind) => `sagemaker:${verb}${kind}`),
        );
        return isNotExactly(properties, [
          {
            Effect: 'Allow',
            Action: [...verbs, 'sagemaker:AddTags'],
            Resource: [job('training-job'), job('processing-job')],
          },
          {
            Effect: 'Allow',
            Action: 'iam:PassRole',
            Resource: Object.values(roles).map((role) => assembly.names[role] ?? ''),
            Condition: { StringEquals: { 'iam:PassedToService': 'sagemaker.amazonaws.com' } },
          },
        ]);
      },
    ),
    every('an engineer starts executions of it', policyOf('Engineer'), ({ properties }, assembly) => {
      const starts = statementsOf(properties).find(startsExecutions);
      if (!starts) return 'does not';
      const own = `${place(assembly)}:pipeline/${name}-pipeline`;
      return lacks(properties, [{ ...starts, Resource: [own, `${own}/execution/*`] }]);
    }),
    ...alertChecks(alerts, samples, settings),
  ];
}

const startsExecutions = ({ Action }: JsonObject) => listOf(Action).includes('sagemaker:StartPipelineExecution');
