import { expect, it } from 'vitest';
import type { JsonObject } from '../../templates/judge/read/json.ts';
import { resource, weakIn } from './weaknesses.ts';

const body = (more: JsonObject = {}, operation: JsonObject = {}): JsonObject => ({
  openapi: '3.0.1',
  paths: { '/x': { get: { responses: {}, ...operation }, options: { responses: {} } } },
  ...more,
});
const security = [{ key: [] }];

it.each<[string, JsonObject, boolean]>([
  ['asks nobody', { Body: body() }, true],
  ['asks of all operations', { Body: body({ security }) }, false],
  ['asks of its operation', { Body: body({}, { security }) }, false],
  ['asks of all but one', { Body: body({ security }, { security: [] }) }, true],
  ['asks or not', { Body: body({ security: [...security, {}] }) }, true],
  ['asks IAM', { Body: body({}, { 'x-amazon-apigateway-auth': { type: 'AWS_IAM' } }) }, false],
  ['has a policy', { Body: body({ 'x-amazon-apigateway-policy': { Version: '2012-10-17', Statement: [] } }) }, false],
  ['is private', { Body: body(), EndpointConfiguration: { Types: ['PRIVATE'] } }, false],
])('a REST interface whose description %s: open is %s', (_, properties, isOpen) => {
  const found = weakIn({ A: resource('AWS::ApiGateway::RestApi', properties) });
  expect(found).toEqual(isOpen ? ['open-network A'] : []);
});

it.each<[string, JsonObject]>([
  ['made at once for its target', { ProtocolType: 'HTTP', Target: 'arn:aws:lambda:us-east-1:000000000000:function:f' }],
  ['described without a sign-in', { Body: body() }],
])('an HTTP interface %s is open', (_, properties) => {
  expect(weakIn({ A: resource('AWS::ApiGatewayV2::Api', properties) })).toEqual(['open-network A']);
});

it.each<[string, Record<string, string>, string[]]>([
  ['asks whoever connects', { $connect: 'AWS_IAM', $disconnect: 'NONE', $default: 'NONE', send: 'NONE' }, []],
  ['asks nobody', { $connect: 'NONE', send: 'NONE' }, ['open-network R0']],
  ['has no route for whoever connects', { send: 'NONE' }, ['open-network A']],
])('a WebSocket interface that %s', (_, routes, expected) => {
  const made = Object.entries(routes).map(([RouteKey, AuthorizationType], at) => [
    `R${at}`,
    resource('AWS::ApiGatewayV2::Route', { ApiId: { Ref: 'A' }, RouteKey, AuthorizationType }),
  ]);
  const api = resource('AWS::ApiGatewayV2::Api', { ProtocolType: 'WEBSOCKET' });
  expect(weakIn({ A: api, ...Object.fromEntries(made) })).toEqual(expected);
});
