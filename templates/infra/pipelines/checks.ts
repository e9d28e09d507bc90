import { isDeepStrictEqual } from 'node:util';
import type { Assembly, Resource } from '../../judge/read/assembly.ts';
import { isObject, type Json, type JsonObject, listOf } from '../../judge/read/json.ts';
import { type Check, every, everyHas, isNotExactly, isNotTakenBy, type Judged, policyOf } from '../controls/check.ts';
import { instanceTypesOf } from '../policies/instances.ts';
import { tierFacts } from '../tiers.ts';
import { definitionParameters, type Step, settingsIn, stepsOf } from './judged.ts';

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

const only = (found: Json[], wanted: Json, least = 1): boolean =>
  found.length >= least && found.every((value) => isDeepStrictEqual(value, wanted));

/** What a pipeline and the role that starts its steps have to be; both are named `name` after the project's name. */
export function pipelineChecks({ settings, enabled }: Judged, name: string, policy: string): Check[] {
  const { name: project, network, sensitivity, region } = settings;
  const pipelines = {
    type: 'AWS::SageMaker::Pipeline',
    where: ({ properties }: Resource) => properties.PipelineName === `${project}-${name}`,
  };
  const own = {
    type: 'AWS::IAM::Role',
    where: ({ properties }: Resource) => properties.RoleName === `${project}-${name}`,
  };
  const subnets =
    typeof network === 'object' ? network.subnetIds : [1, 2].map((n) => `«${project}-network/Subnet${n}»`);
  const place = ({ stacks, account }: Assembly) => `arn:${stacks[0]?.partition}:sagemaker:${region}:${account}`;

  /** The definition starts the four stages, or nothing at all; each job of it bears the sentence out. */
  const eachStep = (sentence: string, look: Look): Check =>
    every(sentence, pipelines, ({ properties }, assembly) => {
      const steps = stepsOf(properties);
      if (steps.length === 0) return 'has no definition that can be read here';
      for (const step of steps.filter(({ type }) => type !== 'Fail')) {
        const wrong = look(step, assembly);
        if (wrong) return `step ${step.name} ${wrong}`;
      }
      return undefined;
    });

  return [
    everyHas('the pipeline has its role and its definition in the template', pipelines, (_, { names }) => ({
      RoleArn: names[name] ?? '',
    })),
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
    eachStep('each job is where the tier asks, and training as isolated', ({ type, request }) => {
      if (network !== 'none' && !only(settingsIn(request, 'Subnets'), subnets)) return 'is elsewhere';
      if (!only(settingsIn(request, 'EnableInterContainerTrafficEncryption'), true)) return 'sends plain traffic';
      const isolated = settingsIn(request, 'EnableNetworkIsolation');
      return type === 'Training' && !only(isolated, tierFacts[sensitivity].trainingIsolated) && 'has another network';
    }),
    eachStep('each job has the key of data, where there is one, and an allowed instance type', (step, { names }) => {
      const keys = [...settingsIn(step.request, 'KmsKeyId'), ...settingsIn(step.request, 'VolumeKmsKeyId')];
      const key = names['data-key'];
      if (!only(keys, key ?? '', key ? 1 : 0)) return `has the keys ${JSON.stringify(keys)}`;
      const types = settingsIn(step.request, 'InstanceType');
      return !types.every((type) => instanceTypesOf(settings).includes(String(type))) && `runs on ${types}`;
    }),
    every('only SageMaker, for this account, takes the pipeline’s role', own, ({ properties }, { account }) =>
      isNotTakenBy(properties, 'sagemaker.amazonaws.com', account),
    ),
    every(
      'that role has its own policy and the guardrails, and no other',
      own,
      ({ properties }, { stacks, account }) => {
        const guardrails = `arn:${stacks[0]?.partition}:iam::${account}:policy/${project}-job-guardrails`;
        const arns = listOf(properties.ManagedPolicyArns).map(String);
        const wanted = enabled.includes('job-guardrails') ? 2 : 1;
        const more = arns.find((arn) => arn !== guardrails && !arn.includes(`/${policy}Policy`));
        return more ? `has ${more}` : arns.length !== wanted && `has ${arns.length} policies, not ${wanted}`;
      },
    ),
    every(
      'it starts jobs, hands each stage its role, and may do nothing else',
      policyOf(policy),
      ({ properties }, assembly) => isNotExactly(properties, runner(assembly, place(assembly), project)),
    ),
  ];
}

/** Written apart from infra/policies/pipelines.ts. */
function runner({ names }: Assembly, place: string, project: string): JsonObject[] {
  const job = (kind: string) => `${place}:${kind}/${project}-*`;
  const verbs = ['Create', 'Describe', 'Stop'].flatMap((verb) =>
    ['TrainingJob', 'ProcessingJob'].map((kind) => `sagemaker:${verb}${kind}`),
  );
  return [
    {
      Effect: 'Allow',
      Action: [...verbs, 'sagemaker:AddTags'],
      Resource: [job('training-job'), job('processing-job')],
    },
    {
      Effect: 'Allow',
      Action: 'iam:PassRole',
      Resource: Object.values(roles).map((role) => names[role] ?? ''),
      Condition: { StringEquals: { 'iam:PassedToService': 'sagemaker.amazonaws.com' } },
    },
  ];
}
