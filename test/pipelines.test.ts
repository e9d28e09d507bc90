import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packCode } from '../templates/infra/pipelines/archive.ts';
import { definitionThatRefuses, filledDefinition } from '../templates/infra/pipelines/definition.ts';
import { unready } from '../templates/infra/pipelines/ready.ts';

const ml = new URL('../templates/ml/', import.meta.url).pathname;

describe('the code of a pipeline', () => {
  const { content, digest } = packCode();
  const tar = (...words: string[]) => execFileSync('tar', words, { input: content, maxBuffer: 1 << 26 });

  it('is an archive that tar reads, with the files of the workload and nothing else', () => {
    const listed = tar('-tzf', '-').toString().trim().split('\n').sort();
    const workload = readdirSync(join(ml, 'workload')).flatMap((name) =>
      name.endsWith('.py') ? [`workload/${name}`] : [],
    );
    expect(listed).toEqual(['model.json', 'train.py', ...workload].sort());
  });

  it('has each file as it is', () => {
    for (const path of ['model.json', 'workload/train.py']) {
      expect(tar('-xzOf', '-', path)).toEqual(readFileSync(join(ml, path)));
    }
  });

  it('is named by its hash, and equal files make equal bytes', () => {
    expect(digest).toBe(createHash('sha256').update(content).digest('hex'));
    expect(packCode().digest).toBe(digest);
    const long = tar('-tvzf', '-', '--numeric-owner', '--utc').toString().trim().split('\n');
    expect(long.filter((line) => !/^-rw-r--r-- 0\/0 +\d+ 1970-01-01 00:00 /.test(line))).toEqual([]);
  });
});

describe('a definition', () => {
  const values = { name: 'my-ml', size: 30, none: undefined, subnets: ['a', 'b'], flag: false };

  it.each([
    ['a name alone is its value, of its kind', '{size}', 30],
    ['false is a value', '{flag}', false],
    ['a name within a text is text', 's3://{name}/{size}', 's3://my-ml/30'],
    ['a list of one name is that list', ['{subnets}'], ['a', 'b']],
    ['a list of one plain value stays a list', ['{name}'], ['my-ml']],
    ['what has no value is left out', { a: '{none}', b: 1 }, { b: 1 }],
    ['what has nothing left is left out as well', { a: { b: '{none}' }, c: 1 }, { c: 1 }],
    ['what was empty stays empty', { a: {} }, { a: {} }],
    ['a flag goes with its value', ['--key', '{none}', '--name', '{name}'], ['--name', 'my-ml']],
    ['a flag at the end stays', ['{name}', '--isolated'], ['my-ml', '--isolated']],
    ['null and numbers stay', { a: null, b: 0 }, { a: null, b: 0 }],
  ])('%s', (_, part, made) => {
    expect(filledDefinition(part, values)).toEqual(made);
  });

  it('with a name that is nothing here is refused', () => {
    expect(() => filledDefinition({ a: ['x {other}'] }, values)).toThrow('names {other}, which is nothing here');
    expect(() => filledDefinition('{constructor}', values)).toThrow('names {constructor}');
  });

  it('that is not ready has one step, which fails and says why', () => {
    expect(definitionThatRefuses('npm run image:pin').Steps).toEqual([
      { Name: 'not-ready', Type: 'Fail', Arguments: { ErrorMessage: 'npm run image:pin' } },
    ]);
  });
});

it('a new repository has to pin its image and bring what that lacks', () => {
  expect(unready()).toEqual(['npm run image:pin', 'npm run vendor']);
});
