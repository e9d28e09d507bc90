/** A part of a workflow's text: a top key with what is below it, or one job. */
interface Part {
  key: string;
  lines: string[];
}

const isBlank = (line: string) => line.trim() === '';
const indentOf = (line: string) => line.length - line.trimStart().length;

/** The lines that say something. From the depth of a script on, blank lines and `#` are its text, and not the workflow's layout. */
function saidIn(text: string): string[] {
  const lines = text.split('\n');
  return lines.filter((line, at) => {
    if (!isBlank(line)) return indentOf(line) >= 8 || !/^\s*#/.test(line);
    const next = lines.slice(at + 1).find((one) => !isBlank(one));
    return next !== undefined && indentOf(next) >= 8;
  });
}

/** What YAML could take for more than these parts show: documents, tabs, anchors, keys in quotes or without a line of their own. */
const odd = /^(---|\.\.\.|%|\t|[^\s#A-Za-z])|^ {2}[^\s#A-Za-z_]|^ {2}<<|^ [^ #]/;
const topKey = /^([A-Za-z_][\w-]*):/;
const jobKey = /^ {2}([A-Za-z_][\w-]*):\s*(#.*)?$/;

/** Undefined where the text is not laid out as a generated workflow is: then nobody can say by its text what it does. */
function partsOf(text: string): Part[] | undefined {
  const parts: Part[] = [];
  let inJobs = false;
  for (const line of saidIn(text)) {
    if (odd.test(line)) return undefined;
    const top = topKey.exec(line)?.[1];
    const job = inJobs && /^ {2}\S/.test(line) ? jobKey.exec(line)?.[1] : undefined;
    if (inJobs && /^ {2}\S/.test(line) && !job) return undefined;
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

/** Rights by which a job could answer for the gate or come by the account's roles: a statement by the generated ones alone. */
const powers = /\b(id-token|statuses|checks|actions)["']?\s*:\s*["']?write|\bwrite-all\b/;

/** May a workflow set the statuses by which the gate tells what it found? */
export const answersForGate = (text: string): boolean =>
  saidIn(text).some((line) => /\b(statuses|checks)["']?\s*:\s*["']?write|\bwrite-all\b/.test(line));

/**
 * Does a workflow still have every trigger, permission, pin and job of another, word for word? It may have more jobs,
 * without powers of theirs, comments, and another order. Whatever else differs, be it only in its layout, is a difference.
 */
export function isSameWorkflow(found: string, wanted: string): boolean {
  const [here, there] = [partsOf(found), partsOf(wanted)];
  if (!here || !there) return false;
  const textOf = ({ lines }: Part) => lines.join('\n');
  const ours = new Map(here.map((part) => [part.key, textOf(part)]));
  const theirs = new Set(there.map(({ key }) => key));
  const added = here.filter(({ key }) => !theirs.has(key));
  return (
    there.every((part) => ours.get(part.key) === textOf(part)) &&
    added.every((part) => part.key.startsWith('jobs.') && !powers.test(textOf(part)))
  );
}

/** The name by which other workflows and GitHub know it. */
export const workflowNameOf = (text: string): string | undefined =>
  /^name:\s*["']?([^"'#\n]*?)["']?\s*(#.*)?$/m.exec(text)?.[1];
