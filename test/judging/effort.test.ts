import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { cells as shownOf } from '../../src/judging/engine.ts';
import { nobody } from '../../templates/judge/cast.ts';
import { identities } from '../../templates/judge/cells/actions.ts';
import { actionsMatching } from '../../templates/judge/decide/iam-data.ts';
import { compileSet } from '../../templates/judge/decide/policy.ts';
import type { PolicyStatement } from '../../templates/judge/decide/request.ts';
import { actionMatches } from '../../templates/judge/decide/statement.ts';
import { actionsAbout, resourcesOf, type Scope, scopeOf } from '../../templates/judge/prove/what.ts';
import { type Assembly, assembliesOf } from '../../templates/judge/read/assembly.ts';
import { modelOf, policiesFor } from '../../templates/judge/read/model.ts';
import type { Cell } from '../../templates/judge/show/cell.ts';
import { matrix } from '../../templates/judge/show/matrix.ts';
import { Table } from '../../templates/judge/show/table.ts';
import { judged, role, stacks, Version } from './roles.ts';

const everything: PolicyStatement = { Effect: 'Allow', Action: '*', Resource: '*' };
const reads: PolicyStatement = { Effect: 'Allow', Action: ['s3:Get*', 'sqs:*'], Resource: 'arn:aws:s3:::one/*' };
const policies: Record<string, PolicyStatement[]> = {
  all: [everything],
  allAgain: [everything],
  tagged: [{ ...everything, Condition: { StringEquals: { 'aws:PrincipalTag/a': 'b' } } }, everything, everything],
  denied: [everything, { Effect: 'Deny', Action: 's3:GetObject', Resource: 'arn:aws:s3:::two/*' }],
  reads: [reads, reads, { Effect: 'Allow', NotAction: 'iam:*', Resource: 'arn:aws:s3:::one/a/*' }],
  notOne: [reads, { Effect: 'Deny', Action: 's3:GetObject', Resource: '*' }],
  notOther: [reads, { Effect: 'Deny', Action: 's3:GetObjectTagging', Resource: '*' }],
  twice: [reads, { ...reads, Action: 's3:PutObject' }],
  own: [{ ...reads, Resource: `arn:aws:s3:::one/\${aws:PrincipalTag/a}/*` }],
};

it('tells of roles together what it tells of each alone, whoever of them has the same policies', () => {
  const cellsOf = (names: string[]) =>
    judged(Object.fromEntries(names.map((name) => [name, role(policies[name] ?? [])]))).cells;
  const names = Object.keys(policies);
  const byText = (cells: object[]) => cells.map((cell) => JSON.stringify(cell)).sort();
  expect(byText(cellsOf(names))).toEqual(byText(names.flatMap((name) => cellsOf([name]))));
});

it('tells of a role what its statements tell in tables of their own', () => {
  const [assembly] = assembliesOf(
    stacks(Object.fromEntries(Object.entries(policies).map(([at, all]) => [at, role(all)]))),
  );
  const model = modelOf([assembly as Assembly]);
  const project = { name: '', repository: 'none', accounts: {}, region: 'us-east-1' };
  const scope = scopeOf(project, assembly?.account ?? '', model.partition, nobody);
  const alone = new Map<string, Set<string>>();
  const fast = new Map<string, Set<string>>();
  const add = (found: Map<string, Set<string>>, { actions, ...cell }: Cell) => {
    const key = JSON.stringify(cell);
    found.set(key, new Set([...(found.get(key) ?? []), ...actions].sort()));
  };
  for (const { name, arn, identity } of model.principals) {
    for (const statement of compileSet({ identity }).identity.flatMap(({ statements }) => statements)) {
      for (const { text: inside } of (statement.allows && statement.resources?.patterns) || []) {
        const table = new Table(model, scope);
        table.add(name, statement, { principal: arn, set: policiesFor(model, arn, inside), inside, outside: [] });
        for (const cell of table.sorted()) add(alone, cell);
      }
    }
  }
  for (const { beyond: _, ...cell } of matrix(model, scope)) if (cell.who in policies) add(fast, cell);
  const sorted = (found: typeof fast) => [...found].map(([key, all]) => `${key} ${[...all].sort()}`).sort();
  expect(sorted(fast)).toEqual(sorted(alone));
});

it('asks anew where another policy judges the same names', () => {
  const bucket = (Effect: string) => ({
    Type: 'AWS::S3::BucketPolicy',
    Properties: {
      Bucket: Effect.toLowerCase(),
      PolicyDocument: {
        Version,
        Statement: ['Allow', Effect].map((each) => ({
          ...{ Effect: each, Principal: '*', Action: 's3:GetObject', Resource: 'arn:aws:s3:::shared/*' },
        })),
      },
    },
  });
  const publicIn = (Resources: object) => judged(Resources).cells.filter(({ who }) => who === 'everyone').length;
  expect(publicIn({ A: bucket('Deny') })).toBe(0);
  expect(publicIn({ A: bucket('Deny'), B: bucket('Allow') })).toBe(1);
});

it('finds the statements about each action as one by one, in policies with the same actions twice', () => {
  for (const Statement of [...Object.values(policies), Object.values(policies).flat()]) {
    const identity = [{ name: 'p', policy: { Version, Statement } }];
    const statements = compileSet({ identity }).identity.flatMap((policy) => policy.statements);
    const identify = identities(statements);
    for (const action of ['s3:*', 'sqs:*', 'iam:*', 'ec2:Run*'].flatMap(actionsMatching)) {
      const slowly = [...statements.keys()].filter((at) => actionMatches(statements[at] as never, action));
      expect(identify(action).of, action).toEqual(slowly);
    }
  }
});

it('leaves out of a place only actions that can be about nothing there', () => {
  const scope = { partition: 'aws', region: 'us-east-1', account: '111122223333' } as Scope;
  for (const pattern of ['*', 'arn*', 'arn:aws:s3:::one/*', 'arn:aws:sqs:us-east-1:111122223333:*']) {
    const able = actionsMatching('*').filter((action) => resourcesOf(pattern, action, [], scope).length > 0);
    expect(able.length).toBeGreaterThan(pattern === 'arn*' ? -1 : 10);
    const about = new Set(actionsAbout('*', pattern));
    expect(able.filter((action) => !about.has(action))).toEqual([]);
  }
});

const many = Array.from(
  { length: 3000 },
  (_, n): PolicyStatement => ({
    ...{ Effect: 'Allow', Action: 's3:GetObject', Resource: `arn:aws:s3:::b${n}/*` },
  }),
);
const tooMany = 'who can do what: the policies are too many, or too unlike each other, to be compared in seconds';

it('says what it did not compare of policies that are too many, and limits nothing after that', () => {
  const { cells, notProven } = judged({ Role: role(many) });
  expect(cells).toEqual([]);
  expect(notProven.map(({ what, why }) => `${what}: ${why}`)).toEqual([tooMany]);
  expect(judged({ Role: role([reads]) }).notProven).toEqual([]);
});

it('says so of the matrix of an assembly too, which access and a report show', () => {
  const assembly = mkdtempSync(join(tmpdir(), 'effort-'));
  const write = (name: string, content: object) => writeFileSync(join(assembly, name), JSON.stringify(content));
  const stack = { environment: 'aws://111122223333/eu-west-1', properties: { templateFile: 'one.json' } };
  write('manifest.json', { version: '36.0.0', artifacts: { one: { type: 'aws:cloudformation:stack', ...stack } } });
  write('one.json', { Resources: { Role: role(many) } });
  const found = shownOf(assembly);
  rmSync(assembly, { recursive: true });
  expect(found.cells).toEqual([]);
  expect(found.notProven.map(({ what, why }) => `${what}: ${why}`)).toEqual([tooMany]);
});
