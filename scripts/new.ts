import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Makes the folder of a control or of a kind of unit, the file of a command, or the entries of a question:
 *   npm run new control|unit|command|question NAME
 * What it writes type-checks and says TODO where somebody has to decide; the tests of the folder fail until then.
 */
const root = fileURLToPath(new URL('..', import.meta.url));
const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;

const control = (id: string): Record<string, string> => {
  const folder = `templates/infra/controls/${id}`;
  return {
    [`${folder}/control.json`]: json({
      ...{ id, title: 'TODO: what holds', why: 'TODO: what it stops', from: 'confidential', needs: [] },
      ...{ satisfies: [], carries: 'AWS::TODO' },
    }),
    [`${folder}/control.ts`]: `import type { Foundation } from '../../foundation.ts';

export function apply(_: Foundation): void {}
`,
    [`${folder}/proof.ts`]: `import { type Check, everyHas, type Judged } from '../check.ts';

export function checks(_: Judged): Check[] {
  return [everyHas('TODO: what holds', { type: 'AWS::TODO' }, {})];
}
`,
    [`${folder}/proofs.json`]: json([]),
  };
};

const unit = (kind: string): Record<string, string> => {
  const folder = `templates/infra/units/${kind}`;
  return {
    [`${folder}/kind.json`]: json({
      ...{ kind, title: 'TODO: what it is', why: 'TODO: what for' },
      asks: [
        {
          ...{ key: 'purpose', prompt: 'What is it for?', yields: 'TODO: what the answer changes.', type: 'text' },
          ...{ pattern: '[A-Za-z0-9 .,]{3,120}', form: 'a sentence', default: 'TODO' },
        },
      ],
      ...{
        needs: ['least-privilege'],
        ends: [],
        brings: ['TODO'],
        rights: 'TODO: who may what',
        alerts: 'TODO: what is told',
      },
      ...{ proves: 'TODO: the claim', runbooks: [] },
      rehearsal: [
        {
          ...{ as: 'engineer', title: 'TODO: what somebody tries with {unit}', from: 'outside', refused: true },
          ...{ call: 'ssm:PutParameter', with: { Name: '/{project}/{unit}', Value: 'x', Overwrite: true } },
        },
      ],
    }),
    [`${folder}/unit.ts`]: `import type { Foundation } from '../../foundation.ts';

/** unit.json of a ${kind}. */
interface Declared {
  name: string;
  purpose: string;
}

/** Before the controls, which harden what it makes. */
export function apply(_: Foundation, __: Declared): void {}

/** After them, for what needs keys, the network and the queue of rules. */
export function close(_: Foundation, __: Declared): void {}
`,
    [`${folder}/proof.ts`]: `import { unitAlertChecks } from '../../alerts/of-unit.ts';
import type { Check, Judged } from '../../controls/check.ts';
import type { Unit } from '../../units.ts';
import events from './events.json' with { type: 'json' };

export function checks(judged: Judged, unit: Unit): Check[] {
  return unitAlertChecks([], events, judged, unit);
}
`,
    [`${folder}/events.json`]: json({}),
    [`${folder}/proofs.json.ejs`]: `<%_
const rows = [\`a stranger, anonymous cannot sts:AssumeRole role/NAME-\${unit.name} ever\`];
-%>
<%- JSON.stringify(rows, null, 2) %>
`,
    [`${folder}/journeys.json.ejs`]: `<%_
const ways = [];
-%>
<%- JSON.stringify(ways, null, 2) %>
`,
  };
};

const command = (name: string): Record<string, string> => {
  const table = 'src/commands/commands.ts';
  const text = readFileSync(join(root, table), 'utf8');
  const last = "  completion: () => import('./completion.ts'),\n";
  return {
    [`src/commands/${name}.ts`]: `import type { Call, Command } from './call.ts';

export const options: Command['options'] = {};

export const help = \`secure-ml ${name}

TODO: what it does, in two lines.

Examples
  secure-ml ${name}\`;

export async function run({ print }: Call): Promise<number> {
  print({}, '');
  return 0;
}
`,
    [table]: text.replace(last, `  ${name}: () => import('./${name}.ts'),\n${last}`),
  };
};

/** A question is an answer's key: its type, its rule, what asks for it and what reads it are in four rooms. */
const question = (key: string): string => `A question is not a folder. Put ${key} into, in this order:
  src/answers/answers.ts     its type and its default
  src/answers/questions.ts   how it is asked, and what it changes
  src/answers/rules.ts       what is right
  templates/settings.json.ejs, templates/infra/config.ts   where a repository keeps and reads it (with a default)
Then: npm run docs, and npx vitest run test/answers, which fails while one of them is missing.`;

const makers = { control, unit, command };
const [what = '', name = ''] = process.argv.slice(2);
const isName = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name) || (what === 'question' && /^[a-zA-Z.]+$/.test(name));
if (!isName || !(what in makers || what === 'question')) {
  console.error('Type: npm run new control|unit|command|question NAME');
  process.exitCode = 2;
} else if (what === 'question') {
  console.log(question(name));
} else {
  const files = makers[what as keyof typeof makers](name);
  const there = Object.keys(files).find((path) => path !== 'src/commands/commands.ts' && existsSync(join(root, path)));
  if (there) {
    console.error(`${there} is there already`);
    process.exitCode = 2;
  } else {
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), content);
      console.log(path);
    }
    execFileSync(
      'npx',
      ['biome', 'format', '--write', ...Object.keys(files).filter((path) => !path.endsWith('.ejs'))],
      { cwd: root },
    );
  }
}
