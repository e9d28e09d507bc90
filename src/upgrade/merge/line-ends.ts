import { isBinary } from '../../tree/tree.ts';

/** Are most lines of this text ended by CRLF? */
export function endsInCrlf(content: Buffer): boolean {
  if (isBinary(content)) return false;
  const text = content.toString('latin1');
  const crlf = text.split('\r\n').length - 1;
  return crlf > 0 && crlf * 2 > text.split('\n').length - 1;
}

export function toLf(content: Buffer): Buffer {
  return Buffer.from(content.toString('latin1').replaceAll('\r\n', '\n'), 'latin1');
}

export function toCrlf(content: Buffer): Buffer {
  return Buffer.from(content.toString('latin1').replaceAll(/\r?\n/g, '\r\n'), 'latin1');
}
