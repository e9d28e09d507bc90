// What an administrator deploys where the roles that deploy are this repository's own: those roles, and the boundary of all roles.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { deployedTemplate } from './inventory.mjs';
import { Refused } from './refuse.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

/** @typedef {{ name: string, region: string, template: any }} Administered */

/** Whether the answers ask for roles of our own. @param {any} settings */
export const ownsBootstrap = (settings) => settings.bootstrap?.provider === 'create';

/**
 * The stacks, in the order in which they are deployed: every other template asks for the version that the first writes.
 * @param {any} context @param {string} assembly @param {string} directory where the templates are written
 * @returns {Administered[]}
 */
export function administered({ account, settings, stacks }, assembly, directory) {
  const script = join('infra', 'controls', 'own-bootstrap', 'write.ts');
  const { status, stdout } = spawnSync(process.execPath, ['--import', 'tsx', script, assembly, directory], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 2],
  });
  if (status !== 0)
    throw new Refused('The templates of the roles that deploy cannot be written', 'npm ci, then npm test');
  /** @type {{ account: string, region: string, file: string }[]} */
  const written = JSON.parse(stdout);
  const here = written.filter((one) => one.account === account);
  // Without accounts in settings.json an assembly is of whichever account deploys.
  const roles = (here.length > 0 ? here : written).map(({ region, file }) => ({
    name: `${settings.name}-bootstrap`,
    region,
    template: JSON.parse(readFileSync(file, 'utf8')),
  }));
  const boundary = stacks.filter((/** @type {any} */ { name }) => name === `${settings.name}-guardrails`);
  return [...roles, ...boundary];
}

/** Those that are not deployed as they are here. @param {any} context @param {Administered[]} all */
export async function outdated({ aws, deployed }, all) {
  const standing = new Set((await deployed()).map((/** @type {any} */ { name, region }) => `${name} ${region}`));
  const looked = await Promise.all(
    all.map(async (one) => {
      if (!standing.has(`${one.name} ${one.region}`)) return [one];
      const there = await deployedTemplate(aws, one.name, one.region);
      return isDeepStrictEqual(there, one.template) ? [] : [one];
    }),
  );
  return looked.flat();
}
