import { valueOfJson, writeJson } from './json.ts';
import { equal, mergeValues, type Prefer, type Value } from './value.ts';
import { readYaml, writeYaml } from './yaml.ts';

interface Language {
  read(text: string): Value | undefined;
  write(mine: string, incoming: string, value: Value): string;
}

const json: Language = { read: valueOfJson, write: (mine, _incoming, value) => writeJson(mine, value) };
const yaml: Language = { read: readYaml, write: writeYaml };

/** Which files have a meaning that lines do not show. package-lock.json is npm's to merge: `npm install` does. */
function languageOf(path: string): Language | undefined {
  if (/(^|\/)package-lock\.json$/.test(path)) return undefined;
  if (/\.jsonc?$/.test(path)) return json;
  return /\.ya?ml$/.test(path) ? yaml : undefined;
}

/** What the text's merge is worth. `why` is set where a person must look. */
export interface StructureMerge {
  content: Buffer;
  clean: boolean;
  why?: string;
}

/**
 * The merge of a file by its meaning. Text that merged cleanly stands only where it says what the merge by meaning says;
 * text in conflict is replaced where the meaning is in none.
 */
export function mergeStructure(
  path: string,
  base: Buffer | undefined,
  mine: Buffer,
  incoming: Buffer,
  text: { content: Buffer; clean: boolean },
  prefer?: Prefer,
): StructureMerge {
  const language = languageOf(path);
  // Without a common past there is nothing to say who changed what.
  if (!language || !base) return text;
  const [b, o, t] = [base, mine, incoming].map((bytes) => bytes && language.read(bytes.toString()));
  if (o === undefined || t === undefined || b === undefined) return text;
  const { value, conflicts } = mergeValues(b, o, t, [], prefer);
  if (conflicts.length > 0 || value === undefined) {
    const why = `both changed ${conflicts.slice(0, 3).join(', ')}`;
    return text.clean
      ? { content: mine, clean: false, why: `${why}; as text alone it would have merged` }
      : { ...text, why };
  }
  if (text.clean && equal(language.read(text.content.toString()), value)) return text;
  const content = Buffer.from(language.write(mine.toString(), incoming.toString(), value));
  if (!equal(language.read(content.toString()), value)) return { content: mine, clean: false, why: 'both changed it' };
  return { content, clean: true };
}
