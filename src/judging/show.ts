import { fenced } from '../../templates/judge/show/fenced.ts';
import { printable, printableInline, printableLines } from '../../templates/judge/show/printable.ts';
import type { Finding } from '../finding.ts';
import { version } from '../package.ts';
import type { Engine } from './judging.ts';
import type { JudgedSource } from './source.ts';

/** All that is shown of a judgement. */
export interface Shown {
  source: JudgedSource;
  judgement: ReturnType<Engine['judgement']>;
  findings: Finding[];
  baseline: string | undefined;
  matrix: string;
  /** SHA-256 of the judge, as its release publishes it. */
  digest: string;
  /** What is checked out, where that is known. */
  commit?: string;
  /** With --since: against what, the comparison for programs, and lines of text that belong to a finding, by its id. */
  since?: { named: string; document: object; details: ReadonlyMap<string, string[]> };
}

const count = (number: number, one: string, many = `${one}s`): string => `${number} ${number === 1 ? one : many}`;

/** Whether a finding has to be looked at; a line of the baseline that ends soon has not yet. */
export const isOpenFinding = ({ kind, level, accepted }: Finding): boolean =>
  !accepted && (level === 'error' || (level === 'warning' && kind !== 'waiver'));
const isUnproven = ({ id }: Finding): boolean => id.startsWith('access/unproven-');

/** `since main: 3 findings, 1 not proven; 12 accepted by accepted.json` */
function summary({ findings, baseline, since }: Shown): string {
  const open = findings.filter(isOpenFinding);
  const unproven = open.filter(isUnproven);
  const accepted = findings.filter((finding) => finding.accepted);
  const said = `${count(open.length - unproven.length, 'finding')}, ${unproven.length} not proven`;
  const known = accepted.length > 0 ? `; ${accepted.length} accepted by ${baseline}` : '';
  return printableInline(`${since ? `since ${since.named}: ` : ''}${said}${known}`);
}

const subject = ({ source, judgement: { stacks, resources }, digest: judge, commit }: Shown): string => {
  const size = `${count(stacks.length, 'stack')}, ${count(resources, 'resource')}`;
  const digest = source.digest?.slice(0, 12);
  const at = commit ? `commit ${commit.slice(0, 12)}, ` : '';
  const by = `secure-ml ${version}, judge ${judge.slice(0, 12)}`;
  return `${source.paths.join(', ')}: ${size}, ${at}templates ${digest}, judged by ${by}`;
};

function ruleOf(finding: Finding): string {
  if (isUnproven(finding)) return 'not proven';
  const { id } = finding;
  return id.startsWith('access/') ? 'wider' : id.replace(/^template\//, '').replace(/-[0-9a-f]{12}$/, '');
}

/** A finding, what to do about it, and what accepts it, a line each. */
const linesOf =
  ({ since }: Shown) =>
  (finding: Finding): string => {
    const { what, fix, id } = finding;
    const more = since?.details.get(id) ?? [];
    return printableLines([`${ruleOf(finding)}  ${what}`, ...more, `  ${fix}`, `  id: ${id}`]);
  };

const acceptedLine = ({ id, what, accepted }: Finding): string =>
  printableInline(`${id} ${accepted?.until ? `until ${accepted.until}, ` : ''}${accepted?.owner}: ${what}`);

/** Sections in the order in which a person decides. */
function sections(shown: Shown): [title: string, items: string[]][] {
  const { findings, matrix, since } = shown;
  const open = findings.filter(isOpenFinding);
  const told = (some: Finding[]) => some.map(linesOf(shown));
  return [
    ['Findings', told(open.filter((finding) => !isUnproven(finding)))],
    ['Not proven', told(open.filter(isUnproven))],
    ['Accepted', findings.filter(({ accepted }) => accepted).map(acceptedLine)],
    ['Notes', told(findings.filter((finding) => !isOpenFinding(finding) && !finding.accepted))],
    ['Who can do what', since || matrix === '' ? [] : [matrix]],
  ];
}

export function judgementText(shown: Shown): string {
  const told = sections(shown).flatMap(([title, items]) => (items.length > 0 ? ['', title, '', ...items] : []));
  return [summary(shown), subject(shown), ...told].join('\n');
}

const marks = /[<>&[\]`*_|#!\\]/g;

/** For a job's summary: text of templates is in fences that it cannot end, and in no table's cell. */
export function markdownOf(shown: Shown): string {
  const blocks = sections(shown).flatMap(([title, items]) => {
    if (items.length === 0) return [];
    const block = fenced(printable(items.join('\n')));
    const isLong = title !== 'Findings' && title !== 'Not proven';
    return isLong ? [`<details><summary>${title}</summary>\n\n${block}\n\n</details>`] : [`#### ${title}\n\n${block}`];
  });
  const head = `### secure-ml judge: ${summary(shown).replace(marks, ' ')}`;
  return [head, fenced(printableInline(subject(shown))), ...blocks].join('\n\n');
}
