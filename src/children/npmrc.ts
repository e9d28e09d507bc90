import { homedir } from 'node:os';
import { join } from 'node:path';
import { readBelow } from '../files/read.ts';
import { environmentFor } from './environment.ts';

const mostNpmrc = 256 * 1024;

/** The `key=value` lines of an .npmrc (npm Docs, "npmrc"): comments, sections and lists are of no use here. */
function linesOf(text: string): [key: string, value: string][] {
  return text.split(/\r?\n/).flatMap((line): [string, string][] => {
    const [, key, value] = /^\s*([^#;[\s=][^=]*?)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
    return key !== undefined && value !== undefined ? [[key, value]] : [];
  });
}

/** The registries that a folder's .npmrc names, by `registry` or `@scope:registry`. */
export function registriesIn(folder: string): Map<string, string> {
  const text = readBelow(folder, '.npmrc', mostNpmrc)?.toString() ?? '';
  return new Map(linesOf(text).filter(([key]) => /^(@[\w.~-]+:)?registry$/.test(key)));
}

/** Does a folder's .npmrc leave peers out of lock files? */
export function leavesPeersOut(folder: string): boolean {
  const text = readBelow(folder, '.npmrc', mostNpmrc)?.toString() ?? '';
  return linesOf(text).some(([key, value]) => key === 'legacy-peer-deps' && value === 'true');
}

/** Variables that the person's own .npmrc refers to as ${NAME}: a token is often given to npm so. */
function referredTo(environment: NodeJS.ProcessEnv): string[] {
  const named = Object.entries(environment).find(([name]) => /^npm_config_userconfig$/i.test(name))?.[1];
  const [folder, file] = named ? ['/', named] : [environment.HOME ?? homedir(), '.npmrc'];
  try {
    const text = readBelow(join(folder), file.replace(/^\/+/, ''), mostNpmrc)?.toString() ?? '';
    return [...text.matchAll(/\$\{([^}?]+)\??\}/g)].map(([, name = '']) => name);
  } catch {
    // A link of the person's own, or no file: then npm reads it, and a variable in it stays as it is.
    return [];
  }
}

/**
 * The variables for npm: those of its own configuration and those that the person's own .npmrc refers to. An npm that started this
 * program in a project has put that project's registry among them: it does not count.
 */
export function npmEnvironment(environment: NodeJS.ProcessEnv = process.env): Record<string, string> {
  const allowed = environmentFor('npm', environment);
  const started = Boolean(environment.npm_command);
  const entries = Object.entries(allowed).filter(([name]) => !started || !/^npm_config_(registry|.*:.*)$/i.test(name));
  const tokens = referredTo(environment).flatMap((name): [string, string][] => {
    const value = environment[name];
    return value === undefined ? [] : [[name, value]];
  });
  return { ...Object.fromEntries(entries), ...Object.fromEntries(tokens) };
}
