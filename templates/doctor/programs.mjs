// The programs that doctor asks: aws, gh and those of this machine. Nothing here can change anything.
import { execFile } from 'node:child_process';
import { byHand, installed } from './fix.mjs';

/** Something could not be read. It is told as such: neither right nor wrong. */
export class CouldNotLook extends Error {
  /** @param {string} what @param {string} fix */
  constructor(what, fix) {
    super(what);
    this.fix = fix;
  }
}

/**
 * @typedef {{ status: number | null, stdout: string, stderr: string }} Ran
 * @typedef {(program: string, words: string[]) => Promise<Ran>} Run  status is null where the program is absent
 * @typedef {{ region?: string, none?: RegExp }} Asking  `none`: the error that means "there is none"
 * @typedef {(words: string[], asking?: Asking) => Promise<any>} Ask  the answer, undefined where there is none
 * @typedef {{ run: Run, aws: Ask, gh: Ask }} Programs
 */

/** Each start of the AWS CLI is most of a second of one core. */
const atOnce = 4;

/** @param {NodeJS.ProcessEnv} environment @param {string} [directory] @returns {Run} */
function runner(environment, directory) {
  let running = 0;
  /** @type {(() => void)[]} */
  const waiting = [];
  const enter = () =>
    running++ < atOnce ? Promise.resolve() : new Promise((resolve) => waiting.push(() => resolve(undefined)));
  const leave = () => {
    running -= 1;
    waiting.shift()?.();
  };
  // Windows looks for a program in the current directory first, and that is the repository.
  const env = {
    ...environment,
    NoDefaultCurrentDirectoryInExePath: '1',
    AWS_PAGER: '',
    GH_PROMPT_DISABLED: '1',
    NO_COLOR: '1',
    npm_config_update_notifier: 'false',
  };
  return async (program, words) => {
    await enter();
    try {
      return await new Promise((resolve) => {
        const options = { env, cwd: directory, timeout: 60_000, maxBuffer: 1 << 26, windowsHide: true };
        execFile(program, words, options, (error, stdout, stderr) => {
          const absent = error?.code === 'ENOENT';
          const status = error ? (typeof error.code === 'number' ? error.code : absent ? null : 1) : 0;
          resolve({ status, stdout, stderr: stderr || (error && !absent ? error.message : '') });
        });
      });
    } finally {
      leave();
    }
  };
}

const denied = /AccessDenied|UnauthorizedOperation|AuthorizationError|NotAuthorized|not authorized to perform/;
const signedOut =
  /Unable to locate credentials|ExpiredToken|SSO session|SSO Token|InvalidClientTokenId|UnrecognizedClient|Partial credentials|config profile/;
const unreachable =
  /Could not connect|Connect timeout|Read timeout|Failed to connect|error connecting|could not resolve/i;

/** The line that says what went wrong: the last one that is not empty. @param {string} text */
const lastLine = (text) => text.trim().split('\n').at(-1)?.trim() ?? '';

/** @param {string} call @param {string} error */
function awsFault(call, error) {
  if (/service control policy/i.test(error)) {
    return new CouldNotLook(
      `${call} is refused by a service control policy of your organization`,
      byHand('who owns the organization exempts this account or region. No stack can be deployed there before.'),
    );
  }
  if (denied.test(error)) {
    return new CouldNotLook(
      `${call} is denied to these credentials`,
      byHand('take credentials that may read, by the AWS managed policies SecurityAudit and ViewOnlyAccess.'),
    );
  }
  if (signedOut.test(error)) {
    return new CouldNotLook(
      `There are no valid AWS credentials (${lastLine(error)})`,
      'With IAM Identity Center: aws sso login. With keys: aws configure',
    );
  }
  if (unreachable.test(error)) {
    return new CouldNotLook(
      `${call}: AWS cannot be reached`,
      'Check the network and the proxy settings, then: npm run doctor',
    );
  }
  return new CouldNotLook(`${call} failed: ${lastLine(error)}`, `aws ${call}`);
}

/** @param {Ran} ran @param {string} call */
function parsed({ stdout }, call) {
  try {
    return stdout.trim() === '' ? {} : JSON.parse(stdout);
  } catch {
    throw new CouldNotLook(`${call} printed something that is not JSON`, `See what it prints: ${call}`);
  }
}

/** Operations that read, and no secret's value. @param {string} operation */
export const readOnly = (operation) => /^(get|list|describe)-/.test(operation) && operation !== 'get-secret-value';

/** @param {Run} run @returns {Ask} */
function awsAsk(run) {
  return async (words, { region, none } = {}) => {
    const [service = '', operation = ''] = words;
    const call = `${service} ${operation}`;
    if (!readOnly(operation)) throw new TypeError(`doctor only reads, and ${call} does not`);
    const where = region ? ['--region', region] : [];
    const ran = await run('aws', [...words, '--output', 'json', '--cli-connect-timeout', '10', ...where]);
    if (ran.status === null)
      throw new CouldNotLook(
        'The aws program is not installed',
        installed('awscli', 'Amazon.AWSCLI', 'https://aws.amazon.com/cli/'),
      );
    if (ran.status === 0) return parsed(ran, `aws ${call}`);
    if (none?.test(ran.stderr)) return undefined;
    throw awsFault(call, ran.stderr);
  };
}

/** @param {Run} run @returns {Ask} */
function ghAsk(run) {
  return async ([path = ''], { none } = {}) => {
    const ran = await run('gh', ['api', '--method', 'GET', path]);
    if (ran.status === null)
      throw new CouldNotLook(
        'The gh program is not installed',
        installed('gh', 'GitHub.cli', 'https://cli.github.com/'),
      );
    if (ran.status === 0) return parsed(ran, `gh api ${path}`);
    if (none?.test(ran.stderr)) return undefined;
    if (/gh auth login|GH_TOKEN|HTTP 401/.test(ran.stderr))
      throw new CouldNotLook('gh is not signed in', 'gh auth login');
    if (unreachable.test(ran.stderr))
      throw new CouldNotLook(
        'GitHub cannot be reached',
        'Check the network and the proxy settings, then: npm run doctor',
      );
    throw new CouldNotLook(
      `gh api ${path} failed: ${lastLine(ran.stderr)}`,
      'Sign in as somebody who administers the repository: gh auth login',
    );
  };
}

/** @param {Run} run @returns {Programs} */
export const asking = (run) => ({ run, aws: awsAsk(run), gh: ghAsk(run) });

/** `directory`: where they start, if not where this started. @param {NodeJS.ProcessEnv} [environment] @param {string} [directory] */
export const programs = (environment = process.env, directory = undefined) => asking(runner(environment, directory));
