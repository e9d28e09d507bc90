import { Effect, type IPrincipal, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { mfaSession, sensitive, withoutMfa } from './sensitive.ts';

/**
 * Session names that begin with mfa- go to callers with MFA only. IAM User Guide, "Secure API access with MFA": the
 * credentials that AssumeRole returns carry no MFA information, so a later call shows it by its session's name.
 */
export function peopleTrust(principals: IPrincipal[], withoutMfa: boolean): PolicyStatement[] {
  const assume = { principals, actions: ['sts:AssumeRole'] };
  return [
    new PolicyStatement({
      sid: 'WithMfa',
      ...assume,
      conditions: {
        Bool: { 'aws:MultiFactorAuthPresent': 'true' },
        StringLike: { 'sts:RoleSessionName': mfaSession },
      },
    }),
    ...(withoutMfa
      ? [
          new PolicyStatement({
            sid: 'WithoutMfa',
            ...assume,
            conditions: { StringNotLike: { 'sts:RoleSessionName': mfaSession } },
          }),
        ]
      : []),
  ];
}

export function mfaDenies(dataArns: string[]): PolicyStatement[] {
  return Object.entries(sensitive).map(
    ([sid, { actions, data }]) =>
      new PolicyStatement({
        sid,
        effect: Effect.DENY,
        actions,
        resources: data ? dataArns.map((arn) => `${arn}/*`) : ['*'],
        conditions: withoutMfa,
      }),
  );
}
