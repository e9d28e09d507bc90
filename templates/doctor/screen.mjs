// What doctor shows.

/** @typedef {import('./check.mjs').Finding} Finding */

/** @type {Record<Finding['level'], string>} */
const signs = { error: '✗', warning: '!', unread: '?', note: '·' };

/** What AWS and GitHub wrote may hold anything; a terminal acts on some of it. @param {string} text */
const plain = (text) => text.replace(/[\p{Cc}\p{Cf}]/gu, '·');

/** @param {import('./examine.mjs').Examination} examination */
export const needsLook = ({ parts }) =>
  parts.some(({ checks }) => checks.some(({ findings }) => findings.some(({ level }) => level !== 'note')));

/** @param {{ parts: import('./check.mjs').Part[] }} examination */
export function screen({ parts }) {
  const lines = parts.flatMap(({ title, checks }) => [
    plain(title),
    ...checks.flatMap(({ title: claim, findings }) =>
      findings.length === 0 ? [`  ✓ ${claim}`] : findings.filter(({ level }) => level !== 'unread').flatMap(shown),
    ),
    ...unseen(checks),
    '',
  ]);
  return [...lines, summary(parts)].join('\n');
}

/** @param {Finding} finding */
const shown = ({ level, what, fix }) => [`  ${signs[level]} ${plain(what)}`, `      ${plain(fix)}`];

/** One cause stops many checks: it is told once, with what it leaves open. @param {import('./check.mjs').Looked[]} checks */
function unseen(checks) {
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
