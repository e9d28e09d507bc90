import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { CheckVerdict, ControlResult, ControlState } from '../../templates/judge/prove/controls.ts';

/** The judge's door, with results of its own behind it. */
const judge = '../../templates/judge';
const read = vi.fn((_: string): unknown[] => ['assembly']);
const subject = { judged: { settings: { name: 'my-ml', region: '', repository: '', accounts: {} } }, controls: [] };
const cast = { roles: {}, callers: {}, phrases: {}, opposites: {}, signIns: {} };
let results: ControlResult[] = [];

vi.mock('../../templates/judge/read/assembly.ts', async (original) => ({
  ...(await original<object>()),
  readAssemblies: (directory: string) => read(directory),
}));
vi.mock('../../templates/judge/prove/controls.ts', async (original) => ({
  ...(await original<object>()),
  prove: (...given: unknown[]) => {
    expect(given).toEqual([['assembly'], subject.controls, subject.judged, cast]);
    return results;
  },
}));

const { AssemblyError } = await import(`${judge}/read/assembly.ts`);
const { RowError } = await import(`${judge}/prove/row.ts`);
const { runJudge } = (await import(`${judge}/cli.ts`)) as typeof import('../../templates/judge/cli.ts');

let printed: string[] = [];
let told: string[] = [];
beforeEach(() => {
  [printed, told] = [[], []];
  vi.spyOn(console, 'log').mockImplementation((line) => printed.push(String(line)));
  vi.spyOn(console, 'error').mockImplementation((line) => told.push(String(line)));
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

const verify = (...words: string[]) => runJudge('verify', words, async () => ({ ...subject, cast }));

const sentence = (id: string, state: ControlState, { evidence, failures }: CheckVerdict) => ({
  ...{ sentence: `sentence of ${id}`, state, evidence, failures },
});
const result = (id: string, state: ControlState, failures: string[] = [], evidence = ['here']): ControlResult => ({
  ...{ id, title: `Title of ${id}`, state },
  sentences: [sentence(id, failures.length > 0 ? 'fails' : 'holds', { evidence, failures })],
});

const duties = 'What no template can prove is your duty: SECURITY.md, "What templates cannot prove".';

it('exits with 0 where all hold, and shows a row a control', async () => {
  results = [result('trail', 'holds'), result('macie', 'holds', [], ['a', 'b'])];
  read.mockClear();
  expect(await verify()).toBe(0);
  expect(printed.join('\n').split('\n')).toEqual([
    '✓ trail: Title of trail',
    '  ✓ sentence of trail (here)',
    '✓ macie: Title of macie',
    '  ✓ sentence of macie (2 found)',
    '',
    '2 of 2 controls hold',
    duties,
  ]);
  expect(read).toHaveBeenCalledWith('cdk.out');
});

it('exits with 1 where one does not, with the reasons below it', async () => {
  results = [result('trail', 'holds'), result('macie', 'fails', ['first', 'second'])];
  expect(await verify()).toBe(1);
  expect(printed.join('\n').split('\n').slice(2)).toEqual([
    '✗ macie: Title of macie',
    '  ✗ sentence of macie',
    '      first',
    '      second',
    '',
    '1 of 2 controls hold, 1 does not',
    'What to do where one fails: docs/proofs.md, "When a proof fails".',
    duties,
  ]);
});

it('counts what is asked of all templates together apart from the controls', async () => {
  results = [result('trail', 'holds'), { ...result('access', 'fails', ['a row']), isGeneral: true }];
  await verify();
  expect(printed.join('\n')).toContain('\n1 of 1 controls hold; 0 of 1 general checks hold, 1 does not\n');
});

it('does not count what somebody else fulfils as holding, and asks nobody to look', async () => {
  results = [result('trail', 'holds'), result('guardduty', 'inherited')];
  expect(await verify()).toBe(0);
  expect(printed.join('\n')).toContain('○ guardduty: Title of guardduty (inherited: somebody else fulfils it)');
  expect(printed.join('\n')).toContain('\n1 of 1 controls hold, 1 inherited\n');
});

it('exits with 1 where nothing was there to look at: that does not hold', async () => {
  results = [
    { ...result('macie', 'not proven'), sentences: [sentence('macie', 'not proven', { evidence: [], failures: [] })] },
  ];
  expect(await verify()).toBe(1);
  expect(printed.join('\n')).toContain('  ? sentence of macie (nothing found to look at)');
  expect(printed.join('\n')).toContain('0 of 1 controls hold, 1 not proven');
});

it('reads the assembly that it is told', async () => {
  results = [];
  expect(await verify('--assembly', 'elsewhere')).toBe(0);
  expect(read).toHaveBeenLastCalledWith('elsewhere');
});

it('gives the results as JSON, and nothing else', async () => {
  results = [result('macie', 'fails', ['why'])];
  expect(await verify('--json')).toBe(1);
  expect(printed).toEqual([JSON.stringify(results, null, 2)]);
});

it('prints nothing that a terminal or a runner takes for a command', async () => {
  vi.stubEnv('GITHUB_ACTIONS', 'true');
  results = [result('macie', 'fails', ['\u001b[2Jgone', '::add-mask::all'])];
  await verify();
  expect(printed.join('\n')).not.toMatch(new RegExp(`${String.fromCharCode(27)}|^\\s*::`, 'm'));
});

it.each([new AssemblyError('run "npm run synth" first'), new RowError('line 3')])(
  'exits with 2 where it cannot judge, with what to do: %s',
  async (error) => {
    read.mockImplementationOnce(() => {
      throw error;
    });
    expect(await verify()).toBe(2);
    expect(told).toEqual([error.message]);
    expect(printed).toEqual([]);
  },
);

it('refuses an option that it does not have, in one line', async () => {
  expect(await verify('--assemly', 'elsewhere')).toBe(2);
  expect(told).toEqual([expect.stringContaining("'--assemly'")]);
  expect(printed).toEqual([]);
});

it('hides no bug of its own', async () => {
  read.mockImplementationOnce(() => {
    throw new TypeError('a bug');
  });
  await expect(verify()).rejects.toThrow('a bug');
});
