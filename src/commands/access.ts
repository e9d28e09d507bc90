import type { Call, Command } from './call.ts';
import { inRepository, withAssembly } from './repository.ts';

export const options: Command['options'] = {
  since: { type: 'string' },
  why: { type: 'boolean' },
  assembly: { type: 'string' },
};

export const help = `secure-ml access [--since REF|DIR] [--why WHO ACTION WHAT ["PHRASE"]]

Who can do what, decided from the templates that would be deployed: principal, resource, actions, conditions in words.

  --since REF|DIR   what the work tree widens or narrows against a commit or another assembly; exit 1 where access widens
  --why             explains one decision statement by statement
  --assembly DIR    reads these templates; without it, the work tree is synthesized first

Examples
  secure-ml access
  secure-ml access --since main
  secure-ml access --why training s3:GetObject raw/train/x "from outside the network"`;

/** Runs the repository's own engine: what judges people is what they have in their repository and can read. */
export async function run(call: Call): Promise<number> {
  const { values, positionals, directory } = call;
  const { exitCode, stdout, stderr } = await withAssembly(call, (assembly) => {
    const words = ['infra/access.ts', '--assembly', assembly];
    if (typeof values.since === 'string') words.push('--since', values.since);
    if (values.json) words.push('--json');
    if (values.why) words.push('--why', ...positionals);
    return inRepository(directory, words);
  });
  if (stderr) call.say(stderr);
  call.print(values.json && stdout ? JSON.parse(stdout) : null, stdout);
  return exitCode;
}
