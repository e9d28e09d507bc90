import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { cutOff, runProgram } from '../../src/rehearse/container.ts';

const server = createServer((_, answer) => answer.end('reached'));
beforeAll(() => new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve)));
afterAll(() => server.close());

async function reach(isIsolated: boolean): Promise<string> {
  const { port } = server.address() as AddressInfo;
  const lines: string[] = [];
  const program = `fetch('http://127.0.0.1:${port}').then((answer) => answer.text()).then(console.log)`;
  const options = {
    ...{ cwd: process.cwd(), env: { PATH: process.env.PATH ?? '' }, seconds: 20, isIsolated },
    signal: new AbortController().signal,
  };
  return runProgram([process.execPath, '-e', program], options, lines).then(
    () => lines.join(''),
    (error: Error) => error.message,
  );
}

it('a job that is isolated reaches nothing, where the kernel cuts its network off', async () => {
  expect(await reach(false)).toBe('reached');
  expect(await reach(true)).toMatch((await cutOff()).length > 0 ? /^AlgorithmError: exit code 1/ : /^reached$/);
});
