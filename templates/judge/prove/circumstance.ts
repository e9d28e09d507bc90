import type { AccessModel } from '../read/model.ts';
import { type Clause, type Phrases, RowError } from './row.ts';
import { filled, type Scope } from './what.ts';

/** Context keys with their values; `null` is absent. */
export type Context = Record<string, string | string[] | null>;

/** What AWS's own keys say in any repository; a cast adds phrases about its people and networks. A phrase that can come about in several ways has a context for each of them. */
const builtIn: Record<string, Context[]> = {
  // AWS KMS Developer Guide, "kms:ViaService": the suffix is amazonaws.com in every partition.
  'through S3': [{ 'kms:ViaService': 's3.{region}.amazonaws.com' }],
  'through EC2': [{ 'kms:ViaService': 'ec2.{region}.amazonaws.com', 'kms:GrantIsForAWSResource': 'true' }],
  'through Secrets Manager': [{ 'kms:ViaService': 'secretsmanager.{region}.amazonaws.com' }],
  'through no service': [{ 'kms:ViaService': null }],
  // The confused deputy (IAM User Guide): what a service does for somebody else, whichever key it tells that by.
  'for another account': [
    {
      'aws:SourceAccount': '{foreign}',
      'aws:SourceArn': 'arn:{partition}:any:{region}:{foreign}:any',
      'kms:EncryptionContext:aws:cloudtrail:arn': 'arn:{partition}:cloudtrail:{region}:{foreign}:trail/any',
      'kms:EncryptionContext:aws:logs:arn': 'arn:{partition}:logs:{region}:{foreign}:log-group:/{NAME}/any',
      'kms:EncryptionContext:aws:sns:topicArn': 'arn:{partition}:sns:{region}:{foreign}:any',
    },
  ],
  // Judged by the policy of the service's endpoint as well (judge.ts); which endpoint it is stays open.
  'through an endpoint': [{}],
  'over TLS 1.2': [{ 'aws:SecureTransport': 'true', 's3:TlsVersion': '1.2' }],
  'without TLS': [{ 'aws:SecureTransport': 'false', 's3:TlsVersion': null }],
  'without TLS 1.2': [
    { 'aws:SecureTransport': 'false', 's3:TlsVersion': null },
    { 'aws:SecureTransport': 'true', 's3:TlsVersion': '1.1' },
  ],
  // IAM User Guide, "aws:ViaAWSService": a service repeats the request with the credentials of who asked it.
  'for a service that it asked': [{ 'aws:SourceVpce': null, 'aws:SourceVpc': null, 'aws:ViaAWSService': 'true' }],
  'from outside the network': [
    { 'aws:SourceVpce': null, 'aws:SourceVpc': null, 'aws:ViaAWSService': 'false' },
    { 'aws:SourceVpce': 'vpce-0other', 'aws:SourceVpc': 'vpc-0other', 'aws:ViaAWSService': 'false' },
  ],
};

/** Whether a row says that its requests also pass an endpoint's policy. */
export const saysEndpoint = (clause: Clause): boolean =>
  clause.kind === 'given' && clause.phrase === 'through an endpoint';

/** The phrase that a row with `only` must hold without. */
const opposite: Record<string, string> = {
  'over TLS 1.2': 'without TLS 1.2',
};

/** Not what every object has by nature: "constructor" is not a circumstance. */
const said = <T>(list: Record<string, T>, phrase: string): T | undefined =>
  Object.hasOwn(list, phrase) ? list[phrase] : undefined;

const condition = /^(?<key>[a-z0-9-]+:\S+) is (?<value>\S+)$/;

/** The contexts that a phrase stands for, `when KEY is VALUE and KEY is absent` among them. */
export function contextsOf(phrase: string, model: AccessModel, phrases: Phrases, scope: Scope): Context[] {
  const own = said(phrases, phrase);
  if (own) return [named(own, model, scope)];
  const known = said(scope.cast.phrases, phrase) ?? said(builtIn, phrase);
  if (known) return known.map((context) => named(context, model, scope));
  if (!phrase.startsWith('when ')) {
    throw new RowError(
      `"${phrase}" is not a circumstance: use ${[...Object.keys(scope.cast.phrases), ...Object.keys(builtIn)].join(', ')}, or when KEY is VALUE`,
    );
  }
  const context: Context = {};
  for (const part of phrase.slice('when '.length).split(' and ')) {
    const { key, value } = (condition.exec(part)?.groups ?? {}) as { key?: string; value?: string };
    if (!key || !value) throw new RowError(`"${part}" is not a condition: write KEY is VALUE, or KEY is absent`);
    context[key] = value === 'absent' ? null : value;
  }
  return [named(context, model, scope)];
}

export function oppositeOf(phrase: string, { cast }: Scope): string {
  const found = said(cast.opposites, phrase) ?? said(opposite, phrase);
  const known = [...Object.keys(cast.opposites), ...Object.keys(opposite)];
  if (!found) throw new RowError(`"only ${phrase}": only ${known.join(' and ')} have an opposite`);
  return found;
}

/**
 * `{data-key}` is what a proof name stands for, `{subnet-1:id}` the end of that ARN, and `{subnet-1:id|subnet-0}` has
 * another value where nothing has the name; with nothing behind the bar, the key is absent.
 */
function named(context: Context, { names }: AccessModel, scope: Scope): Context {
  const one = (value: string): string | null => {
    const [, name, id, otherwise] = /^\{([a-z0-9-]+)(:id)?(?:\|([^}]*))?\}$/.exec(value) ?? [];
    const known = filled(value, scope);
    if (!name || known !== value) return known;
    const found = names[name];
    if (found === undefined && otherwise === undefined) throw new RowError(`nothing is named "${name}"`);
    if (found === undefined) return otherwise || null;
    return id ? found.replace(/^arn:.*?\//, '') : found;
  };
  const all = (value: string | string[] | null): string | string[] | null => {
    if (!Array.isArray(value)) return value === null ? null : one(value);
    const list = value.flatMap((item) => one(item) ?? []);
    return list.length > 0 ? list : null;
  };
  return Object.fromEntries(Object.entries(context).map(([key, value]) => [key, all(value)]));
}
