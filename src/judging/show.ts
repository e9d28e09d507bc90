import { fenced } from '../../templates/judge/show/fenced.ts';
import { printable, printableInline } from '../../templates/judge/show/printable.ts';
import type { Finding } from '../finding.ts';
import { version } from '../package.ts';
import type { Engine } from './judging.ts';
import type { Source } from './source.ts';

/** All that is shown of a judgement. */
export interface Shown {
  source: Source;
  judgement: ReturnType<Engine['judgement']>;
  findings: Finding[];
  baseline: string | undefined;
  matrix: string;
}

const count = (number: number, one: string, many = `${one}s`): string => `${number} ${number === 1 ? one : many}`;

const isOpen = ({ level, accepted }: Finding) => level !== 'note' && !accepted;

/** `3 findings, 1 not proven; 12 accepted by accepted.json` */
function summary({ findings, baseline }: Shown): string {
  const open = findings.filter(isOpen);
  const unproven = open.filter(({ kind }) => kind === 'access');
  const accepted = findings.filter((finding) => finding.accepted);
  const said = `${count(open.length - unproven.length, 'finding')}, ${unproven.length} not proven`;
  return accepted.length > 0 ? `${said}; ${accepted.length} accepted by ${baseline}` : said;
}

const subject = ({ source, judgement: { stacks, resources } }: Shown): string =>
  `${source.paths.join(', ')}: ${count(stacks.length, 'stack')}, ${count(resources, 'resource')}, templates ${source.digest?.slice(0, 12)}, judged by secure-ml ${version}`;

const ruleOf = ({ id }: Finding): string =>
  id.startsWith('access/') ? 'not proven' : id.replace(/^template\//, '').replace(/-[0-9a-f]{12}$/, '');

/** A finding, what to do about it, and what accepts it, a line each. */
const lines = (finding: Finding): string =>
  [`${ruleOf(finding)}  ${finding.what}`, `  ${finding.fix}`, `  id: ${finding.id}`].map(printableInline).join('\n');

const acceptedLine = ({ id, what, accepted }: Finding): string =>
  printableInline(`${id} until ${accepted?.until ?? 'ever'}, ${accepted?.owner}: ${what}`);

export function textOf(shown: Shown): string {
  const { findings, matrix } = shown;
  const [open, notes, accepted] = [
    findings.filter(isOpen),
    findings.filter(({ level, accepted }) => level === 'note' && !accepted),
    findings.filter(({ accepted }) => accepted),
  ];
  const section = (title: string, items: string[]) => (items.length > 0 ? ['', title, '', ...items] : []);
  return [
    summary(shown),
    subject(shown),
    ...section('Who can do what', matrix ? [matrix] : []),
    ...section('Findings', open.filter(({ kind }) => kind !== 'access').map(lines)),
    ...section('Not proven', open.filter(({ kind }) => kind === 'access').map(lines)),
    ...section('Accepted', accepted.map(acceptedLine)),
    ...section('Notes', notes.map(lines)),
  ].join('\n');
}

/** For a job's summary: text of templates stands in fences that it cannot end, and in no table cell. */
export function markdownOf(shown: Shown): string {
  const { findings, matrix } = shown;
  const open = findings.filter(isOpen).map(lines);
  const details = (title: string, text: string) =>
    text ? `\n<details><summary>${title}</summary>\n\n${fenced(printable(text))}\n\n</details>\n` : '';
  return [
    `### secure-ml judge: ${printableInline(summary(shown)).replace(/[<>&[\]`*_|]/g, ' ')}\n`,
    fenced(printableInline(subject(shown))),
    open.length > 0 ? `\n${fenced(printable(open.join('\n\n')))}` : '',
    details('Who can do what', matrix),
    details(
      'Accepted',
      findings
        .filter(({ accepted }) => accepted)
        .map(acceptedLine)
        .join('\n'),
    ),
  ].join('\n');
}
