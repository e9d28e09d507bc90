// What somebody answers for: lines of accepted.json at the repository's top whose finding is doctor/CHECK.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { json } from './repository.mjs';

/** @typedef {{ owner: string, reason: string, until: string }} Acceptance */

/** The accepted checks of a day (YYYY-MM-DD). A line without owner, reason or end accepts nothing. @param {string} directory @param {string} today @returns {Map<string, Acceptance>} */
export function acceptedIn(directory, today) {
  const file = join(directory, 'accepted.json');
  if (!existsSync(file)) return new Map();
  const lines = json(file);
  if (!Array.isArray(lines)) return new Map();
  return new Map(
    lines
      .filter(
        ({ finding, owner, reason, until } = {}) =>
          typeof finding === 'string' && owner && reason && typeof until === 'string' && until >= today,
      )
      .flatMap(({ finding, owner, reason, until }) =>
        finding.startsWith('doctor/') ? [[finding.slice('doctor/'.length), { owner, reason, until }]] : [],
      ),
  );
}

/** What was accepted is shown, and fails nothing. What could not be looked at cannot be accepted. @param {import('./check.mjs').Part[]} parts @param {Map<string, Acceptance>} accepted @returns {import('./check.mjs').Part[]} */
export function withAccepted(parts, accepted) {
  return parts.map(({ title, checks }) => ({
    title,
    checks: checks.map((check) => {
      const by = accepted.get(check.id);
      if (!by) return check;
      const findings = check.findings.map((finding) =>
        finding.level === 'unread'
          ? finding
          : {
              ...finding,
              level: /** @type {const} */ ('note'),
              fix: `Accepted by ${by.owner} until ${by.until}: ${by.reason}`,
            },
      );
      return { ...check, findings };
    }),
  }));
}
