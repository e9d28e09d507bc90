import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ESTree, parseAst } from 'vite';
import { expect, it } from 'vitest';
import { byHand, environmentOf, installed, ruleSet } from '../../templates/doctor/fix.mjs';
import { fixedNames } from '../../templates/doctor/fixed-names.mjs';
import { kinds } from '../../templates/doctor/people.mjs';
import { screen } from '../../templates/doctor/screen.mjs';
import { hindrance, kept } from '../../templates/doctor/stacks.mjs';

const doctor = new URL('../../templates/doctor/', import.meta.url).pathname;

/** A command that can be copied, or the reason why there is none; in `<>` what another expression says. */
const how = /(?:^|: |; )(?:(?:aws|npm|npx|gh|git|brew|winget|unset|set|sudo) [\w<]|<\w)|^No command does it: \w/;

type Node = ESTree.Node;
interface Fix {
  where: string;
  text: string;
}

function* below(node: unknown): Generator<Node> {
  if (typeof node !== 'object' || node === null) return;
  if ('type' in node) yield node as Node;
  for (const one of Object.values(node))
    yield* Array.isArray(one) ? one.flatMap((each) => [...below(each)]) : below(one);
}

/** What an expression may be: its texts, with X for what only a run can tell. `<f>` stands for a call of f, `<a.b>` for a member. */
function textsOf(node: Node, all: Node[]): string[] {
  switch (node.type) {
    case 'Literal':
      return [String(node.value)];
    case 'TemplateLiteral': {
      const [first = '', ...rest] = node.quasis.map(({ value }) => value.cooked ?? '');
      const parts = node.expressions.map((one) => textsOf(one, all));
      return [rest.reduce((text, quasi, index) => `${text}${(parts[index] ?? [])[0] ?? 'X'}${quasi}`, first)];
    }
    case 'ConditionalExpression':
      return [...textsOf(node.consequent, all), ...textsOf(node.alternate, all)];
    case 'AwaitExpression':
      return textsOf(node.argument, all);
    case 'CallExpression':
      return node.callee.type === 'Identifier' ? [`<${node.callee.name}>`] : textsOf(node.callee, all);
    case 'MemberExpression':
      return node.property.type === 'Identifier' ? [`<${node.property.name}>`] : ['<member>'];
    case 'Identifier': {
      const made = all.flatMap((one) =>
        one.type === 'VariableDeclarator' && one.id.type === 'Identifier' && one.id.name === node.name && one.init
          ? [one.init]
          : [],
      );
      return made.length > 0 ? made.flatMap((one) => textsOf(one, all)) : [`<${node.name}>`];
    }
    default:
      return [`<${node.type}>`];
  }
}

/** What each finding that doctor can make ends with. */
const fixes: Fix[] = readdirSync(doctor)
  .filter((file) => file.endsWith('.mjs'))
  .flatMap((file) => {
    const all = [...below(parseAst(readFileSync(join(doctor, file), 'utf8')))];
    return all.flatMap((node) => {
      if (node.type !== 'CallExpression' && node.type !== 'NewExpression') return [];
      const made = node.callee.type === 'Identifier' ? node.callee.name : '';
      const fix = node.arguments[1] as Node | undefined;
      if (!['error', 'warning', 'note', 'CouldNotLook'].includes(made) || !fix) return [];
      return textsOf(fix, all).map((text) => ({ where: `${file} ${made} at ${node.start}`, text }));
    });
  });

/** What other texts are, each tried below or in a test of its own. */
const calls: Record<string, string[]> = {
  '<answering>': ['npx create-secure-ml answers --set X'],
  '<byHand>': [byHand('x')],
  '<installed>': [installed('git', 'Git.Git', 'https://git-scm.com/')],
  '<ruleSet>': [ruleSet('acme/my-ml', ['gate'])],
  '<environmentOf>': [environmentOf('acme/my-ml', 'prod', 'main')],
  '<take>': Object.values(fixedNames).map(({ take }) => take('my-ml-x', 'eu-west-1', '111122223333')),
  '<member>': kept.map(([, command]) => command('x')),
  '<fix>': [
    'UPDATE_ROLLBACK_FAILED',
    'UPDATE_FAILED',
    'DELETE_FAILED',
    'CREATE_IN_PROGRESS',
    'ROLLBACK_IN_PROGRESS',
    'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS',
    'DELETE_IN_PROGRESS',
  ]
    .map((status) => hindrance({ name: 'my-ml-data', region: 'eu-west-1', status })?.fix ?? `nothing of ${status}`)
    .concat(kinds.map(({ fix }) => fix('my-ml-engineer', '111122223333'))),
};

const said = fixes.flatMap(({ where, text }) => (calls[text] ?? [text]).map((one) => ({ where, text: one })));

it('ends each finding with the command that fixes it, or says why there is none', () => {
  expect(fixes.length).toBeGreaterThan(60);
  const unknown = fixes.filter(({ text }) => /^<\w+>$/.test(text) && !(text in calls));
  expect(unknown).toEqual([]);
  expect(said.filter(({ text }) => !how.test(text))).toEqual([]);
});

it.each([
  ['CREATE_IN_PROGRESS', 'create'],
  ['ROLLBACK_IN_PROGRESS', 'create'],
  ['UPDATE_IN_PROGRESS', 'update'],
  ['UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', 'update'],
  ['UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS', 'rollback'],
  ['IMPORT_ROLLBACK_IN_PROGRESS', 'import'],
  ['DELETE_IN_PROGRESS', 'delete'],
])('waits for a stack in %s as the CLI can', (status, what) => {
  const { fix = '' } = hindrance({ name: 'my-ml-data', region: 'eu-west-1', status }) ?? {};
  expect(fix).toBe(`aws cloudformation wait stack-${what}-complete --stack-name my-ml-data --region eu-west-1`);
});

it('leaves each command on a line of its own in a terminal of 80 columns', () => {
  const findings = said.map(({ text: fix }) => ({ level: 'error' as const, what: 'x', fix }));
  const shown = screen({ parts: [{ title: 'x', checks: [{ id: 'x', title: 'x', findings }] }] }, 80).split('\n');
  const commands = shown.filter((line) => /^ {6}(aws|gh|git|npm|npx) /.test(line));
  expect(commands.length).toBeGreaterThan(60);
  expect(
    commands.filter((line) => /[;:,]( |$)|\.( [A-Z]|$)| ([A-Z][a-z]+|or|otherwise|then) [a-z]/.test(line)),
  ).toEqual([]);
});
