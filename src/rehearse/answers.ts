import { randomUUID } from 'node:crypto';
import type { Called } from './reading.ts';

export interface Answered {
  status: number;
  headers: Record<string, string>;
  body: Buffer;
}

export const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** An error in the form of the protocol that the call came in. */
export function failed(
  { protocol }: Pick<Called, 'protocol'>,
  status: number,
  code: string,
  message: string,
): Answered {
  const id = randomUUID();
  if (protocol === 'json' || protocol === 'rest') {
    return {
      status,
      headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-requestid': id, 'x-amzn-errortype': code },
      body: Buffer.from(JSON.stringify({ __type: code, message, Message: message })),
    };
  }
  const error = `<Code>${code}</Code><Message>${escaped(message)}</Message>`;
  const text =
    protocol === 's3'
      ? `<?xml version="1.0" encoding="UTF-8"?><Error>${error}<RequestId>${id}</RequestId></Error>`
      : `<ErrorResponse><Error><Type>Sender</Type>${error}</Error><RequestId>${id}</RequestId></ErrorResponse>`;
  return { status, headers: { 'content-type': 'text/xml', 'x-amzn-requestid': id }, body: Buffer.from(text) };
}

export const json = (document: unknown): Answered => ({
  status: 200,
  headers: { 'content-type': 'application/x-amz-json-1.1' },
  body: Buffer.from(JSON.stringify(document)),
});

export const xml = (operation: string, inside: string): Answered => ({
  status: 200,
  headers: { 'content-type': 'text/xml' },
  body: Buffer.from(
    `<${operation}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><${operation}Result>${inside}</${operation}Result>` +
      `<ResponseMetadata><RequestId>${randomUUID()}</RequestId></ResponseMetadata></${operation}Response>`,
  ),
});
