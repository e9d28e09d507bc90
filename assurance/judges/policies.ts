import { execa } from 'execa';
import type { Finding, Judge } from './judge.ts';
import { versionOf } from './run.ts';

const script = new URL('policies.py', import.meta.url).pathname;

/** A judge of IAM policies: cloudsplaining knows those of identities only. */
function judgeOf(id: 'cloudsplaining' | 'parliament', planted: string): Judge {
  return {
    id,
    planted,
    version: ({ python }) => versionOf(`${python}/python`, '-m', 'pip', 'show', '--no-input', id),
    async find({ policies }, { python }): Promise<Finding[]> {
      const input = JSON.stringify(policies.filter(({ identity }) => identity || id === 'parliament'));
      const { stdout } = await execa(`${python}/python`, ['-W', 'ignore', script, id], { input, maxBuffer: 1 << 28 });
      const found = JSON.parse(stdout) as Omit<Finding, 'judge'>[];
      return found.map((finding) => ({ judge: id, ...finding }));
    },
  };
}

export const cloudsplaining = judgeOf('cloudsplaining', 'DataExfiltration');
export const parliament = judgeOf('parliament', 'UNKNOWN_ACTION');
