import type { Settings } from '../../config.ts';
import { audience, issuer } from '../../controls/oidc-deploy/github.ts';
import { takesClaims } from '../../controls/oidc-deploy/trust.ts';

type Building = Pick<Settings, 'repository' | 'repositoryId' | 'defaultBranch'>;

/** The one workflow that pushes, on the one branch. */
export const buildWorkflow = ({ repository, defaultBranch }: Building, unit: string): string =>
  `${repository}/.github/workflows/image-${unit}.yml@refs/heads/${defaultBranch}`;

/**
 * GitHub Docs, "OpenID Connect reference": the subject of a job on a branch, in no environment. The deploy role wants an
 * environment, so that neither job can take on the other's role, also where STS compares no other claim.
 */
export function buildConditions(place: { partition: string; region: string }, settings: Building, unit: string) {
  const { repository, repositoryId, defaultBranch } = settings;
  const ref = `refs/heads/${defaultBranch}`;
  const claims = {
    job_workflow_ref: buildWorkflow(settings, unit),
    ref,
    ...(repositoryId !== null && { repository_id: String(repositoryId) }),
  };
  return {
    StringEquals: {
      [`${issuer}:aud`]: audience(place.region),
      [`${issuer}:sub`]: `repo:${repository}:ref:${ref}`,
      ...(takesClaims(place) &&
        Object.fromEntries(Object.entries(claims).map(([claim, value]) => [`${issuer}:${claim}`, value]))),
    },
  };
}
