import type { Resource } from '../../../templates/judge/read/assembly.ts';
import { isObject, type Json, type JsonObject, listOf } from '../../../templates/judge/read/json.ts';
import { asText } from '../../shape/text.ts';
import { isTrue } from './property.ts';

/** What of a resource is reached by whom it does not name, from its properties, from all resources and from its `Ref`. */
export type Ways = (properties: JsonObject, resources: Resource[], ref: string) => string[];

/** A policy of an interface says whom it lets in. */
const isClosed = (api: JsonObject | undefined) =>
  (isObject(api?.EndpointConfiguration) && listOf(api.EndpointConfiguration.Types).includes('PRIVATE')) ||
  Boolean(api?.Policy);

const asks = (part: JsonObject): boolean | undefined => {
  const auth = part['x-amazon-apigateway-auth'];
  if (isObject(auth)) return auth.type !== 'NONE';
  const { security } = part;
  return Array.isArray(security)
    ? security.length > 0 && security.every((each) => isObject(each) && Object.keys(each).length > 0)
    : undefined;
};

const verbs = /^(get|put|post|delete|patch|head|x-amazon-apigateway-any-method)$/;

/** Operations that ask for no sign-in (API Gateway Developer Guide, "x-amazon-apigateway-auth"; OpenAPI, "security"). */
function openOperations(body: Json | undefined): string[] {
  if (!isObject(body) || body['x-amazon-apigateway-policy'] || !isObject(body.paths)) return [];
  return Object.entries(body.paths).flatMap(([path, operations]) =>
    Object.entries(isObject(operations) ? operations : {}).flatMap(([verb, operation]) =>
      verbs.test(verb) && isObject(operation) && !(asks(operation) ?? asks(body))
        ? [`no security for ${verb} ${path}`]
        : [],
    ),
  );
}

const apiOf = (resources: Resource[], kind: string, id: Json | undefined) =>
  resources.find(({ type, ref }) => type === kind && ref === id)?.properties;

const isUnsigned = (route: JsonObject): boolean =>
  asText(route.AuthorizationType ?? 'NONE') === 'NONE' && !isTrue(route.ApiKeyRequired);

/**
 * Interfaces of API Gateway by type. Browsers ask with OPTIONS before they sign in. No more is read than decides: what else is open
 * leaves the answer as it is.
 */
export const interfaces: Record<string, Ways> = {
  'AWS::ApiGateway::Method': (method, resources) =>
    isUnsigned(method) &&
    method.HttpMethod !== 'OPTIONS' &&
    !isClosed(apiOf(resources, 'AWS::ApiGateway::RestApi', method.RestApiId))
      ? ['AuthorizationType NONE']
      : [],
  'AWS::ApiGateway::RestApi': (api) => {
    const open = openOperations(api.Body);
    return open.length > 0 && isClosed(api) ? [] : open;
  },
  'AWS::ApiGatewayV2::Api': ({ Target, Body, ProtocolType }, resources, ref) => {
    const routes = resources.filter(
      ({ type, properties }) => type === 'AWS::ApiGatewayV2::Route' && properties.ApiId === ref,
    );
    // Whoever connects is asked then or never, and by a route for that alone.
    const isUnasked =
      ProtocolType === 'WEBSOCKET' &&
      routes.length > 0 &&
      routes.every(({ properties }) => properties.RouteKey !== '$connect');
    return [
      ...(Target === undefined ? [] : ['no authorizer for Target']),
      ...(isUnasked ? ['no route $connect'] : []),
      ...openOperations(Body),
    ];
  },
  'AWS::ApiGatewayV2::Route': (route, resources) => {
    if (!isUnsigned(route)) return [];
    const key = asText(route.RouteKey);
    const api = apiOf(resources, 'AWS::ApiGatewayV2::Api', route.ApiId);
    const isSocket = api ? api.ProtocolType === 'WEBSOCKET' : !/ \/|^\$default$/.test(key);
    return /^OPTIONS /.test(key) || (isSocket && key !== '$connect') ? [] : ['AuthorizationType NONE'];
  },
};
