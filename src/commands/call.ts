import type { ParseArgsConfig } from 'node:util';

/** What a person typed after the command's name, and where answers go. */
export interface Call {
  positionals: string[];
  /** Options by long name, in the shape that util.parseArgs gives. */
  values: Record<string, string | boolean | (string | boolean)[] | undefined>;
  /** The directory that the command works on. */
  directory: string;
  /** Something for a person: to stderr; nothing under --quiet. */
  say(line: string): void;
  /** The command's result: the document to stdout under --json, otherwise the text. */
  print(document: unknown, text: string): void;
}

/** A command's module: src/commands/<name>.ts exports these. */
export interface Command {
  /** Options of its own; those that every command has are in src/bin.ts. */
  options: NonNullable<ParseArgsConfig['options']>;
  /** How many words without a dash it takes at most; without it none. One more is refused. */
  operands?: number;
  /** What `--help` prints: usage, what it does, its options, two or three examples. */
  help: string;
  /** Returns the exit code: 0, or 1 where a person must look. Throws a Refusal for exit 2. */
  run(call: Call): Promise<number>;
}
