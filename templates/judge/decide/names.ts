import type { Patterns } from './compiled.ts';
import { action, actionsMatching, definesKey, keyExists } from './iam-data.ts';
import { PolicyError } from './request.ts';

/** Actions and condition keys that AWS does not know never match: refused, because a person meant something. */

type Report = (error: PolicyError) => void;
type Actions = Patterns & { texts: string[] };

const hasWildcard = (text: string) => /[*?]/.test(text);

export const checkActions = ({ texts }: Actions, place: string, report: Report) => {
  for (const text of texts) {
    if (text === '*') continue;
    if (!/^[a-z0-9-]+:[a-z0-9*?]+$/i.test(text))
      throw new PolicyError('malformed', `"${text}" is not an action`, place);
    const known = hasWildcard(text) ? actionsMatching(text).length > 0 : action(text) !== null;
    if (!known) report(new PolicyError('unknown-action', `there is no action ${text}`, place));
  }
};

/**
 * Each action named in full must define the key; of those that a wildcard names, one must. Actions left out by
 * NotAction say nothing: there any service may define it.
 */
export const checkKeys = (keys: string[], { texts, not }: Actions, place: string, report: Report) => {
  for (const key of keys) {
    if (!/^[^:\s]+:\S/.test(key)) throw new PolicyError('malformed', `"${key}" is not a condition key`, place);
    if (!keyExists(key)) {
      report(new PolicyError('unknown-key', `there is no condition key ${key}`, place));
    } else if (!not) {
      const without = texts.filter((text) => text !== '*' && !definedBy(text, key));
      if (without.length > 0) {
        report(new PolicyError('unknown-key', `${without.join(', ')} does not define ${key}`, place));
      }
    }
  }
};

const definedBy = (text: string, key: string) =>
  hasWildcard(text) ? actionsMatching(text).some((each) => definesKey(each, key)) : definesKey(text, key);
