import type { CommandLine } from './lines.ts';

const roles = 'engineer|approver|operator|reviewer|break-glass';
const named = new RegExp(
  `with the role NAME-(${roles})\\b|\\bThe (${roles})\\b|\\b(an administrator)\\b|\\b(management account)\\b`,
  'gi',
);

const nameOf = (found: RegExpMatchArray): string => (found.slice(1).find(Boolean) ?? '').toLowerCase();

/** Whom a line's own words name, else whom its page or section does: the last one before the line. */
export function whoOf({ options, around, text }: CommandLine, standing: string | undefined): string | undefined {
  const [, profile] = new RegExp(`-(${roles})$`).exec(options.profile ?? '') ?? [];
  if (profile) return profile;
  const before = around.slice(0, around.indexOf(text.slice(0, 20)));
  const [last] = [...before.matchAll(named)].slice(-1);
  if (last) return nameOf(last);
  return standing;
}

/** `with the role NAME-operator` at the head of a page, or of its last section before a line, for what names nobody itself. */
export function standingOf(page: string, line: number): string | undefined {
  const before = page.split('\n').slice(0, line);
  const section = before.slice(before.findLastIndex((text) => text.startsWith('## '))).join('\n');
  const heads = new RegExp(
    `with the role NAME-(${roles})|^(?:(?:In|From) the root .*as|By|As) (an administrator)`,
    'gm',
  );
  const [last] = [...[...section.matchAll(heads)].slice(0, 1), ...[...before.join('\n').matchAll(heads)].slice(0, 1)];
  return last && nameOf(last);
}
