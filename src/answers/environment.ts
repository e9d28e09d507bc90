import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { runGitNow, type SaidByGit, saidIn } from '../git/run.ts';
import { isPlaceholder } from './rules.ts';
import { whyInvalid } from './validate.ts';

type Environment = NodeJS.ProcessEnv;

/** One setting of a profile in an AWS config file: AWS SDKs and Tools Reference Guide, "config and credentials files". */
export function profileSetting(config: string, profile: string, setting: string): string | undefined {
  const wanted = profile === 'default' ? /^\[\s*(profile\s+)?default\s*\]/ : /^\[\s*profile\s+(.+?)\s*\]/;
  let inside = false;
  for (const line of config.split(/\r?\n/)) {
    if (line.startsWith('[')) {
      const section = wanted.exec(line);
      inside = section !== null && (profile === 'default' || section[1]?.replace(/^["']|["']$/g, '') === profile);
    } else if (inside) {
      const [, key, value] = /^(\w+)\s*=\s*([^\s#;]+)/.exec(line) ?? [];
      if (key === setting) return value;
    }
  }
  return undefined;
}

/**
 * How the person of a profile signs in: IAM Identity Center (sso_session, or sso_start_url in older files), or an IAM user
 * with a device. A profile that assumes a role says so in the profile that it starts from (source_profile).
 */
export function profileSignIn(config: string, profile: string): 'identity-center' | 'iam-users' | undefined {
  for (let [at, steps] = [profile as string | undefined, 0]; at && steps < 5; steps++) {
    const here = at;
    const has = (setting: string) => profileSetting(config, here, setting) !== undefined;
    if (has('sso_session') || has('sso_start_url')) return 'identity-center';
    if (has('mfa_serial')) return 'iam-users';
    at = profileSetting(config, here, 'source_profile');
  }
  return undefined;
}

interface Aws {
  region?: string | undefined;
  signIn?: 'identity-center' | 'iam-users' | undefined;
}

function awsProfile(environment: Environment): Aws {
  const named = environment.AWS_REGION || environment.AWS_DEFAULT_REGION;
  const file = environment.AWS_CONFIG_FILE || join(environment.HOME ?? homedir(), '.aws', 'config');
  const profile = environment.AWS_PROFILE || environment.AWS_DEFAULT_PROFILE || 'default';
  try {
    const config = readFileSync(file, 'utf8');
    return { region: named || profileSetting(config, profile, 'region'), signIn: profileSignIn(config, profile) };
  } catch {
    // Without the file no profile has a region.
    return { region: named };
  }
}

/** OWNER/NAME of a GitHub remote's address, in any of the forms that git takes. */
export function repositoryOfRemote(remote: string): string | undefined {
  return /^(?:https:\/\/(?:[^@/]+@)?|ssh:\/\/git@|git@)github\.com[:/]([^/]+\/[^/]+?)(?:\.git)?\/?$/.exec(remote)?.[1];
}

/**
 * Answers that the surroundings give. A region that cannot be used is passed on, so that the person is told; an e-mail
 * address or a remote that cannot be used is left out: nobody gave it to us. `said`: by git, of the person.
 */
export function surroundings(
  directory: string,
  environment: Environment = process.env,
  said: SaidByGit = saidIn(process.cwd(), environment),
): [string, unknown][] {
  const { region, signIn } = awsProfile(environment);
  const isRepository = existsSync(join(directory, '.git'));
  const [email, usual] = ['user.email', 'init.defaultbranch'].map((key) => said.get(key)?.trim());
  const git = (...words: string[]) => {
    const { exitCode, stdout } = runGitNow(directory, words, environment);
    return exitCode === 0 ? stdout.trim() : undefined;
  };
  const branch = isRepository ? git('symbolic-ref', '--short', 'HEAD') : usual;
  const remote = isRepository && git('remote', 'get-url', 'origin');
  const repository = remote ? repositoryOfRemote(remote) : undefined;
  return [
    ...(region ? [['region', region] satisfies [string, unknown]] : []),
    ...(signIn ? [['people.signIn', signIn] satisfies [string, unknown]] : []),
    ...(branch && !whyInvalid('defaultBranch', branch, '')
      ? [['defaultBranch', branch] satisfies [string, unknown]]
      : []),
    ...(email && !isPlaceholder(email) && !whyInvalid('alerting.emails', [email], '')
      ? [['alerting.emails', [email]] satisfies [string, unknown]]
      : []),
    ...(repository && !whyInvalid('repository', repository, '')
      ? [['repository', repository] satisfies [string, unknown]]
      : []),
  ];
}
