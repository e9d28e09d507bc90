import type { Parts } from '../judging/parts.ts';
import { html } from './html.ts';

/** A row of the access matrix. `account` is there where templates go to one. */
export interface MatrixRow {
  account?: string;
  who: string;
  what: string;
  level: string;
  actions: string[];
  when: string[];
  but: string[];
}

/** Data that somebody reads or writes: below a prefix of a bucket, a secret, a signing key, a registry. */
export interface Flow {
  who: string;
  what: string;
  way: 'read' | 'write';
}

const ways: Record<Flow['way'], string[]> = {
  read: ['s3:GetObject', 'secretsmanager:GetSecretValue', 'kms:Verify', 'sagemaker:DescribeModelPackage'],
  write: [
    ...['s3:PutObject', 'secretsmanager:PutSecretValue', 'kms:Sign'],
    ...['sagemaker:CreateModelPackage', 'sagemaker:UpdateModelPackage'],
  ],
};

export function flowsOf(cells: readonly MatrixRow[], account: string): Flow[] {
  const flows = new Map<string, Flow>();
  for (const cell of cells) {
    if (cell.account !== undefined && cell.account !== account) continue;
    for (const way of ['read', 'write'] as const) {
      if (!ways[way].some((action) => cell.actions.includes(action))) continue;
      const { who, what } = cell;
      flows.set(JSON.stringify([who, what, way]), { who, what, way });
    }
  }
  return [...flows.values()];
}

const rowHeight = 25;
const width = { who: 150, store: 330 };
const left = { jobs: 26, stores: 290, people: 800 };
const top = 66;

const cut = (text: string, most: number) => (text.length > most ? `${text.slice(0, most - 1)}…` : text);

/** A service, or another account: no role that these templates make. */
const isForeign = (who: string) => /\.amazonaws\.com|^account |^arn:|^(an|every)\w* ?/.test(who);

const box = (x: number, y: number, wide: number, label: string) =>
  `<rect class="box${isForeign(label) ? ' foreign' : ''}" x="${x}" y="${y}" width="${wide}" height="20" rx="5"/><text x="${x + wide / 2}" y="${y + 14}" text-anchor="middle">${html(cut(label, Math.floor(wide / 7.4)))}</text>`;

/** Data at the left of its box, and the key that encrypts it at the right. */
const store = (y: number, label: string, key: string) =>
  `<rect class="box" x="${left.stores}" y="${y}" width="${width.store}" height="20" rx="5"/><text x="${left.stores + 8}" y="${y + 14}">${html(cut(label, 46 - key.length))}</text><text class="small" x="${left.stores + width.store - 8}" y="${y + 14}" text-anchor="end">${html(key)}</text>`;

const isIn = (what: string, name: string) => what === name || what.startsWith(`${name}/`);

const keyOf = (what: string, { buckets, secrets }: Parts): string =>
  [...secrets, ...buckets].find(({ name }) => isIn(what, name))?.key ?? '';

/** Stores in the order of the buckets, then what else data goes to; nothing that nobody reads or writes. */
function storesOf(flows: readonly Flow[], { buckets }: Parts): string[] {
  const rank = (what: string) => {
    const at = buckets.findIndex(({ name }) => isIn(what, name));
    return at < 0 ? buckets.length : at;
  };
  const stores = [...new Set(flows.map(({ what }) => what))];
  return stores.sort((a, b) => rank(a) - rank(b) || a.localeCompare(b));
}

/**
 * One account as a picture, drawn from what the judge allows: jobs within the network's boundary, data beside it, people
 * outside. An arrow into a store is a write, one out of it a read. `jobs`: the roles that run inside of the network.
 */
export function diagram(flows: readonly Flow[], parts: Parts, jobs: ReadonlySet<string>, title: string): string {
  const stores = storesOf(flows, parts);
  // Beside what it reads and writes most: arrows cross least.
  const height = (one: string) => {
    const rows = flows.filter((flow) => flow.who === one).map(({ what }) => stores.indexOf(what));
    return rows.reduce((sum, row) => sum + row, 0) / rows.length;
  };
  const who = (isJob: boolean) =>
    [...new Set(flows.map((flow) => flow.who))]
      .filter((one) => jobs.has(one) === isJob)
      .sort((a, b) => height(a) - height(b) || a.localeCompare(b));
  const [inside, outside] = [who(true), who(false)];
  const at = (list: readonly string[], one: string) => {
    const spread = stores.length / Math.max(list.length, 1);
    return top + 26 + Math.round((list.indexOf(one) + 0.5) * spread * rowHeight - rowHeight / 2);
  };
  const bottom = top + 26 + stores.length * rowHeight + 6;
  const { network, rules, alarms, trails } = parts;
  const boundary = network
    ? `<rect class="zone" x="14" y="${top - 14}" width="${width.who + 24}" height="${bottom - top + 14}" rx="8"/><text class="title" x="${left.jobs}" y="${top + 2}">VPC, ${network.isOpen ? 'with a way to the internet' : 'no internet'}</text><text class="small" x="${left.jobs}" y="${top + 16}">${network.endpoints} endpoint${network.endpoints === 1 ? '' : 's'}</text>`
    : `<text class="title" x="${left.jobs}" y="${top + 2}">jobs, in no network of ours</text>`;
  const arrows = flows.map(({ who: one, what, way }) => {
    const job = jobs.has(one);
    const y = (job ? at(inside, one) : at(outside, one)) + 10;
    const store = at(stores, what) + 10;
    const near = job ? left.jobs + width.who : left.people;
    const far = job ? left.stores : left.stores + width.store;
    const middle = (near + far) / 2;
    const [x1, y1, x2, y2] = way === 'write' ? [near, y, far, store] : [far, store, near, y];
    return `<path class="${way}" d="M${x1} ${y1}C${middle} ${y1} ${middle} ${y2} ${x2} ${y2}" marker-end="url(#${way})"/>`;
  });
  const tip = (id: string, color: string) =>
    `<marker id="${id}" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0 8 4 0 8z" style="fill:var(${color})"/></marker>`;
  const watched = [
    trails > 0 ? `${trails} CloudTrail trail${trails === 1 ? '' : 's'}` : 'CloudTrail of somebody else',
    ...[`${rules} rules`, `${alarms} alarms`],
  ].join(', ');
  return `<svg viewBox="0 0 970 ${bottom + 44}" role="img" aria-label="${html(title)}: ${html(flows.map(({ who: one, what, way }) => `${one} ${way}s ${what}`).join('; '))}">
<defs>${tip('read', '--accent')}${tip('write', '--bad')}</defs>
<rect class="account" x="4" y="22" width="962" height="${bottom + 18}" rx="10"/><text class="title" x="14" y="14">${html(title)}</text>
${boundary}<text class="title" x="${left.stores}" y="${top + 2}">data, outside the VPC, with its key</text><text class="title" x="${left.people}" y="${top + 2}">roles outside the VPC</text>
${arrows.join('\n')}
${inside.map((one) => box(left.jobs, at(inside, one), width.who, one)).join('')}
${stores.map((one) => store(at(stores, one), one, keyOf(one, parts))).join('')}
${outside.map((one) => box(left.people, at(outside, one), width.who, one)).join('')}
<text class="small" x="${left.jobs}" y="${bottom + 28}">Watched by ${html(watched)}. Blue: reads. Red: writes. Dashed: a service or another account.</text></svg>`;
}
