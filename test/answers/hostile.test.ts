import { transformSync } from 'esbuild';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse as parseYaml } from 'yaml';
import type { Answers } from '../../src/answers/answers.ts';
import { fromSets, gather } from '../../src/answers/sources.ts';
import { invalidAnswers } from '../../src/answers/validate.ts';
import { basePath } from '../../src/baseline/lock.ts';
import { generate } from '../../src/generate.ts';
import { templates } from '../../src/package.ts';
import { readCatalog } from '../../src/plan/catalog.ts';
import { plan } from '../../src/plan/plan.ts';
import { refusalOf } from '../../src/plan/refuse.ts';
import { screen } from '../../src/plan/screen.ts';
import { answerKeys } from '../../src/shape/kinds.ts';

const catalog = readCatalog(templates);

/** What has broken generators: each language's ends of text, and what ends a line or turns it round. */
const barbs = [
  "'",
  '"',
  '`',
  '\\',
  '\n',
  '\r\n',
  '\u2028',
  '\0',
  '\u202e',
  '\u200b',
  '\ud800',
  '<%= 1 %>',
  '<%- process.exit() %>',
  '%>',
  ['$', '{{ github.token }}'].join(''),
  ['$', '{process.env}'].join(''),
  '$(id)',
  '; rm -rf ~',
  '| id',
  '&& id',
  ': ',
  '- ',
  ' #',
  '!!python/object',
  '&a',
  '*a',
  '{{ x }}',
  '"""',
  "'''",
  '__import__("os")',
  '../..',
  '/etc/passwd',
  '__proto__',
  'é',
  '名',
  '😀',
];

const usable: Record<string, string[]> = {
  name: ['my-ml', 'abc'],
  region: ['eu-west-1', 'cn-north-1', 'us-gov-west-1'],
  sensitivity: ['public', 'internal', 'confidential', 'restricted'],
  'alerting.emails': ['ops@example.com'],
  'alerting.https': ['https://alerts.example.com/a?b=c&d=%20'],
  'alerting.slack': ['T0123ABCD/C0123ABCD'],
  repository: ['acme/ml'],
  'accounts.dev': ['111122223333'],
  monthlyBudgetUsd: ['1', '99.5'],
};

const barbed = fc
  .array(
    fc.oneof(fc.constantFrom(...barbs), fc.string({ maxLength: 8 }), fc.string({ unit: 'binary', maxLength: 4 })),
    {
      minLength: 1,
      maxLength: 4,
    },
  )
  .map((parts) => parts.join(''));

/** A usable text with something in it, or something alone: what is nearly right gets furthest. */
const textFor = (key: string) => {
  const good = usable[key];
  if (!good)
    return fc.oneof(
      barbed,
      barbed.map((text) => `my-bucket${text}`),
    );
  const base = fc.constantFrom(...good);
  return fc.oneof(
    barbed,
    base,
    fc.tuple(base, barbed, fc.nat({ max: 40 })).map(([text, barb, at]) => text.slice(0, at) + barb + text.slice(at)),
  );
};

const oneAnswer = fc
  .constantFrom<string>(...answerKeys, 'controls.trail', 'controls.x', 'nonsense')
  .chain((key) => textFor(key).map((text) => [key, text] as const));

/** No text can be made of some of them: an answers file can bring an object with a `toString` of its own. */
const textless = fc.constant({ toString: null });
const anyValue = fc.oneof(fc.jsonValue(), textless, fc.array(fc.oneof(textless, fc.jsonValue()), { maxLength: 2 }));

const rendered = new Set<string>();

/** Every file that the answers reach parses as what its name says. A text that was judged before is not judged again. */
function judge(path: string, text: string): void {
  // The base packs the same files once more, as bytes.
  if (path === basePath || rendered.has(`${path}\0${text}`)) return;
  rendered.add(`${path}\0${text}`);
  if (path.endsWith('.json')) JSON.parse(text);
  else if (/\.ya?ml$/.test(path)) parseYaml(text);
  else if (/\.[cm]?[jt]s$/.test(path)) transformSync(text, { loader: 'ts', logLevel: 'silent' });
  expect(text).not.toContain('<%');
}

function writes(given: readonly (readonly [string, string])[]): Answers | undefined {
  const sets = fromSets(given.map(([key, text]) => `${key}=${text}`));
  const gathered = gather('my-ml', sets);
  const problems = [...gathered.problems, ...invalidAnswers(gathered.answers, catalog)];
  if (problems.length > 0) {
    const { faults } = refusalOf(problems, gathered.sources);
    // A message is plain text on lines of its own: no answer moves the cursor or turns the text round.
    for (const { key, what, fix } of faults) expect(`${key}${what}${fix}`).toMatch(/^[\x20-\x7e]+$/);
    return undefined;
  }
  const decided = plan(catalog, gathered, '0.0.0');
  for (const [path, { content }] of generate(templates, decided)) judge(path, content.toString());
  expect(screen(decided, 1)).toMatch(/^[\x20-\x7e\n]+$/);
  return gathered.answers;
}

describe('hostile answers', () => {
  it('10,000 random ones are refused, or inert in every file that they reach', () => {
    let accepted = 0;
    fc.assert(
      fc.property(fc.array(oneAnswer, { minLength: 1, maxLength: 3 }), (given) => {
        if (writes(given)) accepted += 1;
      }),
      { numRuns: 10_000 },
    );
    // Otherwise nothing was proved of what is written. About one in thirty is accepted, and chance takes some.
    expect(accepted).toBeGreaterThan(200);
  }, 300_000);

  it('what is accepted comes out of settings.json as it went in', () => {
    fc.assert(
      fc.property(fc.array(oneAnswer, { minLength: 1, maxLength: 3 }), (given) => {
        const answers = writes(given);
        if (!answers) return;
        const tree = generate(templates, plan(catalog, { answers, sources: {} }, '0.0.0'));
        expect(JSON.parse(tree.get('settings.json')?.content.toString() ?? '')).toEqual(answers);
      }),
      { numRuns: 500 },
    );
  });

  it.each(barbs)('a name with %j in it is refused', (barb) => {
    expect(writes([['name', `my${barb}ml`]])).toBeUndefined();
  });

  it("no answer's text is in what another one is refused for", () => {
    const region = 'eu-\0west-1';
    expect(
      writes([
        ['region', region],
        ['zones', 'a,b'],
      ]),
    ).toBeUndefined();
  });

  it('a value of any JSON type is refused or is what the answer may be', () => {
    fc.assert(
      fc.property(fc.constantFrom(...answerKeys), anyValue, (key, value) => {
        const gathered = gather('my-ml', [{ key, value, source: 'file' }]);
        const problems = invalidAnswers(gathered.answers, catalog);
        if (problems.length === 0) plan(catalog, gathered, '0.0.0');
      }),
      { numRuns: 5000 },
    );
  });
});
