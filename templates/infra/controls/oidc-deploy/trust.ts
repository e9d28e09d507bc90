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
export function tokenConditions({ region }: Place, repository: string, environment: EnvironmentId) {
  return {
    StringEquals: {
      [`${issuer}:aud`]: audience(region),
      [`${issuer}:sub`]: `repo:${repository}:environment:${environment}`,
    },
  };
}

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
