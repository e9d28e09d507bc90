import { brotliDecompressSync } from 'node:zlib';
import type { NamedPolicy, PolicyDocument } from '../decide/request.ts';
import packed from './managed-policies.json' with { type: 'json' };

/** Texts of managed policies that no template holds, by ARN: those of AWS, or of the account. */
export type ManagedTexts = Record<string, PolicyDocument>;

let texts: ManagedTexts | undefined;
const known = new Map<string, NamedPolicy>();

/**
 * The text of an AWS managed policy as it was on `packed.date`; AWS changes them. undefined: there is none of that name,
 * it is newer, or the partition has texts of its own.
 */
export function managedPolicy(arn: string): NamedPolicy | undefined {
  const [, name] = /^arn:aws:iam::aws:policy\/(.+)$/.exec(arn) ?? [];
  if (!name) return undefined;
  texts ??= JSON.parse(brotliDecompressSync(Buffer.from(packed.brotli, 'base64')).toString()) as ManagedTexts;
  const policy = Object.hasOwn(texts, name) ? texts[name] : undefined;
  if (!policy) return undefined;
  const found = known.get(name) ?? { name: name.split('/').at(-1) ?? name, policy, checked: true as const };
  known.set(name, found);
  return found;
}
