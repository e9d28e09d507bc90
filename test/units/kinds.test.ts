import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { tables } from '../../src/operations/tables.ts';
import { root, templates } from '../../src/package.ts';
import { readKinds } from '../../src/units/kind.ts';
import { alerting } from '../support/sample.ts';
import { judge, makeScratch, writeVariant } from '../support/variant.ts';
import { unitsOf } from './samples.ts';

const scratch = makeScratch();
afterAll(scratch.remove);
const answers = {
  sensitivity: 'confidential',
  network: 'create',
  alerting,
} as never;

const mapped = new Set(
  tables.flatMap(({ service, operations }) => Object.keys(operations).map((operation) => `${service}:${operation}`)),
);

describe('the kinds of units', () => {
  it.each(readKinds(templates))(
    '$kind is a folder with what every kind has',
    ({ kind, asks, brings, runbooks = [], rehearsal, ...texts }) => {
      const folder = join(templates, 'infra/units', kind);
      const every = ['unit.ts', 'proof.ts', 'proofs.json.ejs', 'journeys.json.ejs', 'events.json'];
      const files = every.filter((file) => !existsSync(join(folder, file)));
      expect(files).toEqual([]);
      expect(asks.length).toBeGreaterThan(0);
      expect(brings.length).toBeGreaterThan(0);
      for (const text of [texts.title, texts.why, texts.rights, texts.alerts, texts.proves])
        expect(text).toMatch(/\w{3}/);
      // What somebody who has nothing to do with it tries, and that IAM is asked about it as AWS would ask.
      expect(rehearsal.filter(({ refused }) => refused).length).toBeGreaterThan(0);
      const unmapped = rehearsal.filter(({ call }) => call !== 'launch' && !mapped.has(call));
      expect(unmapped).toEqual([]);
      const pages = runbooks.filter((page) => !existsSync(join(templates, `docs/runbooks/${page}.md`)));
      expect(pages).toEqual([]);
    },
  );

  it('are each one folder: a folder more is a kind more, and all of them hold together with clean rule packs', async () => {
    const more = join(scratch.directory, 'templates');
    cpSync(templates, more, { recursive: true });
    const folder = join(more, 'infra/units/shelf');
    cpSync(join(templates, 'infra/units/parameter'), folder, { recursive: true });
    const declaration = join(folder, 'kind.json');
    writeFileSync(declaration, readFileSync(declaration, 'utf8').replace('"kind": "parameter"', '"kind": "shelf"'));
    expect(readKinds(more).map(({ kind }) => kind)).toContain('shelf');
    const shelf = { name: 'shelf-a', kind: 'shelf', values: { value: '0.7' } };
    const directory = writeVariant(scratch.directory, 'all', answers, [...unitsOf(answers), shelf], more);
    expect(readFileSync(join(directory, 'README.md'), 'utf8')).toContain('secure-ml add shelf NAME');
    expect(readFileSync(join(directory, 'SECURITY.md'), 'utf8')).toContain('infra/units/shelf-a/');
    expect(await judge('whole', [directory])).toEqual({ [directory]: [] });
  });

  // What looks after every bucket, secret, role or rule of a repository has to know which those are.
  it('are named by nothing outside of their folders but the places that are written down here', () => {
    const found = ['src', 'generators', 'templates/infra', 'scripts'].flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
        .filter((file) => /\.(ts|mjs|ejs)$/.test(file) && !/^units\/[^/]+\//.test(file))
        .flatMap((file) => {
          const text = readFileSync(join(root, folder, file), 'utf8');
          return [...text.matchAll(/\bkind === '([\w-]+)'/g)]
            .filter(([, kind]) => readKinds(templates).some((one) => one.kind === kind))
            .map(([, kind]) => `${folder}/${file}: ${kind}`);
        }),
    );
    expect([...new Set(found)].sort()).toEqual([
      'templates/infra/alerts/route.ts: alert-route',
      'templates/infra/config.ts: bucket',
      // Of a value in a template, not of a unit.
      'templates/infra/controls/job-guardrails/held.ts: bucket',
      'templates/infra/controls/job-guardrails/held.ts: image',
      'templates/infra/controls/secrets/proof.ts: secret',
      'templates/infra/policies/roles.ts: image',
      'templates/infra/policies/roles.ts: pipeline',
      'templates/infra/policies/roles.ts: role',
      'templates/infra/policies/roles.ts: schedule',
    ]);
  });

  // Whoever keeps a list of them by hand names those with a dash, which are words of nothing else.
  it('are in no list of the program', () => {
    const dashed = readKinds(templates).flatMap(({ kind }) => (kind.includes('-') ? [kind] : []));
    expect(dashed.length).toBeGreaterThan(0);
    const naming = ['src', 'generators', 'scripts'].flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
        .filter((file) => file.endsWith('.ts'))
        .filter((file) => dashed.some((kind) => readFileSync(join(root, folder, file), 'utf8').includes(kind)))
        .map((file) => `${folder}/${file}`),
    );
    expect(naming).toEqual([]);
  });
});
