import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { root } from './program.ts';

/** .ci/run with an npm that notes what it is told, and breaks where it is told `broken`. */
const scratch = mkdtempSync(join(tmpdir(), 'ci-run-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));
const log = join(scratch, 'log');
mkdirSync(join(scratch, 'bin'));
cpSync(join(root, '.ci'), join(scratch, '.ci'), { recursive: true });
const npm = `#!/bin/sh
echo "$*" >>'${log}'
echo "said by $*"
[ "$*" != "$BROKEN" ] || exit 3
`;
writeFileSync(join(scratch, 'bin/npm'), npm);
chmodSync(join(scratch, 'bin/npm'), 0o755);

function ran(broken: string): { status: number | null; stdout: string; steps: string[] } {
  rmSync(log, { force: true });
  const env = { ...process.env, PATH: `${join(scratch, 'bin')}:${process.env.PATH}`, BROKEN: broken };
  const { status, stdout } = spawnSync(join(scratch, '.ci/run'), { env, encoding: 'utf8' });
  return { status, stdout, steps: existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : [] };
}

describe.skipIf(process.platform === 'win32')('what CI runs', () => {
  const whole = ran('nothing');

  it('shows what each step says, those that go side by side apart', () => {
    expect(whole.status).toBe(0);
    expect(whole.steps.length).toBe(10);
    expect(whole.stdout.match(/(?<=said by ).*/g)?.toSorted()).toEqual(whole.steps.toSorted());
    const [stranger, tamper, rehearsal] = ['test:stranger', 'tamper', 'rehearsal'].map((step) =>
      whole.stdout.indexOf(`said by run ${step}`),
    );
    expect([stranger, tamper, rehearsal].toSorted((a = 0, b = 0) => a - b)).toEqual([stranger, tamper, rehearsal]);
  });

  it.each(whole.steps)('fails where this fails: npm %s', (step) => {
    const { status, stdout, steps } = ran(step);
    expect(status).toBe(3);
    expect(stdout).toContain(`said by ${step}`);
    // Nothing that comes after it is begun.
    expect(steps.length).toBeLessThan(whole.steps.length + (step === 'run sabotage' ? 1 : 0));
  });
});
