import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { program, quietSurroundings, scratchDirectory } from './program.ts';

/** Starts a program whose standard output is a small pipe, read slowly or not at all; prints its exit code and what it wrote. */
const script = `
import fcntl, json, os, subprocess, sys, time
how, *command = sys.argv[1:]
read, write = os.pipe()
if hasattr(fcntl, 'F_SETPIPE_SZ'): fcntl.fcntl(write, fcntl.F_SETPIPE_SZ, 4096)
if how == 'waits': os.set_blocking(write, False)
started = subprocess.Popen(command, stdout=write, stderr=subprocess.PIPE)
os.close(write)
text = b''
if how == 'leaves': os.close(read)
else:
    time.sleep(1)
    while part := os.read(read, 999):
        text += part
        time.sleep(0.001)
print(json.dumps({'exit': started.wait(), 'text': text.decode(), 'errors': started.stderr.read().decode()}))
`;

const cwd = scratchDirectory();
const usual = ['my-ml', '--yes', '--dry-run', '--json'];

function run(how: 'takes' | 'waits' | 'leaves', words = usual): { exit: number; text: string; errors: string } {
  const command = ['-c', script, how, process.execPath, program, ...words];
  const env = { ...process.env, ...quietSurroundings };
  return JSON.parse(execFileSync('python3', command, { cwd, env, encoding: 'utf8' }));
}

it.each(['takes', 'waits'] as const)('all is written to a pipe that is full at times (%s)', (how) => {
  const { exit, text, errors } = run(how);
  expect(exit, errors).toBe(0);
  expect(text.length).toBeGreaterThan(20_000);
  expect(JSON.parse(text).files.length).toBeGreaterThan(500);
});

it.each(['takes', 'waits'] as const)('so is a refusal, though the program ends with it (%s)', (how) => {
  const wrong = Object.fromEntries([...Array(200).keys()].map((at) => [`regionn${at}`, 1]));
  writeFileSync(join(cwd, 'answers.json'), JSON.stringify(wrong));
  const { exit, text } = run(how, ['my-ml', '--yes', '--json', '--answers', 'answers.json']);
  expect(exit).toBe(2);
  expect(JSON.parse(text).error.faults).toHaveLength(200);
});

it('whoever stops reading is no fault of the program', () => {
  const { exit, errors } = run('leaves');
  expect(errors).not.toContain('EPIPE');
  expect(exit).toBe(0);
});
