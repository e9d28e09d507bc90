import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { stringify } from 'yaml';
import { withoutNpm } from '../program.ts';

const verdaccio = fileURLToPath(new URL('node_modules/verdaccio/bin/verdaccio', import.meta.url));

export interface Registry {
  address: string;
  /** Publishes a folder or a tarball; nothing of it runs. */
  publish(packed: string): Promise<void>;
  stop(): Promise<void>;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address ? address.port : 0;
}

/** What npm of this machine is set to: where everything comes from that is not ours. */
const npmSetting = (name: string) => {
  const value = execFileSync('npm', ['config', 'get', name], { env: withoutNpm, encoding: 'utf8' }).trim();
  return ['null', 'undefined', ''].includes(value) ? undefined : value;
};

function settings(storage: string, ours: string) {
  const [url, proxy] = ['registry', 'https-proxy'].map(npmSetting);
  return {
    storage,
    uplinks: { outside: { url, timeout: '120s', maxage: '1d' } },
    ...(proxy && { https_proxy: proxy }),
    packages: {
      // Ours is looked up nowhere else: somebody may have published one of that name.
      [ours]: { access: '$all', publish: '$all' },
      '**': { access: '$all', proxy: 'outside' },
    },
    max_body_size: '50mb',
    web: { enable: false },
    log: { type: 'stdout', format: 'json', level: 'warn' },
  };
}

/** A registry on loopback that knows `ours` from what is published to it alone. */
export async function openRegistry(folder: string, ours: string): Promise<Registry> {
  const port = await freePort();
  const address = `http://127.0.0.1:${port}/`;
  const config = join(folder, 'verdaccio.yaml');
  writeFileSync(config, stringify(settings(join(folder, 'storage'), ours)));
  const userconfig = join(folder, 'publisher.npmrc');
  // npm publishes with a token alone; this registry looks at none.
  writeFileSync(userconfig, `registry=${address}\n//127.0.0.1:${port}/:_authToken=nobody\n`);

  const child = spawn(process.execPath, [verdaccio, '--config', config, '--listen', `127.0.0.1:${port}`], {
    env: { NODE_EXTRA_CA_CERTS: npmSetting('cafile'), ...process.env },
  });
  const log = createWriteStream(join(folder, 'verdaccio.log'));
  child.stdout.pipe(log, { end: false });
  child.stderr.pipe(log, { end: false });
  for (const end = Date.now() + 60_000; ; ) {
    const answered = await fetch(`${address}-/ping`).catch(() => undefined);
    if (answered?.ok) break;
    if (child.exitCode !== null || Date.now() > end)
      throw new Error(`verdaccio does not answer: ${folder}/verdaccio.log`);
    await new Promise((done) => setTimeout(done, 100));
  }
  return {
    address,
    publish: async (packed) => {
      await execa('npm', ['publish', packed, '--ignore-scripts', '--userconfig', userconfig, '--registry', address], {
        env: withoutNpm,
        extendEnv: false,
      });
    },
    stop: async () => {
      child.kill();
      if (child.exitCode === null) await once(child, 'exit');
      log.end();
    },
  };
}
