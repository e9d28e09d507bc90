import { partitionOf } from '../../../judge/place.ts';
import { hasWatch, watchRegionOf } from '../../alerts/watch.ts';
import type { EnvironmentId, Settings } from '../../config.ts';
import { audience, issuer } from './github.ts';

interface Place {
  partition: string;
  region: string;
  account: string;
}

/** Where `cdk bootstrap` was run: by its qualifier, in each of these regions. */
interface Bootstrapped {
  qualifier: string;
  regions: string[];
}

/** The regions that stacks are deployed to: alerts on global services have one in the region of their events. */
export function deployedRegions(settings: Settings): string[] {
  const { region, globalStack } = settings;
  const watch = hasWatch(settings) ? watchRegionOf(settings) : undefined;
  return [region, ...(globalStack ? [partitionOf(region).globalRegion] : []), ...(watch ? [watch] : [])];
}

export function providerArn({ partition, account }: Place): string {
  return `arn:${partition}:iam::${account}:oidc-provider/${issuer}`;
}

/** GitHub Docs, "OpenID Connect reference": the subject of a job that runs in an environment. */
export function tokenConditions(place: Place, settings: Deploying, environment: EnvironmentId) {
  const { repository, repositoryId, defaultBranch } = settings;
  const claims = {
    environment,
    job_workflow_ref: deployWorkflow(settings),
    ref: `refs/heads/${defaultBranch}`,
    ...(repositoryId !== null && { repository_id: String(repositoryId) }),
  };
  return {
    StringEquals: {
      [`${issuer}:aud`]: audience(place.region),
      [`${issuer}:sub`]: `repo:${repository}:environment:${environment}`,
      ...(takesClaims(place) &&
        Object.fromEntries(Object.entries(claims).map(([claim, value]) => [`${issuer}:${claim}`, value]))),
    },
  };
}

type Deploying = Pick<Settings, 'repository' | 'repositoryId' | 'defaultBranch'>;

/**
 * Whether STS compares a token's other claims: Service Authorization Reference, "AWS Security Token Service", keys of
 * AssumeRoleWithWebIdentity. It is the reference of the aws partition; elsewhere a claim that is not taken locks everybody out.
 */
export const takesClaims = ({ partition }: Pick<Place, 'partition'>): boolean => partition === 'aws';

/** The one workflow that deploys, on the one branch: a job of another file has another `job_workflow_ref`. */
export const deployWorkflow = ({ repository, defaultBranch }: Deploying): string =>
  `${repository}/.github/workflows/deploy.yml@refs/heads/${defaultBranch}`;

/**
 * The roles of `cdk bootstrap` that a deployment takes on: to deploy, to upload templates and assets, to look at what is
 * there. AWS CDK Developer Guide, "CDK bootstrapping": names with the qualifier, one set a region.
 */
export function bootstrapRoles({ partition, account }: Place, { qualifier, regions }: Bootstrapped): string[] {
  return [...new Set(regions)].flatMap((region) =>
    ['deploy', 'file-publishing', 'lookup'].map(
      (kind) => `arn:${partition}:iam::${account}:role/cdk-${qualifier}-${kind}-role-${account}-${region}`,
    ),
  );
}
