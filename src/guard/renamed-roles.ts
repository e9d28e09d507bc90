import { readdirSync } from 'node:fs';
import { readBelow } from '../files/read.ts';
import { writeBelow } from '../files/write.ts';

/** A role's own name, and its ARN or that of its sessions. */
const named = (role: string) => new RegExp(`("RoleName": ?"|:(?:assumed-)?role/)${role}(?![\\w+=,.@-])`, 'g');

/**
 * The earlier templates as if a role had always had the name that a release gave it: what it may do is compared with what it
 * could do, and anything more is still told. A role of that name that somebody made before is left to be compared as it is.
 */
export function renameRoles(assembly: string, project: string, roles: ReadonlyMap<string, string>): void {
  const files = readdirSync(assembly).filter((file) => file.endsWith('.template.json'));
  const texts = new Map(files.map((file) => [file, String(readBelow(assembly, file) ?? '')]));
  for (const [old, now] of roles) {
    if ([...texts.values()].some((text) => named(`${project}-${now}`).test(text))) continue;
    for (const [file, text] of texts) texts.set(file, text.replace(named(`${project}-${old}`), `$1${project}-${now}`));
  }
  for (const [file, text] of texts) writeBelow(assembly, file, text);
}
