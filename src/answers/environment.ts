import { type ExecFileSyncOptionsWithStringEncoding, execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { faultOf } from './validate.ts';

type Environment = NodeJS.ProcessEnv;

/** The region of a profile in an AWS config file: AWS SDKs and Tools Reference Guide, "config and credentials files". */
export function profileRegion(config: string, profile: string): string | undefined {
  const wanted = profile === 'default' ? /^\[\s*(profile\s+)?default\s*\]/ : /^\[\s*profile\s+(.+?)\s*\]/;
  let inside = false;
  for (const line of config.split(/\r?\n/)) {
    if (line.startsWith('[')) {
      const section = wanted.exec(line);
      inside = section !== null && (profile === 'default' || section[1]?.replace(/^["']|["']$/g, '') === profile);
    } else if (inside) {
      const region = /^region\s*=\s*([^\s#;]+)/.exec(line)?.[1];
      if (region) return region;
    }
  }
  return undefined;
}

function awsRegion(environment: Environment): string | undefined {
  const named = environment.AWS_REGION || environment.AWS_DEFAULT_REGION;
  if (named) return named;
  const file = environment.AWS_CONFIG_FILE || join(environment.HOME ?? homedir(), '.aws', 'config');
  try {
    const profile = environment.AWS_PROFILE || environment.AWS_DEFAULT_PROFILE || 'default';
    return profileRegion(readFileSync(file, 'utf8'), profile);
  } catch {
    // Without the file no profile has a region.
  }
}

function git(words: string[], directory: string | undefined, environment: Environment): string | undefined {
  try {
    const options: ExecFileSyncOptionsWithStringEncoding = {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      env: environment,
      timeout: 10_000,
    };
    return execFileSync('git', words, directory ? { ...options, cwd: directory } : options).trim() || undefined;
  } catch {
    // Git has no such value, or is not there.
  }
}

/** OWNER/NAME of a GitHub remote's address, in any of the forms that git takes. */
export function repositoryOf(remote: string): string | undefined {
  return /^(?:https:\/\/(?:[^@/]+@)?|ssh:\/\/git@|git@)github\.com[:/]([^/]+\/[^/]+?)(?:\.git)?\/?$/.exec(remote)?.[1];
}

/**
 * Answers that the surroundings give. A region that cannot be used is passed on, so that the person is told; an e-mail
 * address or a remote that cannot be used is left out: nobody gave it to us.
 */
export function surroundings(directory: string, environment: Environment = process.env): [string, unknown][] {
  const region = awsRegion(environment);
  const email = git(['config', 'user.email'], undefined, environment);
  const remote = existsSync(join(directory, '.git')) && git(['remote', 'get-url', 'origin'], directory, environment);
  const repository = remote ? repositoryOf(remote) : undefined;
  return [
    ...(region ? [['region', region] satisfies [string, unknown]] : []),
    ...(email && !faultOf('alerting.emails', [email], '')
      ? [['alerting.emails', [email]] satisfies [string, unknown]]
      : []),
    ...(repository && !faultOf('repository', repository, '')
      ? [['repository', repository] satisfies [string, unknown]]
      : []),
  ];
}
