import { printableInline } from '../../templates/judge/show/printable.ts';
import { needsLook, type Standing } from './survey.ts';

const escaped = (text: string) =>
  printableInline(text).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

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

/** One line a repository, in columns. */
export function table(standings: readonly Standing[]): string {
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
export function page(standings: readonly Standing[], today: string): string {
  const head = columns.map(([title]) => `<th scope="col">${title}</th>`).join('');
  const rows = standings.map((standing) => {
    const cells = columns.map(([, cell]) => `<td>${escaped(cell(standing))}</td>`).join('');
    return `<tr${needsLook(standing) ? ' class="look"' : ''}>${cells}</tr>`;
  });
  const looks = standings.filter(needsLook).length;
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width">
<title>secure-ml fleet, ${escaped(today)}</title>
<style>
body { font: 14px/1.5 system-ui, sans-serif; margin: 2rem; color: #1a1a1a; background: #fff }
table { border-collapse: collapse }
th, td { text-align: left; padding: .3rem .8rem; border-bottom: 1px solid #ccc; vertical-align: top }
thead th { position: sticky; top: 0; background: #fff }
tr.look td:first-child { border-left: .3rem solid #b00020; padding-left: .5rem }
@media (prefers-color-scheme: dark) { body, thead th { color: #eee; background: #1a1a1a } th, td { border-color: #555 } tr.look td:first-child { border-left-color: #ff8a80 } }
</style>
<h1>Repositories of secure-ml</h1>
<p>${escaped(today)}: ${standings.length} repositories, ${looks} need somebody to look (marked at the left).</p>
<table>
<thead><tr>${head}</tr></thead>
<tbody>
${rows.join('\n')}
</tbody>
</table>
</html>
`;
}
