// Only what was judged is deployed.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { digestOf } from './assembly.mjs';
import { Refused } from './refuse.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * Judges an assembly here, or takes the digest of the job that judged it: a job that deploys installs no judge.
 * @param {string} directory @param {string | undefined} judged
 */
export function requireJudged(directory, judged) {
  if (judged) {
    const digest = digestOf(directory);
    if (judged !== digest)
      throw new Refused(
        `The assembly is not the one that was judged: ${digest}, and not ${judged}`,
        'Judge it again: npm run verify -- --assembly DIR',
      );
    return;
  }
  if (!existsSync(join(root, 'node_modules', 'tsx'))) {
    throw new Refused(
      'The assembly is not judged, and the judge is not installed',
      'npm ci, or name the digest that another job judged (node deploy/assembly.mjs DIR prints it): --judged DIGEST',
    );
  }
  const words = ['--import', 'tsx', 'infra/verify.ts', '--assembly', directory];
  const { status, stdout } = spawnSync(process.execPath, words, {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 2],
  });
  if (status === 0) return;
  process.stderr.write(stdout);
  throw new Refused(
    'The proofs do not hold on this assembly, so it is not deployed',
    'What to do where one fails: docs/proofs.md',
  );
}
