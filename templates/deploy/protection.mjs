// What deploy and destroy change without the CDK: termination protection, and what the CDK leaves of a failed try.
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

/** A creation that was not rolled back (--no-rollback). @param {{ name: string, region: string }} stack */
export function deleteStack({ name, region }) {
  const words = ['cloudformation', 'delete-stack', '--stack-name', name, '--region', region];
  const wait = ['cloudformation', 'wait', 'stack-delete-complete', '--stack-name', name, '--region', region];
  for (const typed of [words, wait]) {
    const { status, stderr } = spawnSync('aws', typed, { encoding: 'utf8', stdio: ['ignore', 'ignore', 'pipe'] });
    if (status !== 0)
      throw new Refused(`${name} cannot be deleted: ${stderr?.trim()}`, `aws ${words.join(' ')}, then: npm run deploy`);
  }
}
