import { expect, it } from 'vitest';
import { resource, weakIn } from './weaknesses.ts';

it.each([
  ['http', ['unencrypted R']],
  ['HTTPS', []],
])('a classic load balancer that listens to %s is %j', (Protocol, expected) => {
  const Listeners = [{ Protocol, LoadBalancerPort: '8000', InstancePort: '8000' }];
  expect(weakIn({ R: resource('AWS::ElasticLoadBalancing::LoadBalancer', { Listeners }) })).toEqual(expected);
});
