import type { PolicyDocument, PolicySet, PolicyStatement } from '../../templates/judge/decide/request.ts';
import { identity, type Subject } from './bases.ts';

/** Two versions of which the second allows more and nothing less. Read the other way round, it narrows. */
export interface Pair {
  before: PolicySet;
  after: PolicySet;
}

type Condition = NonNullable<PolicyStatement['Condition']>;
type Widener = (subject: Subject, noise: PolicyStatement[]) => Pair;

const allow = ({ actions, resource }: Subject, more: Partial<PolicyStatement> = {}): PolicyStatement => ({
  Effect: 'Allow',
  Action: actions,
  Resource: `${resource}*`,
  ...more,
});
const deny = ({ actions, resource }: Subject, more: Partial<PolicyStatement> = {}): PolicyStatement => ({
  Effect: 'Deny',
  Action: actions,
  Resource: `${resource}*`,
  ...more,
});

/** The one statement changes, among others that do not bear on it. */
const replaced =
  (before: (subject: Subject) => PolicyStatement[], after: (subject: Subject) => PolicyStatement[]): Widener =>
  (subject, noise) => ({
    before: identity(...noise, ...before(subject)),
    after: identity(...after(subject), ...noise),
  });

const conditioned = (before: Condition | undefined, after: Condition | undefined): Widener =>
  replaced(
    (subject) => [allow(subject, before && { Condition: before })],
    (subject) => [allow(subject, after && { Condition: after })],
  );

const denied = (before: Condition | undefined, after: Condition): Widener =>
  replaced(
    (subject) => [allow(subject), deny(subject, before && { Condition: before })],
    (subject) => [allow(subject), deny(subject, { Condition: after })],
  );

const document = (...Statement: PolicyStatement[]): PolicyDocument => ({ Version: '2012-10-17', Statement });
const bounded = (set: PolicySet, ...statements: PolicyStatement[]): PolicySet => ({
  ...set,
  boundary: [{ name: 'boundary', policy: document(...statements) }],
});
const limited = (set: PolicySet, ...statements: PolicyStatement[]): PolicySet => ({
  ...set,
  scp: [[{ name: 'organization', policy: document(...statements) }]],
});

// biome-ignore lint/suspicious/noTemplateCurlyInString: a policy variable
const variable = '${aws:PrincipalTag/team}';

const everything: PolicyStatement = { Effect: 'Allow', Action: '*', Resource: '*' };

export const wideners: Record<string, Widener> = {
  'one more action': replaced(
    (s) => [allow(s)],
    (s) => [allow(s, { Action: [...s.actions, s.spare] })],
  ),
  'a wildcard in the action': replaced(
    (s) => [allow(s)],
    (s) => [allow(s, { Action: [...s.actions, s.wildcard, s.spare] })],
  ),
  'every action of the service': replaced(
    (s) => [allow(s)],
    (s) => [allow(s, { Action: `${s.spare.split(':')[0]}:*` })],
  ),
  'one more resource': replaced(
    (s) => [allow(s, { Resource: s.resource + s.inside[0] })],
    (s) => [allow(s, { Resource: s.inside.map((name) => s.resource + name) })],
  ),
  'a longer wildcard': replaced(
    (s) => [allow(s, { Resource: s.resource + s.inside[0] })],
    (s) => [allow(s)],
  ),
  'every resource': replaced(
    (s) => [allow(s, { Resource: s.resource + s.inside[1] })],
    (s) => [allow(s, { Resource: '*' })],
  ),
  'resources left out fewer': replaced(
    (s) => [allow(s, { Resource: undefined, NotResource: s.inside.map((name) => s.resource + name) })].map(clean),
    (s) => [allow(s, { Resource: undefined, NotResource: s.resource + s.inside[0] })].map(clean),
  ),
  'actions left out fewer': replaced(
    (s) => [allow(s, { Action: undefined, NotAction: [...s.actions, s.spare] })].map(clean),
    (s) => [allow(s, { Action: undefined, NotAction: s.actions })].map(clean),
  ),
  'a condition dropped': conditioned({ StringEquals: { 'aws:SourceVpce': 'vpce-1' } }, undefined),
  'one of two conditions dropped': conditioned(
    { StringEquals: { 'aws:SourceVpce': 'vpce-1' }, Bool: { 'aws:SecureTransport': 'true' } },
    { Bool: { 'aws:SecureTransport': 'true' } },
  ),
  'one more value': conditioned(
    { StringEquals: { 'aws:SourceVpce': ['vpce-1', 'vpce-2'] } },
    { StringEquals: { 'aws:SourceVpce': ['vpce-1', 'vpce-2', 'vpce-3'] } },
  ),
  'a pattern where a text was': conditioned(
    { StringLike: { 'aws:PrincipalTag/team': 'vision' } },
    { StringLike: { 'aws:PrincipalTag/team': 'vision*' } },
  ),
  'case left out of account': conditioned(
    { StringEquals: { 'aws:PrincipalTag/team': 'Vision' } },
    { StringEqualsIgnoreCase: { 'aws:PrincipalTag/team': 'Vision' } },
  ),
  'an absent key passes': conditioned(
    { StringEquals: { 'aws:SourceVpce': 'vpce-1' } },
    { StringEqualsIfExists: { 'aws:SourceVpce': 'vpce-1' } },
  ),
  'presence no longer asked': conditioned({ Null: { 'aws:MultiFactorAuthAge': 'false' } }, undefined),
  'a higher bound': conditioned(
    { NumericLessThan: { 'aws:MultiFactorAuthAge': '3600' } },
    { NumericLessThan: { 'aws:MultiFactorAuthAge': '3601' } },
  ),
  'the bound itself': conditioned(
    { NumericLessThan: { 'aws:MultiFactorAuthAge': '3600' } },
    { NumericLessThanEquals: { 'aws:MultiFactorAuthAge': '3600' } },
  ),
  'a window between two bounds': replaced(
    (s) => [allow(s, { Condition: { NumericLessThan: { 'aws:MultiFactorAuthAge': '5' } } })],
    (s) => [
      allow(s, { Condition: { NumericLessThan: { 'aws:MultiFactorAuthAge': '5' } } }),
      allow(s, {
        Condition: {
          NumericGreaterThan: { 'aws:MultiFactorAuthAge': '5' },
          NumericLessThan: { 'aws:MultiFactorAuthAge': '10' },
        },
      }),
    ],
  ),
  'a later date': conditioned(
    { DateLessThan: { 'aws:CurrentTime': '2027-01-01T00:00:00Z' } },
    { DateLessThan: { 'aws:CurrentTime': '2028-01-01T00:00:00Z' } },
  ),
  'a wider range of addresses': conditioned(
    { IpAddress: { 'aws:SourceIp': '10.0.0.0/9' } },
    { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } },
  ),
  'the addresses between two ranges': conditioned(
    { IpAddress: { 'aws:SourceIp': ['10.0.0.0/16', '10.255.0.0/16'] } },
    { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } },
  ),
  'one more address': conditioned(
    { IpAddress: { 'aws:SourceIp': '192.0.2.0/24' } },
    { IpAddress: { 'aws:SourceIp': ['192.0.2.0/24', '192.0.3.0/32'] } },
  ),
  'an ARN part opened': conditioned(
    { ArnLike: { 'aws:SourceArn': 'arn:aws:sns:eu-west-1:111122223333:jobs' } },
    { ArnLike: { 'aws:SourceArn': 'arn:aws:sns:*:111122223333:jobs' } },
  ),
  'any value instead of all': conditioned(
    { 'ForAllValues:StringEquals': { 'aws:TagKeys': ['a', 'b'] }, Null: { 'aws:TagKeys': 'false' } },
    { 'ForAnyValue:StringEquals': { 'aws:TagKeys': ['a', 'b'] } },
  ),
  'one more element': conditioned(
    { 'ForAllValues:StringEquals': { 'aws:TagKeys': ['a'] } },
    { 'ForAllValues:StringEquals': { 'aws:TagKeys': ['a', 'b'] } },
  ),
  'a deny dropped': replaced(
    (s) => [allow(s), deny(s, { Resource: s.resource + s.inside[0] })],
    (s) => [allow(s)],
  ),
  'a deny of fewer actions': replaced(
    (s) => [allow(s), deny(s)],
    (s) => [allow(s), deny(s, { Action: s.actions[0] as string })],
  ),
  'a deny of fewer resources': replaced(
    (s) => [allow(s), deny(s, { Resource: s.inside.map((name) => s.resource + name) })],
    (s) => [allow(s), deny(s, { Resource: s.resource + s.inside[1] })],
  ),
  'a deny under a condition': denied(undefined, { Bool: { 'aws:SecureTransport': 'false' } }),
  'a deny that an absent key escapes': denied(
    { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } },
    { Bool: { 'aws:MultiFactorAuthPresent': 'false' } },
  ),
  'a deny with one more exception': denied(
    { StringNotEquals: { 'aws:SourceVpce': 'vpce-1' } },
    { StringNotEquals: { 'aws:SourceVpce': ['vpce-1', 'vpce-2'] } },
  ),
  'a deny that an address escapes': denied(
    { NotIpAddress: { 'aws:SourceIp': '10.0.0.0/9' } },
    { NotIpAddress: { 'aws:SourceIp': '10.0.0.0/8' } },
  ),
  'a variable for a name': replaced(
    (s) => [allow(s, { Resource: `${s.resource}home-none` })],
    (s) => [allow(s, { Resource: [`${s.resource}home-none`, `${s.resource}home-${variable}`] })],
  ),
  'one value of a variable no longer denied': replaced(
    (s) => [allow(s, { Resource: `${s.resource}${variable}` }), deny(s, { Resource: `${s.resource}alice` })],
    (s) => [allow(s, { Resource: `${s.resource}${variable}` })],
  ),
  'a boundary dropped': (s, noise) => ({
    before: bounded(identity(allow(s), ...noise), allow(s, { Action: s.actions[0] as string })),
    after: identity(allow(s), ...noise),
  }),
  'a boundary widened': (s, noise) => ({
    before: bounded(identity(allow(s), ...noise), allow(s, { Action: s.actions[0] as string })),
    after: bounded(identity(allow(s), ...noise), allow(s)),
  }),
  'an organization that forbids less': (s, noise) => ({
    before: limited(identity(allow(s), ...noise), everything, deny(s)),
    after: limited(identity(allow(s), ...noise), everything, deny(s, { Action: s.actions[1] as string })),
  }),
};

function clean(statement: PolicyStatement): PolicyStatement {
  return JSON.parse(JSON.stringify(statement)) as PolicyStatement;
}
