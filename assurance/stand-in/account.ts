import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';

const here = new URL('.', import.meta.url).pathname;

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/**
 * The AWS CLI, led to an address by a flag: of SQS it takes its own address before that of the environment
 * (awscli, customizations/overridesslcommonname.py).
 */
function cliFor(tools: string, address: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'stand-in-'));
  const script = `#!/bin/sh\nexec '${join(tools, 'aws')}' "$@" --endpoint-url ${address}\n`;
  writeFileSync(join(folder, 'aws'), script, { mode: 0o755 });
  return folder;
}

/** AWS on this machine, while `use` runs: the environment that leads the programs there, and how to make a resource fail. */
export interface Account {
  env: NodeJS.ProcessEnv;
  fail(logicalId: string): Promise<void>;
  /** What else of the account is to be so (server.py). */
  set(what: { status?: Record<string, string>; deny?: string[][]; fixed?: Record<string, unknown> }): Promise<void>;
}

export async function withAccount<T>(tools: string, use: (account: Account) => Promise<T>): Promise<T> {
  const port = await freePort();
  const server = spawn(join(tools, 'python'), [join(here, 'server.py'), '--port', String(port)], { stdio: 'ignore' });
  // localhost and no number: the CDK takes an address by number for one that no bucket's name can precede.
  const address = `http://localhost:${port}`;
  const cli = cliFor(tools, address);
  const reached = () =>
    fetch(`http://127.0.0.1:${port}/moto-api/`).then(
      () => true,
      () => false,
    );
  for (let tries = 0; !(await reached()); tries += 1) {
    if (tries > 120 || server.exitCode !== null) throw new Error('the stand-in does not start');
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  const tell = async (what: object) => {
    const headers = { 'content-type': 'application/json' };
    await fetch(`http://127.0.0.1:${port}/_stand-in`, { method: 'POST', body: JSON.stringify(what), headers });
  };
  try {
    return await use({
      env: {
        PATH: `${cli}:${tools}:${process.env.PATH}`,
        AWS_ENDPOINT_URL: address,
        AWS_ACCESS_KEY_ID: 'stand-in',
        AWS_SECRET_ACCESS_KEY: 'stand-in',
        AWS_REGION: 'eu-west-1',
        AWS_DEFAULT_REGION: 'eu-west-1',
        AWS_CONFIG_FILE: '/nonexistent',
        AWS_SHARED_CREDENTIALS_FILE: '/nonexistent',
        CDK_DISABLE_CLI_TELEMETRY: 'true',
      },
      fail: (logicalId) => tell({ fail: { [logicalId]: 1 } }),
      set: tell,
    });
  } finally {
    server.kill();
    rmSync(cli, { recursive: true });
  }
}

/** Credentials for another account of the stand-in. */
export async function credentialsFor(account: string, env: NodeJS.ProcessEnv): Promise<NodeJS.ProcessEnv> {
  const role = ['--role-arn', `arn:aws:iam::${account}:role/person`, '--role-session-name', 'person'];
  const { stdout } = await execa('aws', ['sts', 'assume-role', ...role, '--output', 'json'], { env });
  const { AccessKeyId, SecretAccessKey, SessionToken } = JSON.parse(stdout).Credentials;
  return {
    ...env,
    AWS_ACCESS_KEY_ID: AccessKeyId,
    AWS_SECRET_ACCESS_KEY: SecretAccessKey,
    AWS_SESSION_TOKEN: SessionToken,
  };
}
