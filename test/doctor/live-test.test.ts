import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { chosen, filled, judged, type Step } from '../../templates/live-test/step.mjs';
import { root } from '../program.ts';

const templates = join(root, 'templates');
const steps: Step[] = JSON.parse(readFileSync(join(templates, 'live-test/steps.json'), 'utf8'));
const scripts = Object.keys(JSON.parse(readFileSync(join(templates, 'package.json.ejs'), 'utf8')).scripts);

describe('the live test', () => {
  it('has its page', () => {
    const page = readFileSync(join(templates, 'docs/live-test.md'), 'utf8').replaceAll(/ +/g, ' ');
    for (const { id, claim } of steps) expect(page).toContain(`| \`${id}\` | ${claim} |`);
  });

  it.each(steps)('$id is either typed by the program or done by a person', ({ run, by }) => {
    expect([run, by].filter(Boolean)).toHaveLength(1);
    for (const command of run ?? []) {
      expect(command).toMatch(/^(aws|npm|node) /);
      // It is started without a shell.
      expect(command).not.toMatch(/[|<>&;"'$`]/);
      const [, script] = /^npm run ([\w-]+)/.exec(command) ?? [];
      if (script) expect(scripts).toContain(script);
    }
  });

  it('takes the steps of the tier, from one on, or one alone', () => {
    const ids = (given: Partial<Parameters<typeof chosen>[1]>) =>
      chosen(steps, { tier: 'confidential', root: templates, ...given }).map(({ id }) => id);
    expect(ids({})).toContain('denied-read');
    expect(ids({ tier: 'internal' })).not.toContain('denied-read');
    expect(ids({})).toContain('prepare');
    expect(ids({ tier: 'restricted' })).toEqual(expect.arrayContaining(['pipeline-run']));
    expect(ids({ tier: 'restricted' })).not.toContain('prepare');
    expect(ids({ from: 'destroy' })).toEqual(['destroy', 'deploy-again']);
    expect(ids({ only: ['train'] })).toEqual(['train']);
    expect(ids({ from: 'nothing' })).toEqual([]);
  });

  it('runs no command that names what does not stand', () => {
    expect(filled('aws s3 ls {id:data:Raw}', {})).toBeUndefined();
    expect(filled('aws s3 ls {id:data:Raw}', { 'id:data:Raw': 'b' })).toBe('aws s3 ls b');
  });

  it('takes a denied call for right only where it was denied', () => {
    const step: Step = { id: 'x', claim: '', expect: 'denied' };
    expect(judged(step, { status: 254, output: 'An error occurred (AccessDenied)' })).toBe('as claimed');
    expect(judged(step, { status: 254, output: 'Could not connect' })).toBe('differs');
    expect(judged(step, { status: 0, output: '' })).toBe('differs');
    expect(judged({ ...step, expect: 'fails' }, { status: 0, output: '' })).toBe('differs');
    expect(judged({ id: 'x', claim: '', prints: 'yes' }, { status: 0, output: 'no' })).toBe('differs');
  });
});
