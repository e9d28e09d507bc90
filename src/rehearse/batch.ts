import { type Answered, escaped } from './answers.ts';
import type { Called } from './reading.ts';
import type { Doomed } from './s3-calls.ts';
import type { Wire } from './signature.ts';

export interface Refused extends Doomed {
  message: string;
}

/** The objects that a DeleteObjects is about. */
export const doomedBy = ({ parameters }: Called): Doomed[] => (parameters.Delete as { Objects: Doomed[] }).Objects;

const element = ({ Key, VersionId }: Doomed) =>
  `<Key>${escaped(Key)}</Key>${VersionId ? `<VersionId>${escaped(VersionId)}</VersionId>` : ''}`;

/** The same request without the objects that are not allowed. */
export function without({ headers, ...wire }: Wire, doomed: Doomed[], refused: Doomed[]): Wire {
  const kept = doomed.filter(
    (one) => !refused.some(({ Key, VersionId }) => Key === one.Key && VersionId === one.VersionId),
  );
  const body = Buffer.from(`<Delete>${kept.map((one) => `<Object>${element(one)}</Object>`).join('')}</Delete>`);
  // What was computed over the whole body.
  const rest = Object.entries(headers).filter(
    ([name]) => !/^(content-md5|x-amz-(checksum|sdk-checksum|content-sha).*)$/.test(name),
  );
  return { ...wire, headers: Object.fromEntries(rest), body };
}

/** The service's answer, with an error for each object that was not allowed. */
export function withRefused(answered: Answered | undefined, refused: Refused[]): Answered {
  const errors = refused.map(
    (one) => `<Error>${element(one)}<Code>AccessDenied</Code><Message>${escaped(one.message)}</Message></Error>`,
  );
  const text =
    answered?.body.toString() ??
    '<?xml version="1.0" encoding="UTF-8"?><DeleteResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"></DeleteResult>';
  if (answered && answered.status >= 300) return answered;
  const body = Buffer.from(text.replace(/<\/DeleteResult>\s*$/, `${errors.join('')}</DeleteResult>`));
  return { status: 200, headers: { 'content-type': 'text/xml', ...answered?.headers }, body };
}
