import type { EnvironmentId } from '../../config.ts';
import { audience, issuer } from './github.ts';

interface Place {
  partition: string;
  region: string;
  account: string;
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
 * there. AWS CDK Developer Guide, "CDK bootstrapping": names with the default qualifier, one set a region.
 */
export function bootstrapRoles({ partition, account }: Place, regions: string[]): string[] {
  return [...new Set(regions)].flatMap((region) =>
    ['deploy', 'file-publishing', 'lookup'].map(
      (kind) => `arn:${partition}:iam::${account}:role/cdk-hnb659fds-${kind}-role-${account}-${region}`,
    ),
  );
}
