import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { assembly } from '../fuzz/seeds.ts';

/** What a shell holds that nobody may see. */
export const secrets = {
  AWS_SECRET_ACCESS_KEY: 'hunter2-aws',
  GITHUB_TOKEN: 'hunter2-github',
  NPM_TOKEN: 'hunter2-npm',
  ACME_PAT: 'hunter2-pat',
  DATABASE_URL: 'postgres://hunter2-db',
  SSH_AUTH_SOCK: '/nowhere/hunter2-agent',
};

/** A listener on loopback that keeps what it is asked. */
export async function listen(): Promise<{ server: Server; address: string; seen: string[] }> {
  const seen: string[] = [];
  const server = createServer((request, response) => {
    seen.push(`${request.method} ${request.url} ${JSON.stringify(request.headers)}`);
    response.writeHead(404).end('{}');
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return { server, address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen };
}

/** Programs that a project can bring, in the place where npx and tsx look. */
const programs = [
  'tsx',
  'node',
  'npm',
  'npx',
  'git',
  'cdk',
  'tsc',
  'aws',
  'gh',
  'python3',
  'secure-ml',
  'create-secure-ml',
  'sh',
];
const hooks = [
  'pre-commit',
  'post-checkout',
  'post-index-change',
  'reference-transaction',
  'post-merge',
  'fsmonitor-watchman',
];

/** What git runs for a repository whose configuration came with it (git-config(1)). */
const configured = [
  'core.fsmonitor',
  'core.sshCommand',
  'core.alternateRefsCommand',
  'core.pager',
  'core.editor',
  'core.askPass',
  'core.gitProxy',
  'diff.external',
  'diff.x.command',
  'diff.x.textconv',
  'filter.x.clean',
  'filter.x.smudge',
  'filter.x.process',
  'merge.x.driver',
  'gpg.program',
  'gpg.ssh.program',
  'sequence.editor',
  'uploadpack.packObjectsHook',
];

/**
 * Puts a canary into every place of a repository that could run: each writes its name and its environment into `canary`. Its .npmrc
 * sends a variable to `address`. The repository is as an archive has it: with its .git.
 */
export function putCanaries(repository: string, canary: string, address: string): void {
  const place = (path: string, text: string, mode = 0o644) => {
    mkdirSync(join(repository, path, '..'), { recursive: true });
    writeFileSync(join(repository, path), text, { mode });
  };
  const shell = (name: string) => `#!/bin/sh\n{ echo "${name}"; env; } >> '${canary}'\n`;
  const module = (name: string) =>
    `require('node:fs').appendFileSync(${JSON.stringify(canary)}, ${JSON.stringify(name)} + JSON.stringify(process.env));\n`;
  for (const name of programs) place(`node_modules/.bin/${name}`, shell(`node_modules/.bin/${name}`), 0o755);
  for (const name of ['tsx', 'aws-cdk-lib', 'aws-cdk', 'constructs', 'typescript']) {
    place(`node_modules/${name}/package.json`, `{"name":"${name}","version":"1.0.0","main":"index.js"}`);
    place(`node_modules/${name}/index.js`, module(`node_modules/${name}`));
  }
  for (const name of hooks) place(`.git/hooks/${name}`, shell(`hook ${name}`), 0o755);
  for (const key of configured) {
    execFileSync('git', ['config', key, `sh -c 'echo "${key}" >> ${canary}; cat'`], { cwd: repository });
  }
  execFileSync('git', ['config', 'credential.helper', `!echo helper >> ${canary}`], { cwd: repository });
  place('.git/info/attributes', '* filter=x diff=x merge=x\n');
  for (const path of [
    'infra/app.ts',
    'infra/access.ts',
    'infra/verify.ts',
    'judge/cli.ts',
    'infra/controls/trail/proof.ts',
  ]) {
    appendFileSync(
      join(repository, path),
      `\nimport { appendFileSync as canary } from 'node:fs';\ncanary('${canary}', '${path}');\n`,
      {
        flag: 'a',
      },
    );
  }
  const manifest = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8'));
  const scripts = ['preinstall', 'install', 'postinstall', 'prepare', 'prepack', 'test', 'synth', 'verify', 'access'];
  manifest.scripts = Object.fromEntries(scripts.map((name) => [name, `echo "script ${name}" >> '${canary}'`]));
  writeFileSync(join(repository, 'package.json'), JSON.stringify(manifest, null, 2));
  place('.envrc', shell('.envrc'));
  place('cdk.out/manifest.json', assembly.manifest.toString());
  place('cdk.out/Data.template.json', assembly.template.toString());
  place('cdk.json', JSON.stringify({ app: `echo cdk.json >> '${canary}'` }));
  appendFileSync(
    join(repository, '.npmrc'),
    `registry=${address}/\${AWS_SECRET_ACCESS_KEY}/\nscript-shell=./node_modules/.bin/sh\n`,
  );
}
