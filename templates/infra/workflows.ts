/** A part of a workflow's text: a top key with what is below it, or one job. */
interface Part {
  key: string;
  lines: string[];
}

/** What ends a line for YAML or npm, and a comment with it, and is no end here; and what a review does not show. */
export const unusual = /[^\P{Cc}\n\t]|[^\P{Cf}\u200c\u200d]|[\u2028\u2029]/u;

const depthOf = (line: string) => line.search(/[^ ]|$/);
const isSilent = (line: string) => /^ *(#|$)/.test(line);

/** The lines that say something. From the depth of a script on, blank lines and `#` are its text, and not the workflow's layout. */
function saidIn(text: string): string[] {
  let next = 0;
  const said = text
    .split('\n')
    .reverse()
    .filter((line) => {
      if (isSilent(line) && next < 8 && (line.trim() === '' || depthOf(line) < 8)) return false;
      if (line.trim() !== '') next = depthOf(line);
      return true;
    });
  return said.reverse();
}

const topKey = /^([A-Za-z_][\w-]*):/;
const jobKey = /^ {2}([A-Za-z_][\w-]*): *(?: #.*)?$/;

/** Undefined where the text is not laid out as a generated workflow is: then nobody can say by its text what it does. */
function partsOf(text: string): Part[] | undefined {
  const parts: Part[] = [];
  let inJobs = false;
  for (const line of saidIn(text)) {
    const depth = depthOf(line);
    const top = topKey.exec(line)?.[1];
    const job = inJobs ? jobKey.exec(line)?.[1] : undefined;
    // What begins so far left is a key without quotes, an anchor, a tag or a space: YAML has many ways to write one.
    if ((depth < 2 && !top) || (inJobs && depth === 2 && !job)) return undefined;
    if (top) {
      inJobs = top === 'jobs';
      parts.push({ key: top, lines: [line] });
    } else if (job) parts.push({ key: `jobs.${job}`, lines: [line] });
    else if (parts.length === 0) return undefined;
    else parts.at(-1)?.lines.push(line);
  }
  const keys = parts.map(({ key }) => key);
  return new Set(keys).size === keys.length ? parts : undefined;
}

/** A right to write; an anchor, a tag or an alias, which could be one; a key that is an alias, and could be any. */
const writing = (rights: string) =>
  new RegExp(
    `\\bwrite-all\\b|\\b(?:${rights})["']?\\s*:\\s*(?:[|>][-+\\d]*\\s*)?["']?write|\\b(?:permissions|${rights})["']?\\s*:\\s*[&!*]|\\*[\\w-]+\\s+:`,
    'i',
  );
/** Rights by which a job could answer for the gate or come by the account's roles: a statement by the generated ones alone. */
const powers = writing('id-token|statuses|checks|actions');
const answering = writing('statuses|checks');

/** A text; the same where its backslashes are those of YAML; and both where each # between blanks begins a comment. */
function readings(text: string): string[] {
  const letters = text
    .replace(/\\\n[ \t]*/g, '')
    .replace(/\\(?:x|u00|U000000)([\da-fA-F]{2})/g, (_, code) => String.fromCharCode(Number.parseInt(code, 16)));
  return [text, letters].flatMap((one) => [one, one.replace(/[ \t]#.*/g, '')]);
}
const has = (text: string, what: RegExp) => readings(text).some((one) => what.test(one));

/** May a workflow set the statuses by which the gate tells what it found? */
export const answersForGate = (text: string): boolean => has(text, answering);

/**
 * Does a workflow still have every trigger, permission, pin and job of another, word for word? It may have more jobs,
 * without powers of theirs, comments, and another order. Whatever else differs, be it only in its layout, is a difference. So is a job
 * with a quote before one of those: it could take in all that comes before the next quote.
 */
export function isSameWorkflow(found: string, wanted: string): boolean {
  if (unusual.test(found)) return false;
  const [here, there] = [partsOf(found), partsOf(wanted)];
  if (!here || !there) return false;
  const textOf = ({ lines }: Part) => lines.join('\n');
  const ours = new Map(here.map((part) => [part.key, textOf(part)]));
  const theirs = new Set(there.map(({ key }) => key));
  const added = here.filter(({ key }) => !theirs.has(key));
  const last = here.findLastIndex(({ key }) => theirs.has(key));
  return (
    there.every((part) => ours.get(part.key) === textOf(part)) &&
    added.every((part) => part.key.startsWith('jobs.') && !has(textOf(part), powers)) &&
    here.slice(0, last).every((part) => theirs.has(part.key) || !/["']/.test(textOf(part)))
  );
}

const nameKey = /^["']?name["']?[ \t]*:\s*(?:[&!]\S*\s+){0,2}(?:[|>][-+\d]*\s*)?(?:"([^"]*)"|'([^']*)'|(.*))/gm;
const namesIn = (text: string): string[] =>
  [...text.matchAll(nameKey)].map(
    ([, double, single, plain = '']) => double ?? single ?? (plain.split(/[ \t]#/)[0] as string).trim(),
  );

/** The name by which other workflows and GitHub know it. */
export const workflowNameOf = (text: string): string | undefined => namesIn(text)[0];

/** Do all of its jobs have permissions that are written down? Others have those that the repository gives by default. */
function saysPermissions(lines: string[]): boolean {
  const [top, jobs] = ['permissions', 'jobs'].map((key) => new RegExp(`^["']?${key}["']?\\s*:`)) as [RegExp, RegExp];
  if (lines.some((line) => top.test(line))) return true;
  const below = lines.slice(lines.findIndex((line) => jobs.test(line)) + 1);
  const end = below.findIndex((line) => depthOf(line) === 0);
  const parts: string[][] = [];
  for (const line of end < 0 ? below : below.slice(0, end)) {
    if (depthOf(line) === depthOf(below[0] as string)) parts.push([]);
    else parts.at(-1)?.push(line);
  }
  const isOwn = (line: string, depth: number) => depthOf(line) === depth && top.test(line.trim());
  return parts.length > 0 && parts.every((part) => part.some((line) => isOwn(line, depthOf(part[0] as string))));
}

export const byDefault = 'without permissions of its own: those by default may set the statuses that the gate sets';
export const unclear = 'not laid out so that its name and its permissions are certain';
export const mayAnswer = 'one that may set the statuses that the gate sets';
export const calledAs = (name: string): string => `called "${name}", as a generated workflow`;

/** Could a workflow that is added stand in for one of these names, or for the gate? In the words of a finding. */
export function standsInAs(found: string, names: ReadonlySet<string | undefined>): string | undefined {
  const whole = found.replace(/^\ufeff/, '').replaceAll('\r\n', '\n');
  // A line of # with a quote is looked at as well: it is no comment where a quote is open.
  const text = whole.replaceAll(/^ *#[^"'\n]*$/gm, '');
  const lines = text.split('\n').filter((line) => !isSilent(line));
  const [first] = lines;
  if (unusual.test(whole)) return unclear;
  if (first === undefined) return undefined;
  if (first.startsWith(' ') || lines.some((line) => /^[?{[*&!%]/.test(line))) return unclear;
  const name = readings(text)
    .flatMap(namesIn)
    .find((one) => names.has(one));
  if (name) return calledAs(name);
  if (answersForGate(text)) return mayAnswer;
  return saysPermissions(lines) ? undefined : byDefault;
}
