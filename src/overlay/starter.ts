import type { Entry, Tree } from '../tree/tree.ts';

const document = (name: string, version: string) => ({
  $schema: './node_modules/create-secure-ml/schemas/overlay.schema.json',
  format: 1,
  name,
  version: '0.1.0',
  generator: `>=${version} <1`,
  contact: 'Replace this with a team and an address that answers',
  defaults: { monthlyBudgetUsd: 500 },
  limit: {
    region: { oneOf: ['eu-central-1', 'eu-west-1'], why: 'Replace this with the reason that people should read' },
    sensitivity: { atLeast: 'internal', why: 'Replace this with the reason that people should read' },
  },
  require: { files: { 'SECURITY.md': { why: 'Replace this with the reason that people should read' } } },
  slots: ['docs/organization.md'],
  owner: { 'docs/organization.md': 'seeded' },
});

const manifest = (name: string) => ({
  name: `${name}-overlay`,
  version: '0.1.0',
  private: true,
  files: ['overlay.json', 'files'],
  scripts: { test: 'secure-ml overlay test .' },
  devDependencies: { 'create-secure-ml': '*' },
});

const page = `# {{ answers.name }}

- Region: {{ answers.region }}
- Tier: {{ answers.sensitivity }}
`;

/** A small overlay that passes its own test: every part that most organizations need, once. */
export function starter(name: string, version: string): Tree {
  const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;
  const files: Record<string, string> = {
    'overlay.json': json(document(name, version)),
    'package.json': json(manifest(name)),
    '.gitignore': 'node_modules/\n',
    'files/docs/organization.md': page,
  };
  const entries = Object.entries(files).map(([path, text]): [string, Entry] => [
    path,
    { content: Buffer.from(text), mode: '100644' },
  ]);
  return new Map(entries);
}
