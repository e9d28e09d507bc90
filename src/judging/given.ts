import { readNamed } from '../files/read.ts';
import { parseText } from '../formats/templates.ts';
import { Refusal } from '../refusal.ts';
import type { Engine } from './judging.ts';

const mostParameters = 1024 * 1024;

/** What --condition and --parameters say of the deployment; the file may be JSON or YAML. */
export function givenIn(values: Record<string, unknown>, directory: string, engine: Engine) {
  const conditions = engine.decidedBy((values.condition ?? []) as string[]);
  const { parameters: file } = values;
  if (typeof file !== 'string') return conditions;
  const content = readNamed(file, directory, mostParameters);
  if (content) return { ...conditions, parameters: engine.parametersIn(parseText(content.toString(), file)) };
  const fix = 'Name a file such as {"Name": "value"}, or one that "aws cloudformation deploy" takes.';
  throw new Refusal({ code: 'judge/parameters', what: `${file} does not exist`, fix });
}
