import type { Parameters } from '../operations/filled.ts';
import { targetOf } from './address.ts';
import { restCall } from './rest-calls.ts';
import { s3Call } from './s3-calls.ts';
import type { Wire } from './signature.ts';

/** One call, told apart from its protocol. */
export interface Called {
  /** As botocore names the service. */
  service: string;
  operation: string;
  parameters: Parameters;
  protocol: 'json' | 'query' | 's3' | 'rest';
}

/** A request that no client of AWS writes, or that two readers could take differently. */
export class Unreadable extends Error {}

/** Names in a signature that are not the service's own. */
const services: Record<string, string> = { monitoring: 'cloudwatch' };

/** Where each service's JSON calls are addressed to (botocore, "targetPrefix"), of those that the stand-in keeps something of. */
export const targets: Record<string, string> = {
  ecr: 'AmazonEC2ContainerRegistry_V20150921',
  events: 'AWSEvents',
  kms: 'TrentService',
  logs: 'Logs_20140328',
  sagemaker: 'SageMaker',
  secretsmanager: 'secretsmanager',
  sqs: 'AmazonSQS',
  ssm: 'AmazonSSM',
};

/** Services that speak the Query protocol, whatever headers come with it. */
const querying = new Set(['sns', 'sts', 'iam', 'cloudformation', 'ec2']);

/** `A.member.1=x` and `A.entry.1.key=k` as the Query protocol writes lists (botocore, "QuerySerializer"). */
function queried(body: string): Parameters {
  const parameters: Parameters = {};
  const seen = new Set<string>();
  for (const [name, value] of new URLSearchParams(body)) {
    if (seen.has(name)) throw new Unreadable(`${name} is given twice`);
    seen.add(name);
    const [, list = '', member] = /^(\w+)\.member\.\d+(?:\.(\w+))?$/.exec(name) ?? [];
    if (!list) {
      parameters[name] = value;
      continue;
    }
    const items = (parameters[list] ?? []) as unknown[];
    if (!member) items.push(value);
    else if (member === 'Key' || items.length === 0) items.push({ [member]: value });
    else Object.assign(items.at(-1) as object, { [member]: value });
    parameters[list] = items;
  }
  return parameters;
}

function document(body: Buffer): Parameters {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body.toString() || '{}');
  } catch {
    throw new Unreadable('The body is not JSON');
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed))
    throw new Unreadable('The body is not a JSON object');
  return parsed as Parameters;
}

/** In which form an answer has to be, before it is known what was called. */
export const protocolOf = ({ headers }: Wire, signedFor: string): Called['protocol'] =>
  signedFor === 's3' ? 's3' : signedFor === 'lambda' ? 'rest' : headers['x-amz-target'] ? 'json' : 'query';

export function called(wire: Wire, signedFor: string): Called {
  const service = services[signedFor] ?? signedFor;
  const { method, url, headers, body } = wire;
  const address = targetOf(url);
  if (!address) throw new Unreadable('The address of the request cannot be read');
  if (service === 's3') return { service, protocol: 's3', ...s3Call(method, address, headers, body) };
  if (service === 'lambda') return { service, protocol: 'rest', ...restCall(method, address, document(body)) };
  const target = headers['x-amz-target'];
  if (target && !querying.has(service)) {
    const [prefix, operation = ''] = [target.slice(0, target.lastIndexOf('.')), target.split('.').at(-1)];
    if (targets[service] && prefix !== targets[service])
      throw new Unreadable(`${target} is not an operation of ${service}`);
    return { service, protocol: 'json', operation, parameters: document(body) };
  }
  const isPlain = !target && address.query.length === 0;
  const { Action = '', ...parameters } = isPlain ? queried(body.toString()) : {};
  return { service, protocol: 'query', operation: String(Action || `${method} ${url}`), parameters };
}
