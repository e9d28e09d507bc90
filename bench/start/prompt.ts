import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawn } from '@lydell/node-pty';
import { bin, program } from './contestants.ts';
import { surroundings } from './measure.ts';

/** Milliseconds from the start until a terminal shows the first question. */
async function firstPrompt(command: string[], question: string): Promise<number> {
  const directory = mkdtempSync(join(tmpdir(), 'prompt-'));
  const { CI, NO_COLOR, ...environment } = surroundings;
  const before = performance.now();
  const child = spawn(process.execPath, command, { cwd: directory, cols: 80, rows: 40, env: environment as never });
  const taken = await new Promise<number>((done, failed) => {
    let shown = '';
    child.onData((data) => {
      shown += data;
      if (shown.includes(question)) done(performance.now() - before);
    });
    child.onExit(() => failed(new Error(`it ended before it asked: ${shown}`)));
  }).finally(() => child.kill('SIGKILL'));
  rmSync(directory, { recursive: true, force: true });
  return taken;
}

export async function prompts(rounds: number): Promise<{ name: string; times: number[] }[]> {
  const contestants = [
    { name: 'create-vite 9.3.0', command: [bin('create-vite')], question: 'Project name' },
    { name: 'sv 0.17.1', command: [bin('sv'), 'create', 'x', '--no-install'], question: 'Which template' },
    { name: 'create-secure-ml', command: [program, 'my-ml', '--no-install'], question: 'Region' },
  ].map((each) => ({ ...each, times: [] as number[] }));
  for (let round = 0; round <= rounds; round++) {
    for (const { command, question, times } of contestants) {
      const time = await firstPrompt(command, question);
      if (round > 0) times.push(time);
    }
  }
  return contestants.map(({ name, times }) => ({ name, times }));
}
