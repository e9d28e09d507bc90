/**
 * Characters that a terminal obeys or shows as nothing, or in another order than they are in: controls (ECMA-48), format and
 * bidirectional characters (Unicode, UAX #9), line separators. They can clear a screen, hide a finding and write "all good".
 */
const hidden = () => /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** Nearly every text is no more than this, and the expression above has tables of Unicode made for it when it is first used. */
const isPlain = (text: string) => /^[\t\n -~]*$/.test(text);

const escaped = (character: string) => {
  const code = character.codePointAt(0) ?? 0;
  return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u{${code.toString(16)}}`;
};

/** A runner obeys these in a log (GitHub Docs, "Workflow commands"; Azure Pipelines, "Logging commands"; TeamCity, "Service messages"). */
const atLineStart = /^(\s*):(?=:)/gm;
const anywhere = /#(?=#(\[|vso\[|teamcity\[))/g;

const inWorkflow = () => Boolean(process.env.GITHUB_ACTIONS || process.env.TF_BUILD || process.env.TEAMCITY_VERSION);

/**
 * The text as it may be shown to people: line feeds and tabs stay, every other hidden character is written as \x1b or \u{202e}. Where
 * a runner reads the log, no line of it is a command.
 */
export function printable(text: string, runner = inWorkflow()): string {
  const shown = isPlain(text)
    ? text
    : text.replace(hidden(), (character) => (/[\n\t]/.test(character) ? character : escaped(character)));
  return runner ? shown.replace(atLineStart, '$1\\x3a').replace(anywhere, '\\x23') : shown;
}

/** The same for a value within a line: it has no line of its own to begin. */
export function printableInline(text: string): string {
  return printable(text.replace(/[\n\t]/g, escaped), false);
}

/** Lines, each with values of templates in it: none of them begins a line of its own. */
export const printableLines = (lines: string[]): string => lines.map(printableInline).join('\n');

/**
 * A JSON document that a terminal can show: every hidden character is escaped, and what a runner obeys, where one reads it. The value
 * stays the same (RFC 8259, 7).
 */
export function printableJson(value: unknown, runner = inWorkflow()): string {
  const units = (character: string) =>
    [...Array(character.length).keys()]
      .map((at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`)
      .join('');
  const text = (JSON.stringify(value, null, 2) ?? 'null').replace(hidden(), (character) =>
    character === '\n' ? character : units(character),
  );
  return runner ? text.replace(anywhere, units('#')) : text;
}
