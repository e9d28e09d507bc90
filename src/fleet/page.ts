import { printableInline } from '../../templates/judge/show/printable.ts';
import { document, html } from '../report/html.ts';
import { style } from '../report/style.ts';
import { needsLook, type Standing } from './survey.ts';

/** The columns of the table and of the page, in their order. */
const columns: [string, (standing: Standing) => string][] = [
  ['repository', ({ directory }) => directory],
  ['tier', ({ tier }) => tier ?? '-'],
  ['generator', ({ generator }) => generator ?? '-'],
  ['overlays', ({ overlays }) => overlays.map(({ name, version }) => `${name} ${version}`).join(', ') || '-'],
  ['edited', ({ files }) => String(files.edited.length)],
  ['gone', ({ files }) => String(files.deleted.length)],
  ['failing', ({ broken }) => failingIn(broken)],
  ['waivers', ({ waivers }) => waiversIn(waivers)],
  ['inherited', ({ inherited }) => inheritedIn(inherited)],
  ['upgrade', ({ upgrade, fault }) => fault ?? upgrade],
];

/** The first few: one repository in disorder leaves the others readable. The JSON document has them all. */
function failingIn(broken: readonly string[]): string {
  const more = broken.length - 3;
  return [...broken.slice(0, 3), ...(more > 0 ? [`and ${more} more`] : [])].join(', ') || '-';
}

function waiversIn({ active, ending, expired, faulty }: Standing['waivers']): string {
  const parts = [
    active > 0 && `${active} active`,
    ending.length > 0 && `${ending.length} ending by ${ending.map(({ until }) => until).sort()[0]}`,
    expired.length > 0 && `${expired.length} expired`,
    faulty > 0 && `${faulty} faulty`,
  ];
  return parts.filter(Boolean).join(', ') || '-';
}

/** `guardduty from soc@example.com by 2027-03-01; trail from nobody who says so`. */
const inheritedIn = (inherited: Standing['inherited']): string =>
  inherited
    .map(({ control, from, until }) => `${control} from ${from ?? 'nobody who says so'}${until ? ` by ${until}` : ''}`)
    .join('; ') || '-';

/** One line a repository, in columns. */
export function fleetTable(standings: readonly Standing[]): string {
  const rows = [
    columns.map(([title]) => title),
    ...standings.map((standing) => columns.map(([, cell]) => printableInline(cell(standing)))),
  ];
  const widths = columns.map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, at) => cell.padEnd(widths[at] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** One HTML page without scripts, fonts or addresses: it can be mailed and kept. */
export function fleetPage(standings: readonly Standing[], today: string): string {
  const head = columns.map(([title]) => `<th scope="col">${title}</th>`).join('');
  const rows = standings.map((standing) => {
    const cells = columns.map(([, cell]) => `<td>${html(cell(standing))}</td>`).join('');
    return `<tr${needsLook(standing) ? ' class="look"' : ''}>${cells}</tr>`;
  });
  const looks = standings.filter(needsLook).length;
  const body = `<main class="wide"><h1>Repositories of secure-ml</h1>
<p>${html(today)}: ${standings.length} repositories, ${looks} need somebody to look (marked at the left).</p>
<div class="scroll" tabindex="0"><table>
<thead><tr>${head}</tr></thead>
<tbody>
${rows.join('\n')}
</tbody>
</table></div></main>`;
  return document(`secure-ml fleet, ${today}`, style, body);
}
