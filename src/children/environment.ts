import { delimiter, isAbsolute } from 'node:path';

/**
 * What a child process gets to see is a list of what it may, never of what it may not: nobody can list the names of all secrets
 * (SSH_AUTH_SOCK, DATABASE_URL, *_PAT). Each line has a reason.
 */
const everybody = [
  // Where programs are, and what Windows needs to start one.
  /^(PATH|PATHEXT|SYSTEMROOT|SYSTEMDRIVE|WINDIR|COMSPEC|PROGRAMFILES(\(X86\))?|PROGRAMDATA|COMMONPROGRAMFILES(\(X86\))?)$/i,
  // Language, time and how a terminal looks.
  /^(LANG|LANGUAGE|LC_\w+|TZ|TERM|COLORTERM|NO_COLOR|FORCE_COLOR|CI)$/i,
  // Where scratch files go.
  /^(TMPDIR|TEMP|TMP)$/i,
];
/** The person's own configuration and caches. */
const home = [/^(HOME|USER|LOGNAME|USERNAME|USERPROFILE|HOMEDRIVE|HOMEPATH|APPDATA|LOCALAPPDATA|XDG_\w+)$/i];
/** Shims of Node's version managers find the program by these. */
const shims = [
  /^(VOLTA|ASDF|MISE|RTX|FNM|NVM|NODENV|COREPACK|PROTO)_(HOME|DIR|ROOT|DATA_DIR|CONFIG_FILE|SHELL|\w+_DIR)$/i,
];
/** The way out of a company's network. */
const network = [/^((https?|no|all)_proxy|SSL_CERT_(FILE|DIR)|NODE_EXTRA_CA_CERTS|NODE_USE_(SYSTEM_CA|ENV_PROXY))$/i];
/** Where the person's git configuration is, and who they are (git(1), "ENVIRONMENT VARIABLES"). */
const git = [
  /^GIT_CONFIG_(GLOBAL|SYSTEM|NOSYSTEM|COUNT|KEY_\d+|VALUE_\d+)$/,
  /^(GIT_CEILING_DIRECTORIES|GIT_EXEC_PATH|GIT_(AUTHOR|COMMITTER)_(NAME|EMAIL|DATE)|EMAIL)$/,
];
/** How git proves who the person is to a host that they agreed to: agents, and what their credential helpers use. */
const gitLogin = [
  /^(SSH_AUTH_SOCK|SSH_ASKPASS|GIT_ASKPASS|GIT_SSH|GIT_SSH_COMMAND|GIT_SSH_VARIANT|GIT_SSL_\w+|GCM_\w+)$/,
  /^(GH_TOKEN|GITHUB_TOKEN|GH_HOST|GH_CONFIG_DIR|DISPLAY|WAYLAND_DISPLAY|XAUTHORITY|DBUS_SESSION_BUS_ADDRESS)$/,
];
/** npm's own configuration, but for what an npm that started this program made of the command line and of a project's .npmrc. */
const npm = [
  /^npm_config_(registry|cache|userconfig|globalconfig|prefix|.*proxy|cafile|ca|strict_ssl|offline|prefer_offline|fund|audit|update_notifier|nodedir|fetch_.*|.*:.*)$/i,
];

/** How the AWS CLI and gh prove who the person is, and npm's own configuration, which doctor reads. */
const cloud = [/^(AWS_\w+|GH_\w+|GITHUB_(TOKEN|ENTERPRISE_TOKEN)|NODE_ENV)$/, ...npm];
/** Where pip gets packages from, which the person or their company set. */
const pip = [/^PIP_\w+$/];

const groups = {
  /** For git in a folder that is here already: no network. */
  git: [...everybody, ...home, ...shims, ...git],
  /** For git that fetches. */
  gitFetch: [...everybody, ...home, ...shims, ...git, ...network, ...gitLogin],
  npm: [...everybody, ...home, ...shims, ...network, ...npm],
  cloud: [...everybody, ...home, ...shims, ...network, ...cloud],
  pip: [...everybody, ...home, ...network, ...pip],
  /** What a repository's own program needs to install packages. */
  packages: [...network, ...pip],
  /** For code of a repository: no home, no configuration, no network settings. */
  repository: everybody,
};

/** PATH without what is relative or belongs to a project: npx puts the node_modules/.bin of the directory it starts in first. */
function ownPath(path: string): string {
  return path
    .split(delimiter)
    .filter((folder) => isAbsolute(folder) && !/[\\/]node_modules[\\/]\.bin[\\/]?$/.test(folder))
    .join(delimiter);
}

/** The variables that a child of this kind may see. */
export function environmentFor(
  kind: keyof typeof groups,
  from: NodeJS.ProcessEnv = process.env,
): Record<string, string> {
  const allowed = groups[kind];
  const entries = Object.entries(from).flatMap(([name, value]): [string, string][] => {
    if (value === undefined || !allowed.some((pattern) => pattern.test(name))) return [];
    return [[name, name.toUpperCase() === 'PATH' ? ownPath(value) : value]];
  });
  return Object.fromEntries(entries);
}
