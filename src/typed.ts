/**
 * What a person can type, by the name that started us: who came by npx has no `secure-ml` on the path. A package of that
 * name is not ours, so it is never `npx secure-ml`.
 */
export function asTyped(text: string, environment: NodeJS.ProcessEnv = process.env): string {
  if (!['exec', 'init'].includes(environment.npm_command ?? '')) return text;
  return text.replaceAll(
    /(?<![\w@./-]|npx |npm (?:init|exec) )(create-)?secure-ml(?= (?!\d))/g,
    'npx create-secure-ml',
  );
}
