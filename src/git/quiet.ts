import { environmentFor } from '../children/environment.ts';
import { Refusal } from '../refusal.ts';

/**
 * Settings for every git that this program starts: nothing that a repository names is run, nothing recurses or asks. A repository
 * that came as an archive brings its .git/config along, and git obeys it (git-config(1)).
 */
const settings: [key: string, value: string][] = [
  ['core.hooksPath', '/dev/null'],
  ['core.fsmonitor', 'false'],
  ['core.alternateRefsCommand', ''],
  ['core.sshCommand', 'false'],
  ['core.gitProxy', ''],
  ['core.quotePath', 'false'],
  ['diff.external', ''],
  ['log.showSignature', 'false'],
  ['submodule.recurse', 'false'],
  ['gc.auto', '0'],
  ['maintenance.auto', 'false'],
];

export const quiet = settings.flatMap(([key, value]) => ['-c', `${key}=${value}`]);

/** For git in a folder that is here: it never fetches, also not what a partial clone lacks from an address of the repository's. */
export function offlineEnvironment(from: NodeJS.ProcessEnv = process.env): Record<string, string> {
  return {
    ...environmentFor('git', from),
    LC_ALL: 'C',
    GIT_TERMINAL_PROMPT: '0',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_NO_LAZY_FETCH: '1',
    // What stands in for an object has its name and not its content (git-replace(1)).
    GIT_NO_REPLACE_OBJECTS: '1',
    GIT_ALLOW_PROTOCOL: 'none',
  };
}

/** Drivers that a repository's own configuration defines; attributes choose them by name (gitattributes(5)). */
export const driverKeys = '^(filter|diff|merge)\\..*\\.(clean|smudge|process|required|command|textconv|driver)$';

const mostDrivers = 1000;

/**
 * Variables that switch off the drivers in `listed`, the output of `git config -z --show-scope --get-regexp`: those that the
 * repository itself brings. The person's own, from their global configuration, stay.
 */
export function withoutDrivers(listed: string, environment: Record<string, string>): Record<string, string> {
  const parts = listed.split('\0');
  const keys = new Set<string>();
  for (let at = 0; at + 1 < parts.length; at += 2) {
    const key = parts[at + 1]?.split('\n', 1)[0];
    if (key && (parts[at] === 'local' || parts[at] === 'worktree')) keys.add(key);
  }
  if (keys.size === 0) return {};
  // git looks for each variable among all of them.
  if (keys.size > mostDrivers) {
    const what = `The git configuration of this repository has more than ${mostDrivers} settings of drivers`;
    throw new Refusal({
      code: 'git/too-large',
      what,
      fix: 'Take them out of .git/config, or clone the repository again.',
    });
  }
  const first = Number(environment.GIT_CONFIG_COUNT ?? 0);
  const entries = [...keys].flatMap((key, at): [string, string][] => [
    [`GIT_CONFIG_KEY_${first + at}`, key],
    [`GIT_CONFIG_VALUE_${first + at}`, key.endsWith('.required') ? 'false' : ''],
  ]);
  return { ...Object.fromEntries(entries), GIT_CONFIG_COUNT: String(first + keys.size) };
}
