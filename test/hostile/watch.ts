import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { root } from '../program.ts';
import type { Outcome, Task } from './runner.ts';

/** A process that runs one command after the other, and a new one after each that did not end. */
export class Runner {
  readonly #environment: NodeJS.ProcessEnv;
  readonly #seconds: number;
  #child: ChildProcessByStdio<Writable, Readable, null> | undefined;
  #lines: AsyncIterator<string> | undefined;

  constructor(environment: NodeJS.ProcessEnv, seconds: number) {
    this.#environment = environment;
    this.#seconds = seconds;
  }

  async run(task: Task): Promise<Outcome> {
    if (!this.#child) {
      const words = ['--import', 'tsx', join(root, 'test/hostile/runner.ts')];
      this.#child = spawn(process.execPath, words, {
        cwd: root,
        env: this.#environment,
        stdio: ['pipe', 'pipe', 'inherit'],
      });
      this.#lines = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]();
      // Loading is not part of what is measured.
      await this.#ask({ directory: root, words: ['check'] }, 60);
    }
    return this.#ask(task, this.#seconds);
  }

  async #ask(task: Task, most: number): Promise<Outcome> {
    this.#child?.stdin.write(`${JSON.stringify(task)}\n`);
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<undefined>((done) => {
      timer = setTimeout(() => done(undefined), most * 1000);
    });
    const line = await Promise.race([this.#lines?.next(), late]);
    clearTimeout(timer);
    if (line && !line.done) return JSON.parse(line.value) as Outcome;
    this.end();
    return { exit: -1, said: line ? 'it ended the program' : `not done in ${most} s` };
  }

  end(): void {
    this.#child?.kill('SIGKILL');
    this.#child = undefined;
  }
}

/** Every path below a folder with what it is: what changed is seen without reading it. */
export function snapshot(
  folder: string,
  leave: (path: string) => boolean,
  path = '',
  found = new Map<string, string>(),
) {
  for (const name of readdirSync(join(folder, path))) {
    const below = path ? `${path}/${name}` : name;
    if (leave(below)) continue;
    const { mode, size, mtimeMs, ino } = lstatSync(join(folder, below));
    const isFolder = (mode & 0o170000) === 0o040000;
    found.set(below, isFolder ? `${mode}` : `${mode} ${size} ${mtimeMs} ${ino}`);
    if (isFolder) snapshot(folder, leave, below, found);
  }
  return found;
}

export function changes(before: Map<string, string>, after: Map<string, string>): string[] {
  return [...new Set([...before.keys(), ...after.keys()])].filter((path) => before.get(path) !== after.get(path));
}
