// Termination protection: the one thing that deploy and destroy change without the CDK.
import { spawnSync } from 'node:child_process';
import { Refused } from './refuse.mjs';

/** @param {{ name: string, region: string }} stack @param {boolean} on */
export function protect({ name, region }, on) {
  const word = on ? '--enable-termination-protection' : '--no-enable-termination-protection';
  const words = ['cloudformation', 'update-termination-protection', word, '--stack-name', name, '--region', region];
  const { status, stderr } = spawnSync('aws', words, { encoding: 'utf8', stdio: ['ignore', 'ignore', 'pipe'] });
  if (status !== 0)
    throw new Refused(`Termination protection of ${name} cannot be set: ${stderr?.trim()}`, `aws ${words.join(' ')}`);
}
