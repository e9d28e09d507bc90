// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the texts are hostile on purpose
import { execa } from 'execa';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { readOverlay } from '../../src/overlay/overlay.ts';
import { fillSlots } from '../../src/overlay/slots.ts';
import { Refusal } from '../../src/refusal.ts';
import { overlayTree, refusal } from './forge.ts';

const answers = (text: string) => ({
  name: text,
  accounts: { prod: null },
  alerting: { emails: ['a@b.example'] },
  monthlyBudgetUsd: 200,
});
const hostile = [
  '"; touch evil; "',
  "'; touch evil; '",
  '$(touch evil)',
  '`touch evil`',
  '${{ secrets.TOKEN }}',
  '${process.exit(1)}',
  '"\nrun: touch evil',
  '\\"; touch evil',
  '\\',
  '*/ process.exit(1) /*',
  '""" + __import__("os").system("touch evil") + """',
  '{{ answers.name }}',
  'a: b, c: {d: e}',
  '-rf',
  '\u2028process.exit(1)',
  '\0',
  '&& touch evil',
];

/** What a value becomes: the same text as data, or a refusal. Never anything else. */
function filled(path: string, template: string, value: string): string | undefined {
  try {
    return fillSlots(path, template, answers(value));
  } catch (error) {
    expect(error).toBeInstanceOf(Refusal);
    return undefined;
  }
}

const anything = fc
  .oneof(fc.constantFrom(...hostile), fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }))
  .map((text) => text.replace(/\p{Cs}/gu, ''));

describe('a value stays a value', () => {
  it('in JSON', () => {
    fc.assert(
      fc.property(anything, (value) => {
        const text = filled('a.json', '{"a": "x{{ answers.name }}y", "b": 1}', value);
        expect(JSON.parse(text ?? '')).toEqual({ a: `x${value}y`, b: 1 });
      }),
    );
  });

  it.each(['"', "'"])('in TypeScript between %s', (quote) => {
    fc.assert(
      fc.property(anything, (value) => {
        const text = filled('a.ts', `return { a: ${quote}{{ answers.name }}${quote}, b: 1 }; /* end */`, value);
        expect(new Function(text ?? '')()).toEqual({ a: value, b: 1 });
      }),
    );
  });

  it.each(['"', "'"])('in YAML between %s, or it is refused', (quote) => {
    let kept = 0;
    fc.assert(
      fc.property(fc.oneof(anything, fc.string({ unit: fc.constantFrom(...'abÄ01 ._:/@=+,-') })), (value) => {
        const text = filled('a.yml', `a: ${quote}x{{ answers.name }}${quote}\nb: [1]\n`, value);
        if (text === undefined) return;
        kept++;
        expect(parse(text)).toEqual({ a: `x${value}`, b: [1] });
      }),
    );
    expect(kept).toBeGreaterThan(10);
  });

  describe('in programs that run', () => {
    const values = [...hostile, 'Bank AG, Zürich', 'eu-central-1', 'a\u{1f600}b'];
    let printed: string[];
    beforeAll(async () => {
      const python = values
        .map((value) => filled('a.py', 'print(ascii("{{ answers.name }}"))', value === '\0' ? 'nul' : value))
        .filter((line) => line !== undefined);
      const { stdout } = await execa('python3', ['-'], { input: python.join('\n') });
      printed = stdout.split('\n');
    });
    it('Python prints what was answered', async () => {
      const { stdout } = await execa(
        'python3',
        ['-c', 'import json,sys\nfor v in json.load(sys.stdin): print(ascii(v))'],
        {
          input: JSON.stringify(values.map((value) => (value === '\0' ? 'nul' : value))),
        },
      );
      expect(printed).toEqual(stdout.split('\n'));
    });
    it.each(['"', "'"])('shell prints what was answered between %s, or it is refused', async (quote) => {
      for (const value of values) {
        const script = filled('a.sh', `printf '%s' ${quote}{{ answers.name }}${quote}`, value);
        if (script === undefined) continue;
        expect((await execa('sh', ['-c', script])).stdout).toBe(value);
      }
      expect(filled('a.sh', `printf '%s' ${quote}{{ answers.name }}${quote}`, 'eu-central-1')).toBeDefined();
    });
  });
});

describe('a slot is refused that', () => {
  const cases: Record<string, [string, string]> = {
    'is outside quotes in TypeScript': ['a.ts', 'const a = {{ answers.name }};'],
    'is outside quotes in YAML': ['a.yml', 'run: echo {{ answers.name }}'],
    'is behind an apostrophe in YAML': ['a.yml', "a: don't, b: {{ answers.name }}, c: 'x'"],
    'is behind a backslash and a quote in shell': ['a.sh', "echo 'a\\' {{ answers.name }} 'b'"],
    'is in an open quote': ['a.ts', 'const a = "{{ answers.name }}'],
    'is between backticks': ['a.ts', 'const a = `{{ answers.name }}`;'],
    'holds logic': ['a.ts', '"{{ answers.name.constructor.constructor("return 1")() }}"'],
    'reaches a prototype': ['a.ts', '"{{ answers.__proto__ }}"'],
    'reaches a property of texts': ['a.ts', '"{{ answers.name.length }}"'],
    'names no answer': ['a.ts', '"{{ answers.nmae }}"'],
    'names no answers at all': ['a.ts', '"{{ env.TOKEN }}"'],
    'has a list for its value': ['a.ts', '"{{ answers.alerting.emails }}"'],
    'has no value': ['a.ts', '"{{ answers.accounts.prod }}"'],
    'is in a file of an unknown kind': ['a.rb', '"{{ answers.name }}"'],
  };
  it.each(Object.entries(cases))('%s', async (_, [path, text]) => {
    expect((await refusal(() => fillSlots(path, text, answers('x')))).code).toBe('overlay/slot');
  });
});

it("leaves GitHub's own expressions alone", () => {
  expect(fillSlots('a.yml', 'a: "${{ github.ref }} {{ answers.monthlyBudgetUsd }}"', answers('x'))).toBe(
    'a: "${{ github.ref }} 200"',
  );
});

it('names the file and line of a fault', async () => {
  expect((await refusal(() => fillSlots('infra/a.ts', '\n\n{{ answers.name }}', answers('x')))).where).toBe(
    'infra/a.ts:3',
  );
});

it('a file of an unknown kind is refused when the overlay is read', async () => {
  expect((await refusal(() => readOverlay(overlayTree({ slots: ['a.rb'] }, { 'a.rb': '' })))).what).toContain(
    'no slot is known',
  );
});

it.each(['a.sh', 'a.yml'])('a value that a command would read as an option is refused in %s', async (path) => {
  expect((await refusal(() => fillSlots(path, 'run: rm "{{ answers.name }}"', answers('-rf')))).what).toContain(
    'begins with "-"',
  );
});
