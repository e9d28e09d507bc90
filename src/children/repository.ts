import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { environmentFor } from './environment.ts';

/**
 * The variables for code of a repository, whose home is `home`, a folder of this run: no credentials, no agent's socket, no
 * instance metadata (AWS SDKs and Tools Reference Guide, "IMDS credential provider"), nobody's configuration.
 */
export function repositoryEnvironment(home: string, extra: Record<string, string> = {}): Record<string, string> {
  mkdirSync(home, { recursive: true });
  const nothing = join(home, 'none');
  return {
    ...environmentFor('repository'),
    HOME: home,
    USERPROFILE: home,
    APPDATA: home,
    LOCALAPPDATA: home,
    XDG_CONFIG_HOME: join(home, 'config'),
    XDG_CACHE_HOME: join(home, 'cache'),
    XDG_STATE_HOME: join(home, 'state'),
    XDG_DATA_HOME: join(home, 'data'),
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_CONFIG_FILE: nothing,
    AWS_SHARED_CREDENTIALS_FILE: nothing,
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
    // What a repository brings in a __pycache__ would run in the place of the source beside it (Python docs, "py_compile").
    PYTHONPYCACHEPREFIX: join(home, 'pycache'),
    CDK_DISABLE_CLI_TELEMETRY: 'true',
    ...extra,
  };
}
