import { asksOf, operationNamed } from '../../src/operations/operations.ts';
import { Refusal } from '../../src/refusal.ts';
import { type Context, contextsOf } from '../../templates/judge/prove/circumstance.ts';
import type { JudgedPlace } from '../../templates/judge/prove/journeys.ts';
import { judge } from '../../templates/judge/prove/judge.ts';
import type { Row } from '../../templates/judge/prove/row.ts';
import examples from './examples.json' with { type: 'json' };
import type { CommandLine } from './lines.ts';

/** Commands of the CLI that are not operations of AWS, and what they call: AWS CLI Command Reference. */
const composed: Record<string, (line: CommandLine) => [string, string, Record<string, string>][]> = {
  's3 cp': ({ words }) => {
    const [, key = ''] = /^s3:\/\/[^/]*\/(.*)$/.exec(words.slice(1).join('')) ?? [];
    return [['s3api', 'put-object', { bucket: '', key: `${key}a` }]];
  },
  'logs tail': ({ words: [group = ''] }) => [['logs', 'filter-log-events', { 'log-group-name': group }]],
  'cloudtrail validate-logs': () => [
    ['cloudtrail', 'describe-trails', {}],
    ['s3api', 'list-objects-v2', { bucket: '{audit:id}' }],
    ['s3api', 'get-object', { bucket: '{audit:id}', key: 'AWSLogs/a' }],
  ],
  'sso login': () => [],
  'configure export-credentials': () => [],
};

/** `log-group-name` as `LogGroupName` and as `logGroupName`, `aws-service-name` as `AWSServiceName` too: services differ. */
function parametersOf(options: Record<string, string>): Record<string, unknown> {
  const named = Object.entries(options).map(([option, value]) => {
    const pascal = option.replace(/(^|-)([a-z])/g, (_, __, letter: string) => letter.toUpperCase());
    return [pascal, value] as const;
  });
  return Object.fromEntries(
    named.flatMap(([name, value]) => [
      [name, value],
      [`${name.charAt(0).toLowerCase()}${name.slice(1)}`, value],
      [name.replace(/^Aws/, 'AWS'), value],
    ]),
  );
}

const isExample = (value: string) =>
  value === '' || /^\$\{?[A-Z]+\}?$|^[A-Z][A-Z0-9_-]*$/.test(value) || value === 'true';

/** The calls of a line with their parameters, where a page's placeholders stand for an example of their kind. */
export function callsOf(line: CommandLine, { model, scope }: JudgedPlace): [string, string, Record<string, unknown>][] {
  // The base's, or a unit's where the base has none.
  const pipeline = Object.entries(model.names).find(
    ([name]) => name === 'base-pipeline' || name.endsWith('-a-pipeline'),
  );
  const some = { 'some-pipeline': pipeline?.[1].split(':pipeline/')[1] ?? '' };
  const filled = (text: string): string =>
    text
      .replace(/\$\{?NAME\}?|\{NAME\}|\bNAME\b/g, scope.project)
      .replace(/\{([a-z-]+)(:id)?\}/g, (all, name: string, id?: string) => {
        const known =
          { partition: scope.partition, region: scope.region, account: scope.account, ...some }[name] ??
          model.names[name];
        return known === undefined ? all : id ? known.replace(/^arn:[^:]*:[^:]*:[^:]*:[^:]*:/, '') : known;
      });
  const given = (service: string, options: Record<string, string>) =>
    Object.fromEntries(
      Object.entries(options).map(([option, value]) => {
        const known: Record<string, string> = examples;
        // A page's own variable may say which one it is: $COPY.
        const example = known[value] ?? known[`${service} ${option}`] ?? known[option];
        return [option, filled(example !== undefined && isExample(value) ? example : value)];
      }),
    );
  const own = composed[`${line.service} ${line.operation}`];
  const calls = own
    ? own(line)
    : [[line.service, line.operation, required(line)] as [string, string, Record<string, string>]];
  return calls.map(([service, operation, options]) => [service, operation, parametersOf(given(service, options))]);
}

/** A line in a sentence may leave out what it is about: `aws ecr batch-delete-image`. */
function required({ service, operation, options }: CommandLine): Record<string, string> {
  const asks = operationNamed(service, operation)?.operation.caller ?? [];
  const wanted = asks.flatMap(({ on, when }) =>
    when ? [] : [...on.matchAll(/\{\/?(?:stored:[A-Za-z]+\|)?([A-Za-z|]+)\}/g)].map(([, names = '']) => names),
  );
  const kebab = (name: string) => name.replace(/(?<!^)([A-Z])/g, '-$1').toLowerCase();
  const missing = wanted
    .map((names) => kebab(names.split('|')[0] ?? ''))
    .filter((name) => name in examples && !(name in options));
  return { ...Object.fromEntries(missing.map((name) => [name, ''])), ...options };
}

/** Why somebody may not do what a line says; nothing where each of its calls is allowed. */
export function refusals(line: CommandLine, who: string, place: JudgedPlace): string[] {
  try {
    return refusalsOf(line, who, place);
  } catch (error) {
    // An operation that is not mapped yet is one more thing to tell, not the end of all others.
    if (!(error instanceof Refusal)) throw error;
    return [error.message];
  }
}

function refusalsOf(line: CommandLine, who: string, place: JudgedPlace): string[] {
  const { model, scope } = place;
  const { partition, region, account } = scope;
  const stored = {
    SecretArn: model.names['data-source']?.replace(/-\?{6}$/, '-AbCdEf'),
    QueueArn: model.names.undelivered,
    ...(line.service === 'sns' && { KeyArn: model.names['alerts-key'] }),
    ...(line.service === 'secretsmanager' && { KeyArn: model.names['secrets-key'] }),
  };
  return callsOf(line, place).flatMap(([service, operation, parameters]) =>
    asksOf(service, operation, parameters, { partition, region, account, stored }).caller.flatMap(
      ({ action, resource, context }) => {
        const from = /inside the network/i.test(line.around) ? inside(action) : undefined;
        const contexts: Context[] = from ? contextsOf(from, model, {}, scope) : [{}];
        const row: Row = {
          ...{ text: line.text, line: line.line, who, may: true, actions: [action], what: [resource] },
          clause: { kind: 'given', phrase: 'so' },
        };
        return contexts.flatMap((each) => judge(row, { so: { ...each, ...context } }, model, scope).failures);
      },
    ),
  );
}

const inside = (action: string) =>
  action.startsWith('logs:')
    ? 'through the logs endpoint'
    : action.startsWith('s3:')
      ? 'through the endpoint'
      : undefined;
