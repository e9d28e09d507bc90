/** Colours of both schemes are at 4.5:1 or more on their ground (WCAG 2.2, 1.4.3). Paper is always light. */
const light =
  '--ink:#1b2733;--soft:#51606e;--line:#d0d9e1;--ground:#f6f8fa;--card:#fff;--good:#176f3d;--bad:#b3261e;--accent:#0b5cad;--zone:#eef4fb';
const dark =
  '--ink:#e6edf3;--soft:#9fb0c0;--line:#36424e;--ground:#0e141a;--card:#161e26;--good:#5fd38d;--bad:#ff8a80;--accent:#79b8ff;--zone:#1a2733';

export const style = `
:root{${light}}
@media screen and (prefers-color-scheme:dark){:root{${dark}}}
*{box-sizing:border-box}
body{margin:0;color:var(--ink);background:var(--ground);font:15px/1.5 system-ui,sans-serif}
main{max-width:1080px;margin:0 auto;padding:28px 20px 56px}
h1{font-size:27px;margin:0}h2{font-size:19px;margin:30px 0 8px}h3{font-size:15px;margin:18px 0 4px}
p{margin:0 0 8px;max-width:80ch}ul{margin:4px 0 10px;padding-left:20px}li{overflow-wrap:anywhere}
a{color:var(--accent)}:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
.soft{color:var(--soft)}.meta{font-size:13px}
.facts{display:grid;grid-template-columns:repeat(auto-fit,minmax(140px,1fr));gap:10px;margin:14px 0}
.facts div,.card{background:var(--card);border:1px solid var(--line);border-radius:8px;padding:10px 14px}.facts b{display:block;font-size:21px}
.scroll{overflow-x:auto;border:1px solid var(--line);border-radius:8px;background:var(--card);margin:0 0 10px}
table{border-collapse:collapse;width:100%;font-size:13.5px}th,td{text-align:left;vertical-align:top;padding:6px 9px;border-bottom:1px solid var(--line)}
th{color:var(--soft);font-weight:600}tbody tr:last-child td{border-bottom:0}
.access{table-layout:fixed;min-width:640px}.access td{overflow-wrap:anywhere}.access th:nth-child(1){width:14%}.access th:nth-child(2){width:19%}.access th:nth-child(3){width:8%}.access th:nth-child(4){width:29%}
code{font:12.5px ui-monospace,monospace;line-height:inherit;overflow-wrap:anywhere}.data td:first-child code{white-space:nowrap}
.columns{columns:2 340px;column-gap:28px;font-size:13.5px}.columns li{break-inside:avoid}
.good::before{content:"✓ ";color:var(--good);font-weight:700}.bad::before{content:"✗ ";color:var(--bad);font-weight:700}.open::before{content:"○ ";color:var(--soft);font-weight:700}
.bad{color:var(--bad)}.wide{max-width:none}tr.look td:first-child{border-left:4px solid var(--bad)}
details{border-top:1px solid var(--line);padding:7px 0}summary{cursor:pointer}summary .soft{margin-left:6px}
svg{width:100%;height:auto;display:block}svg text{font:12px system-ui,sans-serif;fill:var(--ink)}svg .title{font-weight:600}svg .small{fill:var(--soft);font-size:11px}
svg .box{fill:var(--card);stroke:var(--accent)}svg .foreign{stroke:var(--soft);stroke-dasharray:4 3}svg .zone{fill:var(--zone);stroke:var(--soft);stroke-dasharray:5 4}svg .account{fill:none;stroke:var(--soft)}
svg .read{stroke:var(--accent);fill:none}svg .write{stroke:var(--bad);fill:none}
@media (max-width:480px){main{padding:16px 12px}h1{font-size:22px}.data td:first-child{min-width:9em}.data td:first-child code{white-space:normal}.flow{overflow-x:auto}.flow svg{min-width:640px}}
@media print{
@page{margin:9mm}
body{background:#fff;font-size:9pt;line-height:1.35}main{max-width:none;padding:0}h2,h3,summary{break-after:avoid}tr,.facts div,li{break-inside:avoid}
p,li{max-width:none;orphans:2;widows:2}.scroll{overflow:visible;border-radius:0}table{font-size:8pt}.access{min-width:0;font-size:7.5pt}.access tr:has(.long){break-inside:auto}.access td{orphans:4}code{font-size:7.5pt}
.evidence{break-before:page}details::details-content{content-visibility:visible;block-size:auto;opacity:1}summary{list-style:none}
details{padding:4px 0}ul{margin:2px 0 6px}h1{font-size:17pt}h2{font-size:12pt;margin:10px 0 3px}h3{font-size:9pt;margin:6px 0 2px}th,td{padding:2px 5px}
.front{font-size:7.8pt;line-height:1.22}.front p{margin:0 0 3px}.front table{font-size:7.2pt}.front th,.front td{padding:1px 5px}.front code{font-size:6.3pt}
.front .facts{grid-template-columns:repeat(4,1fr);margin:5px 0;gap:6px}.front .facts div,.front .card{padding:4px 8px}.front .facts b{font-size:11pt}
.front svg{max-height:68mm}.front h2{margin-top:6px}.front h3{margin:3px 0 1px}.front .columns{font-size:6.6pt;columns:2;column-gap:16px}.front ul{padding-left:13px}.front .meta{font-size:7.5pt}}`;
