// What doctor shows.

/** @typedef {import('./check.mjs').Finding} Finding */

/** @type {Record<Finding['level'], string>} */
const signs = { error: '✗', warning: '!', unread: '?', note: '·' };

/** What AWS and GitHub wrote may hold anything; a terminal acts on some of it. @param {string} text */
const plain = (text) => text.replace(/[\p{Cc}\p{Cf}]/gu, '·');

/** @param {import('./examine.mjs').Examination} examination */
export const needsLook = ({ parts }) =>
  parts.some(({ checks }) => checks.some(({ findings }) => findings.some(({ level }) => level !== 'note')));

/**
 * @param {{ parts: import('./check.mjs').Part[] }} examination
 * @param {number} [width] columns of the terminal; where there is none, nothing is broken into lines
 */
export function screen({ parts }, width = Number.POSITIVE_INFINITY) {
  const shown = (/** @type {Finding} */ { level, what, fix }, last = true) => [
    ...broken(plain(what), `  ${signs[level]} `, width),
    // What one and the same command fixes is told together.
    ...(last ? fixed(plain(fix), width) : []),
  ];
  const together = (/** @type {Finding[]} */ findings) =>
    findings.flatMap((finding, index) => {
      const next = findings[index + 1];
      return shown(finding, finding.fix !== next?.fix || finding.level !== next.level);
    });
  const lines = parts.flatMap(({ title, checks }) => [
    plain(title),
    ...checks.flatMap(({ title: claim, findings }) =>
      findings.length === 0 ? [`  ✓ ${claim}`] : together(findings.filter(({ level }) => level !== 'unread')),
    ),
    ...unseen(checks, shown),
    '',
  ]);
  return [...lines, summary(parts)].join('\n');
}

/** A finding with its fix below it. @param {{ what: string, fix: string }} finding @param {string} sign @param {number} width */
export const told = ({ what, fix }, sign, width) => [...broken(what, `  ${sign} `, width), ...fixed(fix, width)];

const command = /^(aws|npm|npx|gh|git|brew|nvm|sudo|https:) ?/;

/** A command is left in one piece, to be copied, on a line of its own where not all of it fits. @param {string} fix @param {number} width */
function fixed(fix, width) {
  const head = ' '.repeat(6);
  const several = width < Number.POSITIVE_INFINITY && /; (?=(?:aws|npm|npx|gh|git) )/.test(fix);
  if ((head.length + fix.length <= width && !several) || (command.test(fix) && !/[:;.,] /.test(fix)))
    return [`${head}${fix}`];
  const pieces = fix.split(/(?<=[:;] )(?=(?:aws|npm|npx|gh|git) )|(?<=[.;,] )(?=[A-Z]|then: )/);
  return pieces.flatMap((piece) =>
    command.test(piece) ? [`${head}${piece.trim().replace(/[.;,]$/, '')}`] : broken(piece.trim(), head, width),
  );
}

/** A text in lines that fit, the further ones below its first word. @param {string} text @param {string} head @param {number} width */
export function broken(text, head, width) {
  const lines = [head];
  for (const word of text.split(' ')) {
    const line = lines.at(-1) ?? '';
    if (line.length + word.length > width && line.trim().length > 1) lines.push(' '.repeat(head.length));
    lines.push(`${lines.pop()}${word} `);
  }
  return lines.map((line) => line.trimEnd());
}

/** One cause stops many checks: it is told once, with what it leaves open. @param {import('./check.mjs').Looked[]} checks @param {(finding: Finding) => string[]} shown */
function unseen(checks, shown) {
  /** @type {Map<string, { finding: Finding, claims: Set<string> }>} */
  const causes = new Map();
  for (const { title, findings } of checks) {
    for (const finding of findings.filter(({ level }) => level === 'unread')) {
      const cause = causes.get(finding.what) ?? { finding, claims: new Set() };
      causes.set(finding.what, cause);
      cause.claims.add(title);
    }
  }
  return [...causes.values()].flatMap(({ finding, claims }) => [
    ...shown(finding),
    ...[...claims].map((claim) => `      could not look: ${claim}`),
  ]);
}

/** @param {import('./check.mjs').Part[]} parts */
function summary(parts) {
  const checks = parts.flatMap((part) => part.checks);
  const count = (/** @type {Finding['level']} */ level) =>
    checks.flatMap(({ findings }) => findings).filter((finding) => finding.level === level).length;
  const passed = checks.filter(({ findings }) => findings.length === 0).length;
  const [errors, warnings] = [count('error'), count('warning')];
  const open = checks.filter(({ findings }) => findings.some(({ level }) => level === 'unread')).length;
  const told = [
    [errors, 'error'],
    [warnings, 'warning'],
  ].map(([number, word]) => `${number} ${word}${number === 1 ? '' : 's'}`);
  return `${passed} of ${checks.length} checks passed: ${told.join(', ')}, ${open} could not look`;
}
