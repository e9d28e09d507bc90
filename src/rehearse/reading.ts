import type { Parameters } from '../operations/filled.ts';
import { s3Call } from './s3-calls.ts';
import type { Wire } from './signature.ts';

/** One call, told apart from its protocol. */
export interface Called {
  /** As botocore names the service. */
  service: string;
  operation: string;
  parameters: Parameters;
  protocol: 'json' | 'query' | 's3';
}

/** Names in a signature that are not the service's own. */
const services: Record<string, string> = { monitoring: 'cloudwatch' };

/** `A.member.1=x` and `A.entry.1.key=k` as the Query protocol writes lists (botocore, "QuerySerializer"). */
function queried(body: string): Parameters {
  const parameters: Parameters = {};
  for (const [name, value] of new URLSearchParams(body)) {
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

export function called(wire: Wire, signedFor: string): Called {
  const service = services[signedFor] ?? signedFor;
  const { method, url, headers, body } = wire;
  if (service === 's3') return { service, protocol: 's3', ...s3Call(method, url, headers, body) };
  const target = headers['x-amz-target'];
  if (target) {
    const parameters = JSON.parse(body.toString() || '{}') as Parameters;
    return { service, protocol: 'json', operation: target.split('.').at(-1) ?? '', parameters };
  }
  const { Action = '', ...parameters } = queried(body.toString());
  const operation = String(Action || new URL(url, 'http://stand-in').pathname);
  return { service, protocol: 'query', operation, parameters };
}
