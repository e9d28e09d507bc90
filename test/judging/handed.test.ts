import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../templates/judge/read/json.ts';
import { resource, weakIn } from './weaknesses.ts';

describe.each<[string, (account: string) => JsonObject]>([
  ['Oam::Link', (account) => ({ SinkIdentifier: `arn:aws:oam:us-east-1:${account}:sink/s` })],
  ['Config::AggregationAuthorization', (account) => ({ AuthorizedAccountId: account })],
  ['GuardDuty::Master', (account) => ({ MasterId: account })],
  ['SecurityHub::DelegatedAdmin', (account) => ({ AdminAccountIdentifier: account })],
  [
    'SNS::Topic',
    (account) => ({
      KmsMasterKeyId: 'alias/k',
      Subscription: [{ Protocol: 'sqs', Endpoint: `arn:aws:sqs:us-east-1:${account}:q` }],
    }),
  ],
])('%s', (type, properties) => {
  it.each([
    ['999999999999', ['other-account R']],
    ['000000000000', []],
  ])('of account %s is %j', (account, expected) => {
    expect(weakIn({ R: resource(`AWS::${type}`, properties(account)) })).toEqual(expected);
  });
});
