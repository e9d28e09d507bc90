import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Answers, tiers } from '../../src/answers/answers.ts';
import { templates } from '../../src/package.ts';
import { readKinds } from '../../src/units/kind.ts';
import { takenNames } from '../../src/units/taken.ts';
import { nameFault } from '../../src/units/unit.ts';
import { judge, makeScratch, writeVariant } from '../support/variant.ts';
import { unitsOf } from './samples.ts';

const scratch = makeScratch();
afterAll(scratch.remove);

/** PipelineAFailedRule1A2B3C4D as a unit's name and what comes after it: pipeline-a-failed-rule. */
const plainId = (logicalId: string) =>
  logicalId
    .replace(/[0-9A-F]{8}$/, '')
    .replace(/(?<!^)[A-Z]/g, '-$&')
    .toLowerCase();

/** What the templates below a folder call things: proof names, names in AWS after the project's, and constructs. */
function namesIn(directory: string, withIds = false): Set<string> {
  const out = join(directory, 'cdk.out');
  const files = readdirSync(out, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.template.json'),
  );
  const found = files.flatMap((file) => {
    const { Metadata, Resources } = JSON.parse(readFileSync(join(out, file), 'utf8'));
    const resources = Object.values(Resources as Record<string, { Properties?: Record<string, unknown> }>);
    const physical = resources.flatMap(({ Properties = {} }) =>
      Object.entries(Properties).flatMap(([key, value]) =>
        /Name$/.test(key) && typeof value === 'string' ? (/^my-ml-(.+)/.exec(value)?.[1] ?? []) : [],
      ),
    );
    return [
      ...Object.keys(Metadata?.Names ?? {}),
      ...physical,
      ...(withIds ? Object.keys(Resources).map(plainId) : []),
    ];
  });
  return new Set(found);
}

const plain: Set<string> = new Set();
const suffixes: Set<string> = new Set();
/** By kind, the parts that no `ends` of it names. */
const undeclared: Set<string> = new Set();
beforeAll(async () => {
  const folders = tiers.flatMap((sensitivity) => {
    const answers = { sensitivity, network: 'create', repository: 'acme/ml' } satisfies Partial<Answers>;
    const units = unitsOf(answers);
    return [
      { units: [], directory: writeVariant(scratch.directory, `${sensitivity}-plain`, answers) },
      { units, directory: writeVariant(scratch.directory, `${sensitivity}-units`, answers, units) },
    ];
  });
  await judge(
    'templates',
    folders.map(({ directory }) => directory),
  );
  for (const { units, directory } of folders) {
    const names = namesIn(directory);
    if (units.length === 0) for (const name of names) plain.add(name);
    for (const unit of units) {
      for (const name of names) if (name.startsWith(`${unit.name}-`)) suffixes.add(name.slice(unit.name.length));
      const { ends = [] } = readKinds(templates).find(({ kind }) => kind === unit.kind) ?? {};
      for (const name of namesIn(directory, true)) {
        const part = name.startsWith(`${unit.name}-`) ? name.slice(unit.name.length + 1) : '';
        if (part && !ends.some((end) => part.startsWith(end))) undeclared.add(`${unit.kind}: ${part}`);
      }
    }
  }
}, 300_000);

it('a unit is not named as something that is there, nor so that what it makes would be', () => {
  expect(suffixes).toContain('-failed');
  const inTheWay = [...plain].flatMap((name) => [
    name,
    ...[...suffixes].filter((end) => name.endsWith(end)).map((end) => name.slice(0, -end.length)),
  ]);
  const taken = takenNames();
  const open = inTheWay.filter((name) => /^[a-z][a-z0-9-]*$/.test(name) && nameFault(name, taken) === undefined);
  expect([...new Set(open)].sort()).toEqual([]);
});

it('what a unit’s parts are called after its name is in the ends of its kind', () => {
  expect([...undeclared].sort()).toEqual([]);
});
