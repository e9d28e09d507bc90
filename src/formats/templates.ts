import { dirname, join, normalize } from 'node:path/posix';
import { parseJsonFile } from '../../templates/judge/read/files.ts';
import { isObject, type Json, type JsonObject } from '../../templates/judge/read/json.ts';
import type { Given, StackInfo } from '../../templates/judge/read/parameters.ts';
import { addressOf, nestWith, type Stacks } from '../../templates/judge/read/stacks.ts';
import { Refusal } from '../refusal.ts';
import { parseYaml } from './yaml.ts';

/** CloudFormation takes 1 MB of template (User Guide, "AWS CloudFormation quotas"); comments and spaces may be beside it. */
export const mostTemplate = 4 * 1024 * 1024;

/** A file's text by its path from the folder that is judged; undefined where nothing is. */
export type ReadText = (path: string) => string | undefined;

/** The value of a JSON or YAML text. */
export function parseText(text: string, where: string): Json {
  const plain = text.replace(/^\uFEFF/, '');
  return /^\s*[{[]/.test(plain) && !/\.ya?ml$/.test(where) ? parseJsonFile(plain, where) : parseYaml(plain, where);
}

/** Whether a value has the form of a CloudFormation template. */
export const isTemplate = (value: Json): value is JsonObject =>
  isObject(value) && isObject(value.Resources) && Object.keys(value.Resources).length > 0;

export function parseTemplate(text: string, where: string): JsonObject {
  const value = parseText(text, where);
  if (isTemplate(value)) return value;
  throw new Refusal({
    code: 'formats/no-template',
    what: 'It is not a CloudFormation template: it has no Resources',
    where,
    fix: 'Name a template, or the folder that "cdk synth" wrote: secure-ml judge cdk.out',
  });
}

const nameOf = (path: string): string => (path.split('/').at(-1) ?? path).replace(/(\.template)?\.\w+$/, '');

/**
 * Templates as stacks of one account that only the deployment knows. A nested stack whose TemplateURL is a path, as `aws
 * cloudformation package` takes it, is read from beside its parent.
 */
export function stacksOf(paths: string[], read: ReadText, given: Given): Stacks {
  const found: Stacks = { stacks: [], missing: [], notProven: [] };
  const folders = new Map<string, string>();
  for (const path of paths) {
    const text = read(path);
    if (text === undefined) {
      const fix = 'Name a CloudFormation template, or the folder that "cdk synth" wrote.';
      throw new Refusal({ code: 'formats/missing', what: `${path} does not exist`, fix });
    }
    const stack: StackInfo = {
      name: paths.filter((other) => nameOf(other) === nameOf(path)).length > 1 ? path : nameOf(path),
      ...{ account: '000000000000', region: 'us-east-1', partition: 'aws' },
      assumed: { account: true, region: true, name: true },
      template: parseTemplate(text, path),
      ...{ given, file: path },
    };
    found.stacks.push(stack);
    folders.set(stack.name, dirname(path));
    nestWith(stack, found, path, ({ parent, logicalId, properties: { TemplateURL: url } }) => {
      if (typeof url !== 'string' || /^[a-z][a-z0-9+.-]*:/i.test(url)) return elsewhere(url);
      const file = normalize(join(folders.get(parent.name) ?? '', url));
      const nested = file.startsWith('/') || file.startsWith('../') ? undefined : read(file);
      if (nested === undefined) return elsewhere(url);
      folders.set(`${parent.name}/${logicalId}`, dirname(file));
      return { template: parseTemplate(nested, file), file };
    });
  }
  return found;
}

const elsewhere = (url: Json | undefined): string => `its template is not here (${addressOf(url)})`;
