#!/usr/bin/env node
import { existsSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { printable, printableJson } from '../templates/judge/show/printable.ts';
import type { Call, Command } from './commands/call.ts';
import { commandList, commands, common } from './commands/commands.ts';
import { swallowed } from './commands/npm-flags.ts';
import { explain } from './explain.ts';
import { workerMark } from './fleet/mark.ts';
import { fitted } from './lines.ts';
import { Refusal } from './refusal.ts';
import { isSlipOf } from './shape/near.ts';
import { columnsOf, drained, put } from './terminal.ts';
import { asTyped } from './typed.ts';

const json = process.argv.includes('--json') || process.env.npm_config_json === 'true';

function parse(words: string[], options: Command['options'], named: string | undefined) {
  try {
    return parseArgs({ args: words, allowPositionals: true, options: { ...common, ...options } });
  } catch (error) {
    const what = (error as Error).message.split('. ')[0] ?? 'Unknown option';
    const fix = named ? `Type: secure-ml ${named} --help` : 'Type: create-secure-ml --help';
    throw new Refusal({ code: 'bin/options', what, fix });
  }
}

/** The folder that this was started in. A shell stays in one that somebody removed, or made anew beside it. */
function here(): string {
  try {
    return process.cwd();
  } catch {
    const what = 'The current directory no longer exists';
    throw new Refusal({ code: 'bin/no-folder', what, fix: 'Change to an existing directory and try again.' });
  }
}

/** The first word that is not an option and no option's value, and where it stands if it is a command. */
function firstWord(words: string[]): { first: string | undefined; place: number } {
  const { tokens } = parseArgs({ args: words, allowPositionals: true, strict: false, tokens: true, options: common });
  const index = tokens.find(({ kind }) => kind === 'positional')?.index ?? -1;
  const first = words[index];
  return { first, place: first !== undefined && Object.hasOwn(commands, first) ? index : -1 };
}

/** What nobody reads would be taken for read: "check DIR" would answer for the current directory. */
function refuseExtra(extra: string | undefined, named: string | undefined, { operands = 0 }: Command): void {
  if (extra === undefined) return;
  const line = named ? `secure-ml ${named}` : 'create-secure-ml';
  const elsewhere = operands === 0 ? `For another directory: ${line} -C DIR. ` : '';
  const fix = `${elsewhere}For what it takes: ${line} --help`;
  throw new Refusal({ code: 'bin/operands', what: `Unexpected argument ${JSON.stringify(extra)}`, fix });
}

/** A mistyped command would be the directory of a new repository; inside of one, every word that is none is refused. */
function refuseSlip(word: string, inside: boolean): void {
  const meant = Object.keys(commands).find((command) => isSlipOf(word, command));
  if (/^\.{1,2}$|\//.test(word) || !(meant || inside)) return;
  const fix = `Type secure-ml ${meant ?? '--help'}, or create-secure-ml ./${word} for a repository of that name.`;
  throw new Refusal({ code: 'create/no-command', what: `"${word}" is not a command`, fix });
}

// Windows would look for git.exe and npm.cmd in the folder that is judged (Win32, NeedCurrentDirectoryForExePath).
process.env.NoDefaultCurrentDirectoryInExePath = '1';

async function main(argv: string[]): Promise<number> {
  const npm = swallowed(argv, process.env);
  const words = [...argv, ...npm];
  const { place, first } = firstWord(words);
  // As other programs take it; a repository of that name is ./help.
  if (first === 'help') return main([...argv.filter((word) => word !== first), '--help']);
  const named = words[place];
  if (words.includes('--version') || words.includes('-v')) {
    const { version } = await import('./package.ts');
    put(1, `${version}\n`);
    return 0;
  }
  const load = commands[named ?? 'new'] as () => Promise<Command>;
  const command = await load();
  const rest = named === undefined ? words : words.toSpliced(place, 1);
  const { values, positionals } = parse(rest, command.options, named);
  if (values.help) {
    const page = named ? command.help : `${command.help}\n\n${commandList(commands)}`;
    put(1, `${fitted(asTyped(page), columnsOf(1))}\n`);
    return 0;
  }
  const directory = resolve(here(), typeof values.directory === 'string' ? values.directory : '.');
  if (statSync(directory, { throwIfNoEntry: false })?.isDirectory() === false) {
    throw new Refusal({
      code: 'bin/no-folder',
      what: 'It is not a directory',
      where: directory,
      fix: 'Name one: -C DIR',
    });
  }
  if (named === undefined && first) refuseSlip(first, existsSync(join(directory, '.secure-ml')));
  refuseExtra(positionals[command.operands ?? 0], named, command);
  const call: Call = {
    values: values as Call['values'],
    positionals,
    directory,
    say: (line) => {
      if (!values.quiet) put(2, `${printable(line)}\n`);
    },
    print: (document, text) => {
      if (json) put(1, `${printableJson(document)}\n`);
      else if (!values.quiet) put(1, `${printable(text)}\n`);
    },
  };
  return command.run(call);
}

/** fleet starts this very file as a worker (src/fleet/pool.ts). */
if (process.argv.at(-1) === workerMark) void import('./fleet/worker.ts');
else start();

function start(): void {
  main(process.argv.slice(2)).then(
    (exit) => {
      process.exitCode = exit;
    },
    (error) => {
      const { exit, document, text } = explain(error, columnsOf(2));
      if (json) put(1, `${printableJson(document)}\n`);
      put(2, `${printable(text)}\n`);
      void drained().then(() => process.exit(exit));
    },
  );
}
