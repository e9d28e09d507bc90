import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { compareAccess } from '../../templates/judge/compare/assemblies.ts';
import { exitCode } from '../../templates/judge/compare/explain.ts';
import type { PolicyStatement } from '../../templates/judge/decide/request.ts';
import { assembliesOf } from '../../templates/judge/read/assembly.ts';
import { modelOf } from '../../templates/judge/read/model.ts';
import { scratchDirectory, secureMl } from '../program.ts';
import { role, stacks } from './roles.ts';

const allow = (Action: string, Resource = '*'): PolicyStatement => ({ Effect: 'Allow', Action, Resource });
const roles = (count: number, of: (at: number) => PolicyStatement[]) =>
  Object.fromEntries(Array.from({ length: count }, (_, at) => [`R${at}`, role(of(at))]));

/** Models of their own: what was found of one is remembered. */
const read = (statement: PolicyStatement) => modelOf(assembliesOf(stacks(roles(6, () => [statement]))));
const compared = (after: PolicyStatement, most?: number) => {
  const { diff, escalations } = compareAccess(read(allow('s3:GetObject')), read(after), most);
  return { diff, escalations, code: exitCode(diff, escalations) };
};
const notCompared = ({ diff }: ReturnType<typeof compared>) => diff.unproven.map((text) => text.split(',')[0]);

it('finds all of what fits, and nothing else than without a bound', () => {
  const all = compared(allow('iam:*'));
  expect(all.diff.wider.length).toBeGreaterThan(6);
  expect(all.escalations.length).toBeGreaterThan(6);
  expect(all.diff.unproven).toEqual([]);
  expect(compared(allow('iam:*'), 200_000)).toEqual(all);
});

it('says how many pairs it did not compare, and tells those that it did', () => {
  const all = compared(allow('sqs:SendMessage'));
  const some = [3, 60].map((most) => compared(allow('sqs:SendMessage'), most));
  for (const { diff, code } of some) {
    expect(diff.unproven.join('\n')).toMatch(/^not compared: \d+ of 42 pairs/m);
    expect(all.diff.wider).toEqual(expect.arrayContaining(diff.wider));
    expect(code).toBe(1);
  }
  expect(some.map(({ diff }) => diff.wider.length)).toEqual([0, expect.any(Number)]);
});

it('is of no content but this one', () => {
  const [one, other] = [allow('sqs:SendMessage'), allow('sqs:ReceiveMessage')].map((each) => compared(each, 0));
  expect(one?.diff.unproven).not.toEqual(other?.diff.unproven);
  expect(one?.diff.unproven).toEqual(compared(allow('sqs:SendMessage'), 0).diff.unproven);
  expect(notCompared(one as ReturnType<typeof compared>)).toEqual([
    'not compared: 42 of 42 pairs of who asks and what for',
    'not compared: which permissions become others',
  ]);
});

it('is told by the command, beside what both versions were not looked at for', async () => {
  const directory = scratchDirectory();
  const write = (name: string, of: (at: number) => PolicyStatement[]) =>
    writeFileSync(join(directory, name), JSON.stringify({ Resources: roles(450, of) }));
  write('t.json', (at) => [allow('iam:*', `arn:aws:iam::*:role/x${at}*`), allow('s3:*')]);
  write('old.json', (at) => [allow('s3:GetObject', `arn:aws:s3:::b${at}/*`)]);
  const { exitCode: code, stdout } = await secureMl(['judge', 't.json', '--since', 'old.json', '--json'], {
    cwd: directory,
  });
  const { findings } = JSON.parse(stdout) as { findings: { what: string; level: string }[] };
  const open = findings.filter(({ what }) => /not compared|too many/.test(what)).map(({ what }) => what);
  expect(code).toBe(1);
  expect(open).toEqual([
    expect.stringMatching(/which permissions become others: the policies are too many.*\(content [0-9a-f]{12}\)$/),
    expect.stringMatching(/^not compared: \d+ of \d+ pairs of who asks and what for/),
    expect.stringMatching(/^not compared: which permissions become others/),
  ]);
}, 120_000);
