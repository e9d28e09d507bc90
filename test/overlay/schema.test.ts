import Ajv from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import schema from '../../schemas/overlay.schema.json' with { type: 'json' };
import { problems, type Schema } from '../../src/overlay/shape.ts';
import { answerKeys } from '../../src/shape/kinds.ts';
import type { Json } from '../../templates/judge/read/json.ts';
import { document } from './forge.ts';

const judge = new Ajv.default({ allowUnionTypes: true }).compile(schema);
const why = 'the regulator asks for it';
const full = document({
  $schema: './overlay.schema.json',
  defaults: { region: 'eu-central-1', network: { vpcId: 'vpc-1', subnetIds: ['a'] }, 'tags.owner': 'x' },
  lock: { trail: { value: 'organization', why }, 'controls.macie': { value: true, why } },
  limit: {
    region: { oneOf: ['eu-central-1'], why },
    monthlyBudgetUsd: { atMost: 5000, why },
    tags: { keys: ['a'], why },
  },
  require: { files: { 'SECURITY.md': { unchanged: true, why } }, controls: { macie: { why } } },
  remove: ['docs/a.md'],
  moves: [{ from: 'a', to: 'b', since: '1.0.0' }],
  slots: ['a'],
  owner: { a: 'seeded' },
});

/** Every place of a document, as a path of keys. */
function places(value: unknown, path: (string | number)[] = []): (string | number)[][] {
  if (typeof value !== 'object' || value === null) return [path];
  return [
    path,
    ...Object.entries(value).flatMap(([key, inner]) =>
      places(inner, [...path, Array.isArray(value) ? Number(key) : key]),
    ),
  ];
}

function changed(
  path: (string | number)[],
  act: (holder: Record<string | number, unknown>, key: string | number) => void,
): Json {
  const copy = structuredClone(full);
  let holder: Record<string | number, unknown> = { copy };
  for (const key of ['copy', ...path].slice(0, -1)) holder = holder[key] as typeof holder;
  act(holder, path.at(-1) ?? 'copy');
  return (path.length === 0 ? holder.copy : copy) as Json;
}

it('the published schema and our checks agree on a full document', () => {
  expect(judge(full)).toBe(true);
  expect(problems(full as Json, schema as Schema)).toEqual([]);
});

it('they agree on every small change of it', () => {
  const values = fc.oneof(
    fc.constantFrom<Json>(null, true, 0, -1, '', 'x', 'Ä'.repeat(600), [], {}, ['x'], [1], { a: 1 }),
    fc.jsonValue() as fc.Arbitrary<Json>,
  );
  let refused = 0;
  fc.assert(
    fc.property(
      fc.constantFrom(...places(full)),
      fc.constantFrom('replace', 'remove', 'add'),
      values,
      fc.string(),
      (path, act, value, key) => {
        const document = changed(path, (holder, at) => {
          if (act === 'remove' && !Array.isArray(holder)) delete holder[at];
          else if (act === 'add' && typeof holder[at] === 'object' && holder[at])
            (holder[at] as Record<string, unknown>)[`${key}x`] = value;
          else holder[at] = value;
        });
        if (document === undefined || Array.isArray(document)) return;
        const right = judge(JSON.parse(JSON.stringify(document)));
        if (!right) refused++;
        expect(problems(JSON.parse(JSON.stringify(document)), schema as Schema).length === 0).toBe(right);
      },
    ),
    { numRuns: 2000 },
  );
  expect(refused).toBeGreaterThan(400);
});

it('uses no keyword that our checks do not know', () => {
  const known = new Set(
    '$schema $ref $defs title description type enum anyOf pattern minLength maxLength items minItems maxItems properties required additionalProperties propertyNames minProperties maxProperties'.split(
      ' ',
    ),
  );
  const walk = (part: unknown): void => {
    if (typeof part !== 'object' || part === null) return;
    for (const [key, value] of Object.entries(part)) {
      expect(known).toContain(key);
      if (key === 'properties' || key === '$defs') Object.values(value).forEach(walk);
      else if (Array.isArray(value)) value.forEach(walk);
      else walk(value);
    }
  };
  walk(schema);
});

it('names every answer that people can give, save the name', () => {
  const leaves = [...answerKeys, 'tags'];
  const enumerated = schema.$defs.answer.anyOf[0]?.enum ?? [];
  for (const key of leaves) if (key !== 'name') expect(enumerated).toContain(key);
});

it('they count characters, not UTF-16 units', () => {
  const long = (count: number) => document({ contact: '\u{1f600}'.repeat(count) });
  for (const count of [200, 300, 301])
    expect(problems(long(count) as Json, schema as Schema).length === 0).toBe(judge(long(count)));
  expect(judge(long(300))).toBe(true);
});
