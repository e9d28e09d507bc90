import type { Evidence } from './evidence.ts';
import { code, html, list, prose } from './html.ts';

/** The value of an option: what no word of a sentence looks like, up to what ends a sentence. */
const value = String.raw`(?!--)(?=[^\s;()]*[A-Z=/:0-9-]|true\b)[^\s;()]+?(?=[.,:]?(?:[\s;()]|$))`;
const command = new RegExp(
  String.raw`\b(?:aws [a-z0-9-]+ [a-z]+-[a-z-]+|npm run [a-z:-]+|npx create-secure-ml [a-z]+)(?: --[a-z-]+(?: ${value})*)*`,
  'g',
);

/** The command lines in a duty's words. */
export const commandsIn = (duty: string): string[] => duty.match(command) ?? [];

/** A duty in full, with its commands as code. */
export const wholeDuty = (duty: string): string => prose(duty.replace(/`([^`]*)`/g, '$1').replace(command, '`$&`'));

/** All duties by what they are about and their commands; their words are beside the evidence. */
export function dutiesInShort({ controls }: Evidence): string {
  const items = controls.flatMap(({ id, title, duty }) => {
    if (!duty) return [];
    const commands = commandsIn(duty).map(code);
    return [`<a href="#duty-${html(id)}">${html(title)}</a>${commands.length > 0 ? `: ${commands.join(', ')}` : ''}`];
  });
  return `<div class="columns">${list(items)}</div>`;
}
