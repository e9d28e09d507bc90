import { printableInline } from '../../templates/judge/show/printable.ts';

/** What a report shows; all of it comes from this program's own judge. */
export interface Evidence {
  settings: { name: string; region: string; sensitivity: string };
  controls: { id: string; title: string; why: string; satisfies: string[]; carries: string; duty?: string }[];
  results: {
    id: string;
    title: string;
    state: string;
    sentences: { sentence: string; state: string; evidence: string[]; failures: string[] }[];
  }[];
  notProven: { stack: string; logicalId: string; path: string; what: string; why: string }[];
  cells: {
    who: string;
    what: string;
    level: string;
    actions: string[];
    conditions: string[];
    when: string[];
    but: string[];
  }[];
  date: Date;
}

const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const html = (text: string) => printableInline(text).replace(/[&<>"']/g, (char) => escapes[char] ?? char);

const style = `
:root{--ink:#1b2733;--soft:#5b6b7a;--line:#d8e0e7;--ground:#f6f8fa;--good:#176f3d;--bad:#b3261e;--accent:#0b5cad}
*{box-sizing:border-box}body{margin:0;color:var(--ink);background:var(--ground);font:15px/1.55 system-ui,sans-serif}
main{max-width:1080px;margin:0 auto;padding:32px 24px 64px}h1{font-size:28px;margin:0 0 4px}h2{font-size:20px;margin:40px 0 12px}
p{margin:0 0 12px;max-width:75ch}.soft{color:var(--soft)}section,.card{background:#fff;border:1px solid var(--line);border-radius:8px;padding:16px 20px}
.facts{display:grid;grid-template-columns:repeat(auto-fit,minmax(150px,1fr));gap:12px;margin:20px 0}.facts b{display:block;font-size:24px}
table{border-collapse:collapse;width:100%;background:#fff;font-size:14px}th,td{text-align:left;vertical-align:top;padding:8px 10px;border-bottom:1px solid var(--line)}
th{color:var(--soft);font-weight:600}code{font:13px/1.5 ui-monospace,monospace;overflow-wrap:anywhere}.scroll{overflow-x:auto;border:1px solid var(--line);border-radius:8px}
details{border-top:1px solid var(--line);padding:10px 0}summary{cursor:pointer}summary .soft{margin-left:6px}ul{margin:8px 0;padding-left:20px}
.good::before{content:"✓ ";color:var(--good);font-weight:700}.bad::before{content:"✗ ";color:var(--bad);font-weight:700}.bad{color:var(--bad)}.open::before{content:"○ ";color:var(--soft)}
svg{width:100%;height:auto;max-height:340px}svg text{font:13px system-ui,sans-serif;fill:var(--ink)}svg .box{fill:#fff;stroke:var(--accent);stroke-width:1.5}
svg .zone{fill:#eef4fb;stroke:var(--line);stroke-dasharray:5 4}svg .flow{stroke:var(--soft);stroke-width:1.5;marker-end:url(#tip);fill:none}
@media print{body{background:#fff}details{break-inside:avoid}}`;

/** The parts and the way of the data. Boxes that a control makes are there only with it. */
function architecture(on: Set<string>): string {
  const box = (x: number, y: number, label: string, width = 130) =>
    `<rect class="box" x="${x}" y="${y}" width="${width}" height="40" rx="6"/><text x="${x + width / 2}" y="${y + 25}" text-anchor="middle">${html(label)}</text>`;
  const flow = (path: string) => `<path class="flow" d="${path}"/>`;
  const network = on.has('network')
    ? '<rect class="zone" x="180" y="70" width="560" height="120" rx="8"/><text x="192" y="90">isolated network, endpoints only</text>'
    : '';
  const detection = [
    ['trail', 'trail'],
    ['guardduty', 'GuardDuty'],
    ['macie', 'Macie'],
    ['cis-alarms', 'metric alarms'],
  ].filter(([id]) => on.has(id ?? ''));
  return `<svg viewBox="0 0 940 320" role="img" aria-label="Data goes from raw through processing and training to artifacts; detection watches all of it">
<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0 8 4 0 8z" fill="#5b6b7a"/></marker></defs>
${network}${box(20, 110, 'raw')}${box(200, 110, 'prepare')}${box(390, 110, 'processed')}${box(580, 110, 'train')}${box(780, 110, 'artifacts')}
${flow('M150 130H196')}${flow('M330 130H386')}${flow('M520 130H576')}${flow('M710 130H776')}
${box(20, 20, 'people')}${flow('M150 40H645V106')}
${detection.map(([, label], index) => box(20 + index * 160, 250, label ?? '') + flow(`M${85 + index * 160} 250V210`)).join('')}
${box(780, 250, 'alerts')}${detection.length > 0 ? flow(`M${detection.length * 160 - 10} 270H776`) : ''}</svg>`;
}

const classOf = (state: string) => (state === 'holds' ? 'good' : /^(fails|not proven)$/.test(state) ? 'bad' : 'open');

function control(
  { id, title, state, sentences }: Evidence['results'][number],
  declaration?: Evidence['controls'][number],
) {
  const bad = classOf(state) === 'bad';
  const rows = sentences.map(({ sentence, state: standing, evidence, failures }) =>
    failures.length > 0
      ? `<li class="bad">${html(sentence)}<ul>${failures.map((failure) => `<li>${html(failure)}</li>`).join('')}</ul></li>`
      : `<li class="${standing === 'holds' ? 'good' : 'open'}">${html(sentence)} <span class="soft">${html(evidence.slice(0, 3).join(', ') || standing)}${evidence.length > 3 ? ` and ${evidence.length - 3} more` : ''}</span></li>`,
  );
  return `<details${bad ? ' open' : ''}><summary class="${classOf(state)}">${html(title)}<span class="soft">${html(id)}${state === 'holds' ? '' : ` (${html(state)})`}</span></summary>
${declaration ? `<p>${html(declaration.why)}</p><p class="soft">${html(declaration.satisfies.join(', '))}. Carried by ${html(declaration.carries)}.</p>` : ''}
<ul>${rows.join('')}</ul>${declaration?.duty ? `<p><b>Owner’s duty:</b> ${html(declaration.duty)}</p>` : ''}</details>`;
}

/** One self-contained page: no script, no font, no picture from elsewhere. */
export function page({ settings, controls, results, cells, notProven, date }: Evidence): string {
  const holding = results.filter(({ state }) => state === 'holds').length;
  const open = results.some(({ state }) => classOf(state) === 'bad');
  const claims = results.flatMap(({ sentences }) => sentences).length;
  const on = new Set(controls.map(({ id }) => id));
  return `<!doctype html>
<html lang="en"><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"><meta name="viewport" content="width=device-width"><title>${html(settings.name)}: security report</title>
<style>${style}</style>
<main><h1>${html(settings.name)}</h1>
<p class="soft">Security report of ${date.toISOString().slice(0, 10)}: ${html(settings.sensitivity)} data in ${html(settings.region)}. Everything here was decided from the templates that would be deployed.</p>
<div class="facts"><div class="card"><b class="${open ? 'bad' : 'good'}">${holding} of ${results.length}</b>controls hold</div>
<div class="card"><b>${claims}</b>claims, each with its evidence</div><div class="card"><b>${new Set(cells.map(({ who }) => who)).size}</b>principals in the access matrix</div></div>
<h2>What was built</h2><section>${architecture(on)}</section>
<h2>Controls</h2><section>${results
    .map((result) =>
      control(
        result,
        controls.find(({ id }) => id === result.id),
      ),
    )
    .join('')}</section>
<h2>Who can do what</h2><p>What is not here is denied. Conditions are the request’s: an action holds only where they do.</p>
<div class="scroll"><table><thead><tr><th>who</th><th>on what</th><th>level</th><th>actions</th><th>only</th></tr></thead><tbody>
${cells.map(({ who, what, level, actions, when, but }) => `<tr><td>${html(who)}</td><td><code>${html(what)}</code></td><td>${html(level)}</td><td><code>${html(actions.join(', '))}</code></td><td>${html([...when, ...but.map((each) => `denied: ${each}`)].join('; '))}</td></tr>`).join('\n')}
</tbody></table></div>
${notProven.length > 0 ? `<h2>Not proven</h2><p class="bad">What was not read may let somebody do more than stands above.</p><ul>${notProven.map(({ stack, logicalId, path, what, why }) => `<li class="bad">${html([stack, logicalId].filter(Boolean).join(': '))} <span class="soft">${html(path)}</span> ${html([what, why].filter(Boolean).join(': '))}</li>`).join('')}</ul>` : ''}
<h2>What this page does not say</h2><p>Templates are not an account: what was changed by hand, who signs in, and what services do are outside of it. SECURITY.md in the repository lists the owner’s duties with the command that checks each.</p>
</main></html>
`;
}
