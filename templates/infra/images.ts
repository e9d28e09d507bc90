import { partitionOf } from '../judge/place.ts';
import published from './registries.json' with { type: 'json' };

/** The AWS accounts that publish the scikit-learn image, by region (SageMaker Developer Guide, "Docker Registry Paths"). */
const registries: Record<string, string> = published;

const repository = 'sagemaker-scikit-learn';
const tag = '1.4-2-cpu-py3';

function registryOf(region: string): string {
  const account = registries[region];
  if (!account) throw new Error(`AWS publishes no ${repository} image in ${region}: add an account to registries.json`);
  return account;
}

/** The image that jobs run in: ACCOUNT.dkr.ecr.REGION.SUFFIX/REPOSITORY:TAG. */
export function jobImage(region: string): string {
  return `${registryOf(region)}.dkr.ecr.${region}.${partitionOf(region).suffix}/${repository}:${tag}`;
}

/** The ARN of that image's repository. */
export function jobImageRepository(region: string): string {
  return `arn:${partitionOf(region).partition}:ecr:${region}:${registryOf(region)}:repository/${repository}`;
}
