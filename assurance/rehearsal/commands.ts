import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { bundle } from '../../scripts/bundle.ts';
import type { Command } from './part.ts';
import { type Plant, planted, plants } from './plants.ts';

const root = new URL('../..', import.meta.url).pathname;

/** What is left of rehearsals: their folders with what is in them, and processes that name one. */
export async function left(): Promise<string[]> {
  const folders = readdirSync(tmpdir())
    .filter((name) => name.startsWith('secure-ml-rehearse-'))
    .flatMap((name) => [name, ...readdirSync(join(tmpdir(), name), { recursive: true, encoding: 'utf8' })]);
  const { stdout } = await execa('pgrep', ['-fa', 'secure-ml-rehearse-|from moto.server'], { reject: false });
  return [...folders, ...stdout.split('\n').filter((line) => line && !line.includes('pgrep'))];
}

export interface Ran {
  code: number | undefined;
  text: string;
  seconds: number;
}

/** The program as it is built, as somebody types it: Ctrl-C would end what tsx compiles with too. `within` comes before it: another network, other variables. */
export async function typed(
  repository: string,
  words: string[] = [],
  { within = [], env = {}, stopAfter }: { within?: string[]; env?: Record<string, string>; stopAfter?: number } = {},
): Promise<Ran> {
  const started = Date.now();
  const program = ['node', join(root, 'dist/bin.cjs'), 'rehearse', '--directory', repository];
  const [first = '', ...rest] = [...within, ...program, '--trust-repository', '--assembly', 'cdk.out', ...words];
  // A group of its own, which a terminal would send Ctrl-C to.
  const child = execa(first, rest, { cwd: root, env, reject: false, all: true, stdin: 'ignore', detached: true });
  const timer =
    stopAfter === undefined
      ? undefined
      : setTimeout(() => child.pid && process.kill(-child.pid, 'SIGINT'), stopAfter * 1000);
  const { exitCode, signal, all = '' } = await child;
  clearTimeout(timer);
  // What SIGINT itself ended, before the program heeds it, is 130 to a shell.
  const code = exitCode ?? (signal === 'SIGINT' ? 130 : undefined);
  return { code, text: all, seconds: (Date.now() - started) / 1000 };
}

/** A network namespace with nothing but loopback, where the kernel lets one have it. */
export async function alone(): Promise<string[] | undefined> {
  const words = ['unshare', '--user', '--map-root-user', '--net', 'sh', '-c', 'ip link set lo up && exec "$@"', 'sh'];
  const { exitCode } = await execa('unshare', [...words.slice(1), 'true'], { reject: false });
  return exitCode === 0 ? words : undefined;
}

/** A proxy and an index where nothing listens. */
export const dead = {
  ...Object.fromEntries(
    ['HTTP_PROXY', 'HTTPS_PROXY', 'http_proxy', 'https_proxy', 'ALL_PROXY'].map((name) => [name, 'http://127.0.0.1:9']),
  ),
  ...{ NODE_USE_ENV_PROXY: '1', PIP_INDEX_URL: 'http://127.0.0.1:9/simple' },
};

const stops = [1, 3, 6, 12];

/** The command under what people have around it. */
export async function commandsOf(
  repository: string,
  other: string,
  expectThat: (what: string, holds: boolean) => boolean,
): Promise<Command[]> {
  const all: Command[] = [];
  const tell = (what: string, { code, seconds, text }: Ran, wanted: number) => {
    const holds = code === wanted;
    expectThat(`${what}: exit ${code}${holds ? '' : `\n${text.split('\n').slice(-8).join('\n')}`}`, holds);
    all.push({ what: `${what}: exit ${wanted}`, seconds, holds });
  };
  await bundle();
  // Of a rehearsal that somebody killed on this machine, not of these.
  const before = new Set(await left());
  // Installs where this machine has not, with the network that the next ones do not get.
  tell('as somebody types it', await typed(repository), 0);
  const within = await alone();
  if (within) tell('in a network of loopback alone', await typed(repository, [], { within }), 0);
  else expectThat('this kernel gives no network of its own: not tried', true);
  tell('behind a proxy and an index that are dead', await typed(repository, [], { env: dead }), 0);
  const [one, two] = await Promise.all([typed(repository), typed(other, ['-o', 'second.html'])]);
  tell('two at once, the first', one, 0);
  tell('two at once, the second', two, 0);
  const [wide] = plants.slice(-1) as [Plant];
  tell(wide.title, await planted(repository, wide, () => typed(repository)), 1);
  for (const stopAfter of stops) {
    tell(`Ctrl-C after ${stopAfter} s`, await typed(repository, [], { stopAfter }), 130);
  }
  // What was being started when it stopped ends with its parent.
  await new Promise((resolve) => setTimeout(resolve, 2000));
  const rest = (await left()).filter((each) => !before.has(each));
  const holds = expectThat(`nothing is left of them ${rest.join(', ')}`, rest.length === 0);
  all.push({ what: 'afterwards: no process and no folder is left', seconds: 0, holds });
  return all;
}
