import { describe, expect, it } from 'vitest';
import { lookAt } from '../../templates/doctor/check.mjs';
import { machine, nodeFits } from '../../templates/doctor/machine.mjs';
import { recorded, repository, type Said } from './recorded.ts';

const right: Record<string, Said> = { npm: { omit: [] }, git: {} };

async function look(answers: Record<string, Said>, more: Record<string, unknown> = {}) {
  const { programs } = recorded({ aws: {}, gh: {}, programs: { ...right, ...answers } });
  const run: typeof programs.run = async (program, words) =>
    program.startsWith('python') && answers.python !== null
      ? { status: 0, stdout: 'Python 3.12.1', stderr: '' }
      : programs.run(program, words);
  const context = { run, environment: {}, node: '22.11.0', windows: false, repository: repository(), ...more };
  const { checks } = await lookAt('This machine', machine, context);
  return checks.flatMap(({ id, findings }) => findings.map(({ level, what }) => `${id} ${level}: ${what}`));
}

describe('this machine', () => {
  it('has no finding where all is there', async () => {
    expect(await look({})).toEqual([]);
  });

  it.each([
    ['npm leaves development packages out', { npm: { omit: ['dev'] } }, {}, /^npm error: .*omit=dev/],
    [
      'so says NODE_ENV',
      { npm: { omit: ['dev'] } },
      { environment: { NODE_ENV: 'production' } },
      /^npm error: NODE_ENV/,
    ],
    ['npm leaves out what is for this machine', { npm: { omit: ['optional'] } }, {}, /^npm error: .*omit=optional/],
    ['npm installs nothing', { npm: { 'package-lock-only': true } }, {}, /^npm error: .*package-lock-only=true/],
    ['npm makes no commands', { npm: { 'bin-links': false } }, {}, /^npm error: .*bin-links=false/],
    ['npm ignores the lock', { npm: { 'package-lock': false } }, {}, /^npm error: .*package-lock=false/],
    ['npm installs globally', { npm: { location: 'global' } }, {}, /^npm error: .*globally/],
    ['npm is absent', { npm: null }, {}, /^npm error: npm is not installed/],
    ['git is absent', { git: null }, {}, /^git error/],
    ['Python is absent', { python: null, python3: null }, {}, /^python error/],
    ['Node is old', {}, { node: '20.11.0' }, /^node error: Node.js 20.11.0/],
    ['nothing is synthesized', {}, { repository: { ...repository(), stacks: [] } }, /^installed note/],
  ])('is told where %s', async (_, answers, more, expected) => {
    expect(await look(answers, more)).toEqual([expect.stringMatching(expected)]);
  });

  it('has no finding where NODE_ENV is production and the .npmrc has npm include its tools all the same', async () => {
    const npm = { omit: [], include: ['dev', 'optional'], production: true };
    expect(await look({ npm }, { environment: { NODE_ENV: 'production' } })).toEqual([]);
  });

  it('takes the versions of Node that package.json names', () => {
    expect(['20.17.0', '22.9.0', '23.0.0', '26.1.0'].every(nodeFits)).toBe(true);
    expect(['18.20.0', '20.16.9', '21.7.0', '22.8.0'].some(nodeFits)).toBe(false);
  });
});
