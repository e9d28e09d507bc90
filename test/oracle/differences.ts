import type { PolicyDocument, PolicyStatement, Verdict } from '../../templates/judge/decide/request.ts';
import { ask, enforcement, named, operators, other, policy, role, session, when } from './ask.ts';
import type { Case } from './generate.ts';
import { ours, providers } from './vocabulary.ts';

/**
 * Where the two engines differ and AWS documentation says which is right. Each is put to both, so that a new version
 * of either that changes its mind is seen; and each tells the cases of a run that it explains.
 */
export interface Difference {
  name: string;
  /** What the page says, in our words. */
  says: string;
  /** Titles of AWS documentation pages. */
  pages: string[];
  case: Case;
  verdict: Verdict;
  explains: (each: Case) => boolean;
}

const actions = 'token.actions.githubusercontent.com';
const [github = ''] = providers;
const guest = `arn:aws:sts::${ours}:federated-user/guest`;
/** A token asks for a role whose trust policy is this statement. */
const token = (statement: Partial<PolicyStatement>, more: Partial<Case['request']>): Case => {
  const trust = { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: 'sts:AssumeRoleWithWebIdentity' } };
  const resource = { ...trust, Statement: { ...trust.Statement, ...statement } } as PolicyDocument;
  return ask(
    { resource: named('trust', resource) },
    { action: 'sts:AssumeRoleWithWebIdentity', resource: `arn:aws:iam::${ours}:role/deploy`, ...more },
  );
};

const text = (each: Case) => JSON.stringify(each.policies);
const never = () => false;

export const differences: Difference[] = [
  {
    name: 'dates as seconds since 1970',
    says: 'A date can be given in epoch (UNIX) time, which counts seconds; iam-simulate reads milliseconds.',
    pages: [operators],
    case: when({ DateLessThan: { 'aws:CurrentTime': '1700000000' } }, { 'aws:CurrentTime': '2020-01-01T00:00:00Z' }),
    verdict: 'Allowed',
    explains: never,
  },
  {
    name: 'the range of all IPv4 addresses',
    says: 'A CIDR range contains all addresses in it; 0.0.0.0/0 contains all of IPv4.',
    pages: [operators],
    case: when({ IpAddress: { 'aws:SourceIp': '0.0.0.0/0' } }, { 'aws:SourceIp': '10.0.0.1' }),
    verdict: 'Allowed',
    explains: (each) => text(each).includes('0.0.0.0/0'),
  },
  {
    name: 'an IPv6 address compared with an IPv4 address without prefix length',
    says: 'NotIpAddress matches all addresses except the one given.',
    pages: [operators],
    case: when({ NotIpAddress: { 'aws:SourceIp': '10.0.0.1' } }, { 'aws:SourceIp': '2001:db8::1' }),
    verdict: 'Allowed',
    explains: (each) =>
      String(each.request.context['aws:SourceIp']).includes(':') && /NotIpAddress[^}]*"\d+(\.\d+){3}"/.test(text(each)),
  },
  {
    name: 'variables in a policy version that has none',
    says: 'In Version 2008-10-17, a variable is a literal string.',
    pages: ['IAM JSON policy elements: Version', 'IAM policy elements: Variables and tags'],
    case: when(
      { StringEquals: { 'aws:UserAgent': '${aws:SourceVpc}' } },
      { 'aws:UserAgent': 'x', 'aws:SourceVpc': 'x' },
      '2008-10-17',
    ),
    verdict: 'ImplicitlyDenied',
    explains: (each) => /2008-10-17/.test(text(each)) && text(each).includes('${aws'),
  },
  {
    name: 'an escaped question mark',
    says: 'In any string, ${?} means the character ?.',
    pages: ['IAM policy elements: Variables and tags'],
    case: when({ StringEquals: { 'aws:UserAgent': 'a${?}b' } }, { 'aws:UserAgent': 'a?b' }),
    verdict: 'Allowed',
    explains: (each) => text(each).includes('${?}'),
  },
  {
    name: 'ForAnyValue with IfExists and an absent key',
    says: 'IfExists can be added to any operator except Null; if the key is not present, the element is true.',
    pages: [operators],
    case: when({ 'ForAnyValue:StringEqualsIfExists': { 'aws:TagKeys': 'owner' } }, {}),
    verdict: 'Allowed',
    explains: (each) => /ForAnyValue:\w+IfExists/.test(text(each)),
  },
  {
    name: 'ForAllValues and an empty string',
    says: 'ForAllValues is true if the value resolves to a null dataset, such as an empty string.',
    pages: [operators],
    case: when({ 'ForAllValues:StringEquals': { 'aws:TagKeys': 'owner' } }, { 'aws:TagKeys': [''] }),
    verdict: 'Allowed',
    explains: never,
  },
  {
    name: 'a grant to the session itself',
    says: 'Within one account, an implicit deny in a session policy does not limit a grant to a session ARN.',
    pages: [enforcement],
    case: ask({
      identity: [other],
      session: [other],
      resource: named('resource', policy({ Principal: { AWS: session } })),
    }),
    verdict: 'Allowed',
    explains: (each) => each.policies.session !== undefined && text(each).includes(':assumed-role/'),
  },
  {
    name: 'a grant to everyone with a condition on aws:PrincipalArn',
    says: 'Session policies do not limit permissions that are granted with aws:PrincipalArn and a wildcard principal.',
    pages: [enforcement, 'AWS JSON policy elements: Principal'],
    case: ask({
      identity: [other],
      session: [other],
      resource: named('resource', policy({ Principal: '*', Condition: { ArnEquals: { 'aws:PrincipalArn': role } } })),
    }),
    verdict: 'Allowed',
    explains: (each) =>
      each.policies.session !== undefined && /aws:principalarn/i.test(JSON.stringify(each.policies.resource ?? '')),
  },
  {
    name: 'the root user',
    says: 'All requests are implicitly denied, except those of the root user, who has full access.',
    pages: [enforcement],
    case: ask({}, { principal: `arn:aws:iam::${ours}:root` }),
    verdict: 'Allowed',
    explains: never,
  },
  {
    name: 'the root user and the policy of its own bucket',
    says: "The bucket owner's root user can always read, put and delete the bucket policy, even if that policy denies it.",
    pages: ['Amazon S3 API Reference: GetBucketPolicy, PutBucketPolicy, DeleteBucketPolicy'],
    case: ask(
      {
        identity: [named('identity', policy({ Action: '*' }))],
        resource: named('resource', policy({ Effect: 'Deny', Principal: '*', Action: 's3:*' })),
      },
      { principal: `arn:aws:iam::${ours}:root`, action: 's3:GetBucketPolicy', resource: 'arn:aws:s3:::raw' },
    ),
    verdict: 'Allowed',
    explains: ({ request }) => request.principal.endsWith(':root') && request.action === 's3:GetBucketPolicy',
  },
  {
    name: 'a federated user without a session policy',
    says: 'Without a session policy, a federated user has only the permissions that a resource-based policy grants to the session.',
    pages: ['Permissions for GetFederationToken'],
    case: ask({ identity: [named('identity', policy({}))] }, { principal: guest }),
    verdict: 'ImplicitlyDenied',
    explains: never,
  },
  {
    name: 'a grant to the federated user itself',
    says: 'Within one account, an implicit deny in a session policy does not limit a grant to a session ARN.',
    pages: [enforcement],
    case: ask(
      { identity: [other], session: [other], resource: named('resource', policy({ Principal: { AWS: guest } })) },
      { principal: guest },
    ),
    verdict: 'Allowed',
    explains: never,
  },
  {
    name: 'a built-in identity provider',
    says: 'A role can trust accounts.google.com and similar providers by name, without a provider in IAM.',
    pages: ['AWS JSON policy elements: Principal'],
    case: token({ Principal: { Federated: 'accounts.google.com' } }, { principal: 'accounts.google.com' }),
    verdict: 'Allowed',
    explains: never,
  },
  {
    name: 'a claim that the Service Authorization Reference does not list',
    says: 'The claims of a token are keys that begin with the name of the provider; :sub and :aud are among them.',
    pages: ['IAM and AWS STS condition context keys', 'Create a role for OpenID Connect federation'],
    case: token(
      { Principal: { Federated: github }, Condition: { StringEquals: { [`${actions}:sub`]: 'repo:us/ml:ref:x' } } },
      { principal: github, context: { [`${actions}:sub`]: 'repo:us/ml:ref:x' } },
    ),
    verdict: 'Allowed',
    explains: never,
  },
  {
    name: 'NotPrincipal that names a user and the account',
    says: 'All principals except the named user are denied; the account is named so that it is not denied itself.',
    pages: ['AWS JSON policy elements: NotPrincipal'],
    case: ask(
      {
        identity: [named('identity', policy({}))],
        resource: named(
          'resource',
          policy({
            Effect: 'Deny',
            NotPrincipal: { AWS: [`arn:aws:iam::${ours}:user/red`, `arn:aws:iam::${ours}:root`] },
          }),
        ),
      },
      { principal: `arn:aws:iam::${ours}:user/blue` },
    ),
    verdict: 'ExplicitlyDenied',
    explains: (each) => text(each).includes('NotPrincipal'),
  },
  {
    name: 'a role without a trust policy',
    says: 'A role trust policy must explicitly allow access for the principal.',
    pages: [enforcement],
    case: ask(
      { identity: [named('identity', policy({ Action: 'sts:AssumeRole' }))] },
      { action: 'sts:AssumeRole', resource: `arn:aws:iam::${ours}:role/deploy`, unseenResourcePolicy: 'none' },
    ),
    verdict: 'ImplicitlyDenied',
    explains: (each) => each.request.action.startsWith('sts:') && !each.policies.resource,
  },
  {
    name: 'an RCP and a service to which RCPs do not apply',
    says: 'RCPs apply to the resources of a list of services; SageMaker is not on the list.',
    pages: ['Resource control policies (RCPs)'],
    case: ask(
      {
        identity: [named('identity', policy({ Action: 'sagemaker:StopTrainingJob' }))],
        rcp: [[named('rcp', policy({ Effect: 'Deny', Principal: '*', Action: 'sagemaker:StopTrainingJob' }))]],
      },
      { action: 'sagemaker:StopTrainingJob', resource: `arn:aws:sagemaker:eu-west-1:${ours}:training-job/t1` },
    ),
    verdict: 'Allowed',
    explains: never,
  },
];
