import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { workerMark } from './mark.ts';
import { type Newest, type Standing, unknownStanding } from './survey.ts';

/** What one repository may take. No repository of ours needs a tenth of it. */
export interface Limits {
  milliseconds: number;
  /** Of the heap; files are bounded as they are read. */
  megabytes: number;
}

export const limits: Limits = { milliseconds: 10_000, megabytes: 512 };
const mostWorkers = 4;

/** The built program is a worker where it is started as one. In a checkout, tsx loads the worker's own file. */
const checkout = import.meta.url.endsWith('.ts');
const source = new URL('worker.ts', import.meta.url).href;
const loading = `import('tsx/esm/api').then(({ register }) => { register(); return import('${source}'); })`;
const entry = checkout ? loading : fileURLToPath(new URL('main.cjs', import.meta.url));

/** One worker, asked about one repository at a time. */
class Surveyor {
  readonly #worker: Worker;
  #answer: (answer: Standing | string) => void = () => undefined;

  constructor(data: WorkerData, { megabytes }: Limits) {
    this.#worker = new Worker(entry, {
      workerData: data,
      argv: [workerMark],
      resourceLimits: { maxOldGenerationSizeMb: megabytes },
      eval: checkout,
    });
    this.#worker.on('message', (standing: Standing) => this.#answer(standing));
    this.#worker.on('error', ({ code, message }: NodeJS.ErrnoException) => {
      const memory = code === 'ERR_WORKER_OUT_OF_MEMORY';
      this.#answer(memory ? `it takes more than ${megabytes} MB of memory` : `it stops the program: ${message}`);
    });
    this.#worker.on('exit', (code) => this.#answer(`it ends the program with ${code}`));
  }

  /** What it answers; a text where it broke or took too long: then it is of no use any more. */
  async ask(directory: string, milliseconds: number): Promise<Standing | string> {
    let timer: NodeJS.Timeout | undefined;
    try {
      return await new Promise<Standing | string>((answer) => {
        this.#answer = answer;
        timer = setTimeout(() => answer(`it takes longer than ${milliseconds / 1000} s`), milliseconds);
        this.#worker.postMessage(directory);
      });
    } finally {
      clearTimeout(timer);
    }
  }

  async end(): Promise<void> {
    await this.#worker.terminate();
  }
}

/** Surveys repositories one after the other, with a new worker after each that broke it. */
async function surveySome(next: () => number | undefined, standings: Standing[], data: WorkerData, most: Limits) {
  let surveyor: Surveyor | undefined;
  for (let at = next(); at !== undefined; at = next()) {
    surveyor ??= new Surveyor(data, most);
    const { directory } = standings[at] as Standing;
    const answer = await surveyor.ask(directory, most.milliseconds);
    standings[at] = typeof answer === 'string' ? { ...unknownStanding(directory), fault: answer } : answer;
    if (typeof answer !== 'string') continue;
    await surveyor.end();
    surveyor = undefined;
  }
  await surveyor?.end();
}

/** What a worker is started with; then it is sent one directory after the other. */
export interface WorkerData {
  kind: 'survey';
  newest: Newest;
  today: string;
}

/** How each repository is, in the order given. Whatever one of them does to its worker is the fault in its own row. */
export async function surveyAll(
  directories: readonly string[],
  newest: Newest,
  today: string,
  most: Limits = limits,
): Promise<Standing[]> {
  const standings: Standing[] = directories.map(unknownStanding);
  let started = 0;
  const next = () => (started < directories.length ? started++ : undefined);
  const workers = Math.min(mostWorkers, availableParallelism(), directories.length);
  const data: WorkerData = { kind: 'survey', newest, today };
  await Promise.all([...Array(workers)].map(() => surveySome(next, standings, data, most)));
  return standings;
}
