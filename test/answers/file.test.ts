import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { flatten, readAnswersFile } from '../../src/answers/file.ts';
import { Refusal } from '../../src/refusal.ts';
import { scratchDirectory } from '../program.ts';

const scratch = scratchDirectory();
const file = join(scratch, 'answers.json');

function read(text: string | Buffer): unknown {
  writeFileSync(file, text);
  try {
    return readAnswersFile(file);
  } catch (error) {
    return error;
  }
}

const shape = 'Give a JSON object in the shape of settings.json: {"region": "eu-west-1", "sensitivity": "internal"}';

describe('an answers file', () => {
  it('gives its answers by dotted key', () => {
    expect(read('{"region": "eu-west-1", "buckets": {"raw": "abc"}, "network": {"vpcId": "vpc-1"}}')).toEqual([
      ['region', 'eu-west-1'],
      ['buckets.raw', 'abc'],
      ['network', { vpcId: 'vpc-1' }],
    ]);
  });

  it('may begin with a byte order mark, as editors on Windows write it', () => {
    expect(read('\ufeff{"trail": "create"}')).toEqual([['trail', 'create']]);
  });

  it.each([
    ['no JSON', '{"region": ', /^The answers file is not valid JSON: line 1, column 12$/],
    ['no JSON for a mark within', '{}\ufeff', /^The answers file is not valid JSON: \w/],
    ['a list', '[{"region": "eu-west-1"}]', /^The answers file holds no object$/],
    ['nothing', 'null', /^The answers file holds no object$/],
    ['a text', '"region"', /^The answers file holds no object$/],
    ['more than 1 MB', `{}${' '.repeat(999_999)}`, /^The answers file is larger than 1 MB$/],
  ])('that is %s is refused', (_, text, what) => {
    const refusal = read(text);
    expect(refusal).toBeInstanceOf(Refusal);
    expect(refusal).toMatchObject({ code: 'answers/file', what: expect.stringMatching(what), where: file, fix: shape });
  });

  it('of 1 MB is read', () => {
    expect(read(`{}${' '.repeat(999_998)}`)).toEqual([]);
  });

  it.each([
    ['is not there', 'absent.json', 'There is no such answers file'],
    ['is a folder', 'folder.json', 'folder.json is a directory'],
  ])('that %s is refused', (_, name, what) => {
    mkdirSync(join(scratch, 'folder.json'), { recursive: true });
    expect(() => readAnswersFile(join(scratch, name))).toThrow(
      expect.objectContaining({
        code: 'answers/file',
        what,
        where: join(scratch, name),
        fix: 'Name a JSON file: --answers answers.json',
      }),
    );
  });
});

describe('a document', () => {
  it('is flattened in the groups alone', () => {
    const document = {
      controls: { trail: true },
      tags: { 'a.b': 'c' },
      alerting: 'text',
      accounts: null,
      buckets: ['abc'],
      other: { deep: 1 },
    };
    expect(flatten(document)).toEqual([
      ['controls.trail', true],
      ['tags.a.b', 'c'],
      ['alerting', 'text'],
      ['accounts', null],
      ['buckets', ['abc']],
      ['other', { deep: 1 }],
    ]);
  });

  it.each([undefined, null, 'text', 1, true, [], [1]])('that is %j is none', (document) => {
    expect(flatten(document)).toBeUndefined();
  });
});
