import { chart } from './chart.ts';
import type { Cold } from './cold.ts';
import { type Measured, median, type Sample } from './measure.ts';

const of = (samples: Sample[], key: keyof Sample) => samples.map((sample) => sample[key]);
const spread = (numbers: number[]) => {
  const sorted = numbers.toSorted((a, b) => a - b);
  return `${Math.round(sorted[sorted.length >> 2] as number)}–${Math.round(sorted[(sorted.length * 3) >> 2] as number)}`;
};
const ratio = (value: number, to: number) => `${(value / to).toFixed(1)}×`;
const row = (cells: (string | number)[]) => `| ${cells.join(' | ')} |`;

function table(head: string[], rows: (string | number)[][]): string {
  return [row(head), row(head.map((_, index) => (index === 0 ? '---' : '---:'))), ...rows.map(row)].join('\n');
}

/** Wall and processor time as ratios to bare node of the same run, so that two machines can be compared. */
export function generationTable(measured: Measured[]): string {
  const bare = measured[0]?.samples ?? [];
  const [wall, cpu] = [median(of(bare, 'wall')), median(of(bare, 'cpu'))];
  return table(
    ['', 'files', 'median ms', 'quartiles', 'relative to node', 'processor ms', 'relative to node', 'peak MB'],
    measured.map(({ name, files, samples }) => {
      const [walls, cpus] = [of(samples, 'wall'), of(samples, 'cpu')];
      const memory = Math.max(...of(samples, 'memory')) / 1024;
      return [
        name,
        files,
        Math.round(median(walls)),
        spread(walls),
        ratio(median(walls), wall),
        Math.round(median(cpus)),
        ratio(median(cpus), cpu),
        Math.round(memory),
      ];
    }),
  );
}

export const coldTable = (measured: Cold[]) =>
  table(
    ['', 'median ms', 'quartiles', 'processor ms'],
    measured.map(({ name, samples }) => {
      const walls = of(samples, 'wall');
      return [name, Math.round(median(walls)), spread(walls), Math.round(median(of(samples, 'cpu')))];
    }),
  );

export const promptTable = (measured: { name: string; times: number[] }[]) =>
  table(
    ['', 'median ms', 'quartiles'],
    measured.map(({ name, times }) => [name, Math.round(median(times)), spread(times)]),
  );

export const growthTable = (measured: Measured[]) =>
  table(
    ['templates', 'files written', 'median ms', 'processor ms', 'peak MB'],
    measured.map(({ name, files, samples }) => [
      name,
      files,
      Math.round(median(of(samples, 'wall'))),
      Math.round(median(of(samples, 'cpu'))),
      Math.round(Math.max(...of(samples, 'memory')) / 1024),
    ]),
  );

/** Seconds of processor time, wall time, and what one repository of the fleet costs. */
export const fleetTable = (measured: Measured[], size: number) =>
  table(
    ['', 'processor s', 'quartiles in ms', 'a repository, ms', 'median s', 'peak MB'],
    measured.map(({ name, samples }) => [
      name,
      (median(of(samples, 'cpu')) / 1000).toFixed(2),
      spread(of(samples, 'cpu')),
      (median(of(samples, 'cpu')) / size).toFixed(1),
      (median(of(samples, 'wall')) / 1000).toFixed(2),
      Math.round(Math.max(...of(samples, 'memory')) / 1024),
    ]),
  );

export function generationChart(measured: Measured[], node: string): string {
  const bare = median(of(measured[0]?.samples ?? [], 'cpu'));
  const bars = measured.map(({ name, files, samples }) => ({
    label: files > 0 ? `${name} (${files})` : name,
    value: median(of(samples, 'cpu')) / bare,
    ours: name.startsWith('create-secure-ml'),
  }));
  return chart(`Processor time of one new repository, to bare node (Node ${node}); files in brackets`, '×', bars);
}

/** create-vite's processor time, as often as a repository of ours may take it. */
const mostByMajor: Record<string, number> = { '20': 2.5, '22': 3, '24': 3 };

/** What holds and what does not, from the same numbers. */
export function budgets(
  generated: readonly { version: string; measured: Measured[] }[],
  coldly: Cold[],
  first: { name: string; times: number[] }[],
  surveyed: Measured[],
  fleetSize: number,
): string {
  const [{ measured } = { measured: [] }] = generated;
  const all = (of: Measured[], name: string) => of.find((each) => each.name.startsWith(name))?.samples ?? [];
  const wall = (name: string) => median(of(all(measured, name), 'wall'));
  const cpu = (from: Measured[], name: string) => median(of(all(from, name), 'cpu'));
  const memory = Math.max(...of(all(measured, 'create-secure-ml'), 'memory')) / 1024;
  const [coldVite = Number.NaN, coldOurs = Number.NaN] = coldly.map(({ samples }) => median(of(samples, 'wall')));
  const prompt = (name: string) => median(first.find((each) => each.name.startsWith(name))?.times ?? []);
  const slower = ['create-t3-app', 'projen', 'cdk init', 'copier'];
  const rows: [string, number, number][] = [
    ...generated.map(({ version, measured: there }): [string, number, number] => [
      `a new repository, relative to create-vite, Node ${version}`,
      cpu(there, 'create-secure-ml') / cpu(there, 'create-vite'),
      mostByMajor[version.split('.')[0] as string] ?? Number.NaN,
    ]),
    ...slower.map((name): [string, number, number] => [
      `a new repository, relative to ${name}`,
      wall('create-secure-ml') / wall(name),
      1,
    ]),
    ['cold start, relative to create-vite', coldOurs / coldVite, 1.1],
    ['first question, relative to sv', prompt('create-secure-ml') / prompt('sv'), 1.3],
    ['peak memory, MB', memory, 110],
    ...surveyed
      .filter(({ name }) => name.startsWith('secure-ml'))
      .map(({ name, samples }): [string, number, number] => [
        `${fleetSize} repositories, ${name}, s of processor time`,
        median(of(samples, 'cpu')) / 1000,
        8,
      ]),
  ];
  return table(
    ['what', 'budget', 'measured', ''],
    rows.map(([what, value, budget]) => [what, budget, value.toFixed(2), value <= budget ? 'holds' : 'does not hold']),
  );
}
