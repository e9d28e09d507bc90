import { Refusal } from '../refusal.ts';

const switches: Record<string, string> = {
  yes: '--yes',
  json: '--json',
  dry_run: '--dry-run',
  trust_repository: '--trust-repository',
};
const negated: Record<string, string> = { install: '--no-install', git: '--no-git' };
const valued = ['answers', 'set', 'org', 'trust', 'region', 'sensitivity', 'email', 'name'];

/**
 * Options that npm took for itself: `npm init secure-ml DIR --yes` passes DIR alone and sets npm_config_yes. Measured
 * with npm 11: a switch is "true", a negated one "" or "false", `--set=K=V` its value, repeated ones are on lines of
 * their own with an empty one between. `--set K=V` sets "true" and passes K=V as a word, which nobody can tell from a
 * directory for other options: that is explained.
 */
export function swallowed(argv: readonly string[], environment: NodeJS.ProcessEnv): string[] {
  if (!['exec', 'init', 'start'].includes(environment.npm_command ?? '')) return [];
  const value = (name: string) => environment[`npm_config_${name}`];
  const words = Object.entries(switches).flatMap(([name, flag]) => (value(name) === 'true' ? [flag] : []));
  for (const [name, flag] of Object.entries(negated))
    if (value(name) === '' || value(name) === 'false') words.push(flag);
  for (const name of valued) {
    const texts = (value(name) ?? '').split('\n').filter((text) => text !== '');
    if (texts.includes('true')) {
      const pairs = name === 'set' ? argv.filter((word) => word.includes('=')) : [];
      const given = pairs.length > 0 ? pairs.map((pair) => `--set ${pair}`) : [`--${name} VALUE`];
      const directories = argv.filter((word) => !word.startsWith('-') && !pairs.includes(word));
      const typed = [...(pairs.length > 0 ? directories : ['DIR']), '--', ...words, ...given].join(' ');
      throw new Refusal({
        code: 'bin/npm-flags',
        what: `npm consumed --${name} and passed its value as a word`,
        fix: `Put -- before the options: npm init secure-ml ${typed}\nor join it with =: --${name}=VALUE`,
      });
    }
    words.push(...texts.map((text) => `--${name}=${text}`));
  }
  return words.filter((word) => !argv.includes(word));
}
