import families from '../../templates/infra/policies/families.json' with { type: 'json' };
import type { Called } from './reading.ts';

/** What a service checks once IAM has allowed a call, as far as it stopped somebody before. Each rule has its page. */
interface Rule {
  on: RegExp;
  /** What the service answers where the rule is broken. */
  broken(request: Request, region: string): string | false;
}

type Request = Record<string, unknown>;

const jobs = /^Create(Training|Processing)Job$/;

const at = (request: Request, path: string): unknown =>
  path.split('.').reduce<unknown>((value, step) => (value as Request | undefined)?.[step], request);

const first = (request: Request, ...paths: string[]): string | undefined => {
  const found = paths.map((path) => at(request, path)).find((value) => value !== undefined);
  return found === undefined ? undefined : String(found);
};

const cluster = 'ProcessingResources.ClusterConfig';

const rules: Rule[] = [
  {
    // Amazon SageMaker API Reference, "ResourceConfig" and "ProcessingClusterConfig", VolumeKmsKeyId.
    on: jobs,
    broken: (request) => {
      const type = first(request, 'ResourceConfig.InstanceType', `${cluster}.InstanceType`) ?? '';
      const key = first(request, 'ResourceConfig.VolumeKmsKeyId', `${cluster}.VolumeKmsKeyId`);
      const hasDisks = (families.localDisks as string[]).includes(type.split('.')[1] ?? '');
      return key !== undefined && hasDisks && `VolumeKmsKeyId is not supported for ${type}, which has local storage`;
    },
  },
  {
    // API Reference, "CreateTrainingJob" and "CreateProcessingJob": the pattern of names.
    on: jobs,
    broken: (request) => {
      const name = first(request, 'TrainingJobName', 'ProcessingJobName') ?? '';
      return (
        !/^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}$/.test(name) &&
        `Value '${name}' failed to satisfy constraint: the pattern of job names`
      );
    },
  },
  {
    // Developer Guide, "Docker Registry Paths and Example Code": an image is pulled from a registry of the job's region.
    on: jobs,
    broken: (request, region) => {
      const image = first(request, 'AlgorithmSpecification.TrainingImage', 'AppSpecification.ImageUri') ?? '';
      const [, there] = /^\d{12}\.dkr\.ecr\.([a-z0-9-]+)\.amazonaws\.com/.exec(image) ?? [];
      return there !== undefined && there !== region && `The image ${image} is in ${there}, and the job in ${region}`;
    },
  },
  {
    // API Reference, "InferenceSpecification": required for an unversioned package, which is the kind of AWS Marketplace.
    on: /^CreateModelPackage$/,
    broken: (request) => {
      const lists = ['SupportedTransformInstanceTypes', 'SupportedRealtimeInferenceInstanceTypes'];
      const missing = lists.filter((list) => at(request, `InferenceSpecification.${list}`) === undefined);
      return (
        request.ModelPackageGroupName === undefined &&
        missing.length > 0 &&
        `An unversioned model package needs ${missing.join(' and ')}`
      );
    },
  },
];

/** The service's answer to a call that breaks a rule of it. */
export function brokenRule({ service, operation, parameters }: Called, region: string): string | undefined {
  if (service !== 'sagemaker') return undefined;
  for (const { on, broken } of rules) {
    const answer = on.test(operation) && broken(parameters, region);
    if (answer) return answer;
  }
  return undefined;
}
