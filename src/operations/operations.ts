import { Refusal } from '../refusal.ts';
import { type CallPlace, filledArns, type Parameters, parameterValues } from './filled.ts';
import type { Access, Operation } from './table.ts';
import { tables } from './tables.ts';

/** One question to the judge: who asks, and from where, is the caller's to add. */
export interface OperationAccess {
  action: string;
  resource: string;
  context: Record<string, string | string[]>;
}

export interface Asks {
  caller: OperationAccess[];
  role: OperationAccess[];
}

/** Names that the CLI has for services. */
const ofCli: Record<string, string> = { s3api: 's3', configservice: 'config' };
const spoken = (service: string) => ofCli[service] ?? service;

/** `get-log-events` as the CLI and `get_log_events` as boto3 have it, or `GetLogEvents`; undefined where there is no mapping. */
export function operationNamed(service: string, name: string): { name: string; operation: Operation } | undefined {
  const table = tables.find((each) => each.service === spoken(service));
  const plain = name.replaceAll(/[-_]/g, '').toLowerCase();
  const found = Object.entries(table?.operations ?? {}).find(([each]) => each.toLowerCase() === plain);
  return found && { name: found[0], operation: found[1] };
}

/** What AWS asks of a call. An operation without a mapping is refused by its name: nothing is guessed. */
export function asksOf(service: string, name: string, parameters: Parameters, place: CallPlace): Asks {
  const found = operationNamed(service, name);
  if (!found) {
    throw new Refusal({
      code: 'operations/unmapped',
      what: `There is no mapping for ${spoken(service)}:${name}`,
      fix: `Add it to src/operations/${spoken(service)}.ts, with the page it is written from.`,
    });
  }
  const all = (accesses: Access[] = []) => accesses.flatMap((access) => askedBy(access, parameters, place));
  return { caller: all(found.operation.caller), role: all(found.operation.role) };
}

function askedBy(
  { action, on, context = {}, when, unless }: Access,
  parameters: Parameters,
  place: CallPlace,
): OperationAccess[] {
  if (when && parameterValues(when, parameters, place).length === 0) return [];
  if (unless && parameterValues(unless, parameters, place).length > 0) return [];
  const resources = filledArns(on, parameters, place);
  if (resources.length === 0) {
    throw new Refusal({
      code: 'operations/parameters',
      what: `${action} is asked of ${on}, and the call does not say it`,
      fix: 'Give the parameter that names it.',
    });
  }
  const filledContext = contextOf(context, parameters, place);
  return resources.map((resource) => ({ action, resource, context: filledContext }));
}

function contextOf(
  templates: Record<string, string>,
  parameters: Parameters,
  place: CallPlace,
): OperationAccess['context'] {
  const context: OperationAccess['context'] = {};
  for (const [key, template] of Object.entries(templates)) {
    const values = filledArns(template, parameters, place);
    const keys = filledArns(key, parameters, place);
    // One key for each tag, and its value beside it; or one key, which a list gives several values.
    if (key.includes('{'))
      for (const [index, name] of keys.entries()) if (values[index] !== undefined) context[name] = values[index];
    if (!key.includes('{') && values.length > 0) {
      context[key] = /\[(key|value)?\]/.test(template) ? values : (values[0] as string);
    }
  }
  return context;
}
