import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import type { Call, Command } from '../../src/commands/call.ts';
import { explain } from '../../src/explain.ts';

/** One command to run in one repository. */
export interface Task {
  directory: string;
  words: string[];
}
/** How it ended: the exit code, the refusal's code, and all that it said. */
export interface Outcome {
  exit: number;
  code?: string;
  said: string;
}

const common: Command['options'] = {
  set: { type: 'string', multiple: true },
  'dry-run': { type: 'boolean' },
  yes: { type: 'boolean' },
  json: { type: 'boolean' },
  'trust-repository': { type: 'boolean' },
};

async function run({ directory, words: [name = '', ...rest] }: Task): Promise<Outcome> {
  const said: string[] = [];
  try {
    const command = (await import(`../../src/commands/${name}.ts`)) as Command;
    process.chdir(directory);
    const { values, positionals } = parseArgs({
      args: rest,
      allowPositionals: true,
      options: { ...common, ...command.options },
    });
    const say = (line: string) => said.push(line);
    const call: Call = { values: values as Call['values'], positionals, directory, say, print: (_, text) => say(text) };
    return { exit: await command.run(call), said: said.join('\n') };
  } catch (error) {
    const { exit, document, text } = explain(error);
    return { exit, code: document.error.code, said: `${said.join('\n')}\n${text}` };
  }
}

/** A line in, a line out: tasks come when the one before has ended. */
for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(`${JSON.stringify(await run(JSON.parse(line) as Task))}\n`);
}
