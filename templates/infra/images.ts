import { partitionOf } from '../judge/place.ts';
import known from '../ml/images.json' with { type: 'json' };
import published from './registries.json' with { type: 'json' };

/**
 * The AWS accounts that publish images, by kind and region: SageMaker Developer Guide, "Docker Registry Paths", and AWS
 * Deep Learning Containers, "Available images"; as sagemaker-core has them.
 */
const registries: Record<string, Record<string, string>> = published;

/** An image by what ml/model.json calls it. */
export interface Image {
  use: string;
  /** sha256:..., which `npm run image:pin` writes; a tag can be moved. */
  digest?: string | null;
  /** The same of the image that serves, where that is another. */
  inferenceDigest?: string | null;
}

const images: Record<string, { registry: string; training: string; inference: string }> = known;

/** What a job trains in, and what an endpoint serves in: for some frameworks they are two. */
export type Purpose = 'training' | 'inference';

function registryOf(kind: string, region: string): string {
  const account = registries[kind]?.[region];
  if (!account) throw new Error(`AWS publishes no ${kind} image in ${region}: add an account to registries.json`);
  return account;
}

/** `own:NAME` is the image of the unit NAME, in the repository PROJECT/NAME; `own` alone is in one that somebody made as PROJECT-workload. */
const ownImage = /^own(?::([a-z0-9-]+))?$/;

/** ACCOUNT.dkr.ecr.REGION.SUFFIX/REPOSITORY:TAG, or @DIGEST in place of the tag. */
export function imageUri(
  { use, digest, inferenceDigest }: Image,
  purpose: Purpose,
  { region, account, project }: { region: string; account: string; project: string },
): string {
  const at = (registry: string) => `${registry}.dkr.ecr.${region}.${partitionOf(region).suffix}`;
  const own = ownImage.exec(use);
  if (own) {
    if (!digest)
      throw new Error('ml/model.json: an image of your own needs a digest, which the pull request of its workflow has');
    return `${at(account)}/${project}${own[1] ? `/${own[1]}` : '-workload'}@${digest}`;
  }
  const image = images[use];
  if (!image)
    throw new Error(`ml/model.json: no image "${use}"; use one of ${Object.keys(images).join(', ')}, own:NAME`);
  const [repository, tag] = image[purpose].split(':');
  const pinned = image[purpose] === image.training ? digest : inferenceDigest;
  return `${at(registryOf(image.registry, region))}/${repository}${pinned ? `@${pinned}` : `:${tag}`}`;
}

/** The ARNs of the repositories that AWS publishes these images in, by a name for each. */
export function imageRepositories(region: string): Record<string, string> {
  const { partition } = partitionOf(region);
  return Object.fromEntries(
    Object.values(images).flatMap(({ registry, training, inference }) => {
      const account = registries[registry]?.[region];
      const repositories = account ? [training, inference].map((image) => image.split(':')[0]) : [];
      return repositories.map((repository) => [
        `${repository}-image`,
        `arn:${partition}:ecr:${region}:${account}:repository/${repository}`,
      ]);
    }),
  );
}
