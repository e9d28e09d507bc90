import { partitionOf } from '../../../judge/place.ts';

export const issuer = 'token.actions.githubusercontent.com';

/** Whom GitHub's tokens are for: AWS STS, by the name that it has in the partition. */
export const audience = (region: string): string => `sts.${partitionOf(region).suffix}`;

/**
 * The intermediate certificates of GitHub's issuer (GitHub changelog, 2023-06-27). In the aws partition IAM trusts the
 * issuer by its root authority and does not use them (IAM User Guide, "Obtain the thumbprint for an OpenID Connect
 * identity provider"); elsewhere they may count.
 */
export const thumbprints = ['6938fd4d98bab03faadb97b34396831e3780aea1', '1c58a3a8518e8759bf075b76b750d4f2df264fcd'];
