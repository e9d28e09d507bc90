import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import xterm from '@xterm/headless';
import { keys, openTerminal } from '../test/terminal.ts';
import { bundle } from './bundle.ts';

/** `npm run demo`: a real run in a terminal of 80 columns, with every default taken, as docs/demo.svg. */
const [columns, rows] = [80, 70];

async function record(): Promise<string> {
  const cwd = mkdtempSync(join(tmpdir(), 'demo-'));
  writeFileSync(join(cwd, 'gitconfig'), '[user]\n name = Ops\n email = ops@example.com\n');
  const env = { GIT_CONFIG_GLOBAL: join(cwd, 'gitconfig'), GIT_CONFIG_NOSYSTEM: '1', AWS_CONFIG_FILE: '/nonexistent' };
  const terminal = openTerminal(['my-ml', '--no-install'], { cwd, cols: columns, rows, env });
  const asked = [
    '? Region',
    '? How sensitive',
    '? Buckets',
    '? Where do alerts',
    '\n? E-mail',
    '? Alert from',
    '? Customize',
  ];
  for (const question of [...asked, '? Write it']) {
    await terminal.until(question);
    terminal.type(keys.enter);
  }
  if ((await terminal.exit) !== 0) throw new Error(terminal.screen());
  rmSync(cwd, { recursive: true, force: true });
  return terminal.raw();
}

const palette: Record<number, string> = {
  1: '#ff7b72',
  2: '#56d364',
  3: '#e3b341',
  4: '#79c0ff',
  6: '#56d4dd',
  8: '#8b949e',
};
const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

/** One line of the screen: runs of cells that look alike. */
function spans(line: xterm.IBufferLine): string {
  const parts: { text: string; look: string }[] = [];
  for (let x = 0; x < columns; x++) {
    const cell = line.getCell(x);
    if (!cell) continue;
    const colour = cell.isDim() ? '#8b949e' : cell.isFgDefault() ? undefined : palette[cell.getFgColor() % 8 || 8];
    const look = `${colour ? ` fill="${colour}"` : ''}${cell.isBold() ? ' font-weight="bold"' : ''}`;
    const last = parts.at(-1);
    const text = cell.getChars() || ' ';
    if (last && (last.look === look || text === ' ')) last.text += text;
    else parts.push({ text, look });
  }
  return parts
    .map(({ text, look }) => (look ? `<tspan${look}>${escaped(text)}</tspan>` : escaped(text)))
    .join('')
    .trimEnd();
}

async function svgOf(raw: string): Promise<string> {
  const screen = new xterm.Terminal({ cols: columns, rows, scrollback: 500, allowProposedApi: true });
  await new Promise<void>((done) => screen.write(raw, done));
  const buffer = screen.buffer.active;
  const lines = Array.from({ length: buffer.length }, (_, y) => buffer.getLine(y)).filter((line) => line !== undefined);
  const last = lines.findLastIndex((line) => line.translateToString(true) !== '');
  const shown = ['$ npm init secure-ml my-ml', ...lines.slice(0, last + 1).map(spans)];
  const [advance, height] = [8.4, 18];
  const texts = shown.map((text, y) => `<text x="16" y="${28 + y * height}" xml:space="preserve">${text}</text>`);
  const [width, tall] = [Math.ceil(32 + columns * advance), 30 + shown.length * height];
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${tall}" role="img" aria-label="A run of npm init secure-ml">
<rect width="${width}" height="${tall}" rx="6" fill="#0d1117"/>
<g fill="#e6edf3" font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, monospace" font-size="14">
${texts.join('\n')}
</g>
</svg>
`;
}

await bundle();
writeFileSync(fileURLToPath(new URL('../docs/demo.svg', import.meta.url)), await svgOf(await record()));
