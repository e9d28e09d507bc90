import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Verdict } from '../../templates/infra/controls/check.ts';
import { RowError } from '../../templates/judge/prove/row.ts';
import { AssemblyError } from '../../templates/judge/read/assembly.ts';

interface ControlResult {
  id: string;
  title: string;
  sentences: (Verdict & { sentence: string })[];
}

/** verify.ts is a program: each test starts it anew over results of its own. */
const folder = '../../templates/infra';
const read = vi.fn((_: string): unknown[] => ['assembly']);
const control = { declaration: { id: 'trail' } };
let results: ControlResult[] = [];

const argv = process.argv;
let printed: string[] = [];
let told: string[] = [];
beforeEach(() => {
  [printed, told] = [[], []];
  vi.spyOn(console, 'log').mockImplementation((line) => printed.push(String(line)));
  vi.spyOn(console, 'error').mockImplementation((line) => told.push(String(line)));
});
afterEach(() => {
  process.argv = argv;
  process.exitCode = 0;
  vi.restoreAllMocks();
  vi.resetModules();
});

async function verify(...words: string[]): Promise<number> {
  process.argv = [argv[0] as string, 'verify.ts', ...words];
  vi.doMock(`${folder}/../judge/read/assembly.ts`, () => ({ AssemblyError, readAssemblies: read }));
  vi.doMock(`${folder}/../judge/prove/row.ts`, () => ({ RowError }));
  vi.doMock(`${folder}/config.ts`, () => ({ readSettings: () => 'settings' }));
  vi.doMock(`${folder}/controls/catalog.ts`, () => ({ readControls: async () => [control] }));
  vi.doMock(`${folder}/prove.ts`, async () => ({
    failed: ({ sentences }: ControlResult) => sentences.some(({ failures }) => failures.length > 0),
    prove: (...given: unknown[]) => {
      expect(given).toEqual([['assembly'], [control], { settings: 'settings', enabled: ['trail'] }]);
      return results;
    },
  }));
  await import(`${folder}/verify.ts`);
  return Number(process.exitCode);
}

const result = (id: string, failures: string[], evidence = ['here']): ControlResult => ({
  id,
  title: `Title of ${id}`,
  sentences: [{ sentence: `sentence of ${id}`, evidence, failures }],
});

const duties = 'What no template proves is yours to see to: SECURITY.md, "What templates cannot prove".';

it('exits with 0 where all hold, and shows a row a control', async () => {
  results = [result('trail', []), result('macie', [], ['a', 'b'])];
  read.mockClear();
  expect(await verify()).toBe(0);
  expect(printed).toEqual([
    '✓ trail: Title of trail',
    '  ✓ sentence of trail (here)',
    '✓ macie: Title of macie',
    '  ✓ sentence of macie (2 found)',
    '\n2 of 2 hold',
    duties,
  ]);
  expect(read).toHaveBeenCalledWith('cdk.out');
});

it('exits with 1 where one does not, with the reasons below it', async () => {
  results = [result('trail', []), result('macie', ['first', 'second'])];
  expect(await verify()).toBe(1);
  expect(printed.slice(2)).toEqual([
    '✗ macie: Title of macie',
    '  ✗ sentence of macie',
    '      first',
    '      second',
    '\n1 of 2 hold, 1 do not',
    'What to do where one fails: docs/proofs.md, "Where one fails".',
    duties,
  ]);
});

it('reads the assembly that it is told', async () => {
  results = [];
  expect(await verify('--assembly', 'elsewhere')).toBe(0);
  expect(read).toHaveBeenLastCalledWith('elsewhere');
});

it('gives the results as JSON, and nothing else', async () => {
  results = [result('macie', ['why'])];
  expect(await verify('--json')).toBe(1);
  expect(printed).toEqual([JSON.stringify(results, null, 2)]);
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

it('hides no fault of its own', async () => {
  read.mockImplementationOnce(() => {
    throw new TypeError('a fault');
  });
  await expect(verify()).rejects.toThrow('a fault');
});
