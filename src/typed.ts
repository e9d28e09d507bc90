/** How a package is run once by the package manager that started us; undefined where the program is installed. */
function starter({
  npm_command: command = '',
  npm_config_user_agent: agent = '',
}: NodeJS.ProcessEnv): string | undefined {
  const [name] = agent.split('/', 1);
  // pnpm, yarn and bun set this for every program that they start; a script of a package has it on its path.
  if (command === 'run-script') return undefined;
  if (name === 'pnpm') return 'pnpm dlx';
  if (name === 'yarn') return agent.startsWith('yarn/1.') ? 'npx' : 'yarn dlx';
  if (name === 'bun') return 'bunx';
  return ['exec', 'init'].includes(command) ? 'npx' : undefined;
}

/**
 * What a person can type, by the name that started us: who came by npx has no `secure-ml` on the path. A package of that
 * name is not ours, so it is never `npx secure-ml`.
 */
export function asTyped(text: string, environment: NodeJS.ProcessEnv = process.env): string {
  const started = starter(environment);
  if (!started) return text;
  return text.replaceAll(
    /(?<![\w@./-]|npx |dlx |bunx |npm (?:init|exec) )(create-)?secure-ml(?= (?!\d))/g,
    `${started} create-secure-ml`,
  );
}

/**
 * A name that somebody else chose, as a word of a command that a message names: as it is, or in double quotes, which every shell
 * reads alike. `stands` is for a name that some shell acts on even there ($, `, %), or that a program takes for an option.
 */
export function typedWord(name: string, stands: string): string {
  if (/^[\w./:@][\w./:@=+,~^*#-]*$/.test(name)) return name;
  return /^(?!-)[\p{L}\p{M}\p{N} \w./:@=+,~^*#'()[\]{}<>&;|?-]+$/u.test(name) ? `"${name}"` : stands;
}
