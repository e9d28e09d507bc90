import { actionsMatching } from '../../templates/judge/decide/iam-data.ts';
import type { PolicyStatement } from '../../templates/judge/decide/request.ts';
import { identity, type Subject } from './bases.ts';
import type { Random } from './random.ts';
import type { Pair } from './wideners.ts';

/** Two versions that say the same in other words. */
type Rewrite = (subject: Subject, noise: PolicyStatement[], random: Random) => Pair;

const allow = ({ actions, resource }: Subject, more: Partial<PolicyStatement> = {}): PolicyStatement => ({
  Effect: 'Allow',
  Action: actions,
  Resource: `${resource}*`,
  ...more,
});

const said =
  (before: (subject: Subject) => PolicyStatement[], after: (subject: Subject) => PolicyStatement[]): Rewrite =>
  (subject, noise, random) => ({
    before: identity(...before(subject), ...noise),
    after: identity(...random.shuffled([...after(subject), ...noise])),
  });

const conditioned = (before: PolicyStatement['Condition'], after: PolicyStatement['Condition']): Rewrite =>
  said(
    (s) => [allow(s, before && { Condition: before })],
    (s) => [allow(s, after && { Condition: after })],
  );

const vpce = { StringEquals: { 'aws:SourceVpce': ['vpce-1', 'vpce-2'] } };

export const rewrites: Record<string, Rewrite> = {
  'statements in another order': said(
    (s) => [allow(s), allow(s, { Action: s.spare, Resource: s.resource + s.inside[0] })],
    (s) => [allow(s, { Action: s.spare, Resource: s.resource + s.inside[0] }), allow(s)],
  ),
  'a Sid of another name': said(
    (s) => [allow(s, { Sid: 'Before' })],
    (s) => [allow(s, { Sid: 'After' })],
  ),
  'actions split over statements': said(
    (s) => [allow(s)],
    (s) => s.actions.map((Action) => allow(s, { Action })),
  ),
  'resources split over statements': said(
    (s) => [allow(s, { Resource: s.inside.map((name) => s.resource + name) })],
    (s) => s.inside.map((name) => allow(s, { Resource: s.resource + name })),
  ),
  'actions in another case and order': said(
    (s) => [allow(s)],
    (s) => [
      allow(s, {
        Action: s.actions.map((action) => action.toUpperCase().replace(/^[^:]*/, (p) => p.toLowerCase())).reverse(),
      }),
    ],
  ),
  'a wildcard enumerated': said(
    (s) => [allow(s, { Action: s.wildcard })],
    (s) => [allow(s, { Action: actionsMatching(s.wildcard.toLowerCase()) })],
  ),
  'a wildcard enumerated in a deny': said(
    (s) => [allow(s, { Action: '*', Resource: '*' }), { ...allow(s, { Action: s.wildcard }), Effect: 'Deny' }],
    (s) => [
      allow(s, { Action: '*', Resource: '*' }),
      { ...allow(s, { Action: actionsMatching(s.wildcard.toLowerCase()) }), Effect: 'Deny' },
    ],
  ),
  'an allow that another one covers': said(
    (s) => [allow(s)],
    (s) => [allow(s), allow(s, { Action: s.actions[0] as string, Resource: s.resource + s.inside[0] })],
  ),
  'an allow that a deny covers': said(
    (s) => [allow(s), { ...allow(s, { Action: s.spare }), Effect: 'Deny' }],
    (s) => [allow(s), { ...allow(s, { Action: s.spare }), Effect: 'Deny' }, allow(s, { Action: s.spare })],
  ),
  'a deny of what nothing allows': said(
    (s) => [allow(s)],
    (s) => [allow(s), { ...allow(s, { Action: s.spare }), Effect: 'Deny' }],
  ),
  'a covered allow under a condition': said(
    (s) => [allow(s)],
    (s) => [allow(s), allow(s, { Condition: vpce })],
  ),
  'a range of addresses in halves': conditioned(
    { IpAddress: { 'aws:SourceIp': ['10.0.0.0/8'] } },
    { IpAddress: { 'aws:SourceIp': ['10.128.0.0/9', '10.0.0.0/9'] } },
  ),
  'a range of IPv6 addresses in halves': conditioned(
    { IpAddress: { 'aws:SourceIp': '2001:db8::/32' } },
    { IpAddress: { 'aws:SourceIp': ['2001:db8::/33', '2001:db8:8000::/33'] } },
  ),
  'a list of values in two statements': said(
    (s) => [allow(s, { Condition: vpce })],
    (s) => ['vpce-1', 'vpce-2'].map((id) => allow(s, { Condition: { StringEquals: { 'aws:SourceVpce': id } } })),
  ),
  'a text as a pattern without wildcards': conditioned(vpce, { StringLike: vpce.StringEquals }),
  'presence by Null or by a pattern of anything': conditioned(
    { Null: { 'aws:PrincipalTag/team': 'false' } },
    { StringLike: { 'aws:PrincipalTag/team': '*' } },
  ),
  'a bound by two statements': said(
    (s) => [allow(s, { Condition: { NumericLessThanEquals: { 'aws:MultiFactorAuthAge': '60' } } })],
    (s) => [
      allow(s, { Condition: { NumericLessThan: { 'aws:MultiFactorAuthAge': '60' } } }),
      allow(s, { Condition: { NumericEquals: { 'aws:MultiFactorAuthAge': '60' } } }),
    ],
  ),
  'two conditions in another order': conditioned(
    { StringEquals: { 'aws:SourceVpce': 'vpce-1', 'aws:PrincipalTag/team': 'vision' } },
    { StringEquals: { 'aws:PrincipalTag/team': ['vision'], 'aws:SourceVpce': ['vpce-1', 'vpce-1'] } },
  ),
  'a resource that a longer wildcard covers': said(
    (s) => [allow(s)],
    (s) => [allow(s, { Resource: [`${s.resource}*`, s.resource + s.inside[0], s.resource + s.inside[1]] })],
  ),
  'wildcards doubled': said(
    (s) => [allow(s, { Resource: s.resource + s.inside[0] })],
    (s) => [allow(s, { Resource: s.resource + s.inside[0].replace('*', '**') })],
  ),
  'statements moved to a second policy': (s, noise) => ({
    before: identity(allow(s), ...noise),
    after: { identity: [...identity(allow(s)).identity, ...identity(...noise).identity] },
  }),
};
