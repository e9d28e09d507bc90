import { expect, it } from 'vitest';
import { stacksOf } from '../../src/formats/templates.ts';
import { judgementOf } from '../../src/judging/judgement.ts';
import { identities } from '../../templates/judge/cells/actions.ts';
import { actionsMatching } from '../../templates/judge/decide/iam-data.ts';
import { compileSet } from '../../templates/judge/decide/policy.ts';
import type { PolicyStatement } from '../../templates/judge/decide/request.ts';
import { actionMatches } from '../../templates/judge/decide/statement.ts';
import { assembliesOf } from '../../templates/judge/read/assembly.ts';

const Version = '2012-10-17';

/** A role that Lambda may take, with these statements. */
const role = (Statement: PolicyStatement[]) => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    AssumeRolePolicyDocument: {
      Version,
      Statement: { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
    },
    Policies: [{ PolicyName: 'p', PolicyDocument: { Version, Statement } }],
  },
});

const judged = (Resources: object) =>
  judgementOf(assembliesOf(stacksOf(['t.json'], () => JSON.stringify({ Resources }), {})));

const everything: PolicyStatement = { Effect: 'Allow', Action: '*', Resource: '*' };
const reads: PolicyStatement = { Effect: 'Allow', Action: ['s3:Get*', 'sqs:*'], Resource: 'arn:aws:s3:::one/*' };
const policies: Record<string, PolicyStatement[]> = {
  all: [everything],
  allAgain: [everything],
  tagged: [{ ...everything, Condition: { StringEquals: { 'aws:PrincipalTag/a': 'b' } } }, everything, everything],
  denied: [everything, { Effect: 'Deny', Action: 's3:GetObject', Resource: 'arn:aws:s3:::two/*' }],
  reads: [reads, reads, { Effect: 'Allow', NotAction: 'iam:*', Resource: 'arn:aws:s3:::one/a/*' }],
  own: [{ ...reads, Resource: `arn:aws:s3:::one/\${aws:PrincipalTag/a}/*` }],
};

it('tells of roles together what it tells of each alone, whoever of them has the same policies', () => {
  const cellsOf = (names: string[]) =>
    judged(Object.fromEntries(names.map((name) => [name, role(policies[name] ?? [])]))).cells;
  const names = Object.keys(policies);
  const byText = (cells: object[]) => cells.map((cell) => JSON.stringify(cell)).sort();
  expect(byText(cellsOf(names))).toEqual(byText(names.flatMap((name) => cellsOf([name]))));
}, 120_000);

it('finds the statements about each action as one by one, in policies with the same actions twice', () => {
  const identity = [{ name: 'p', policy: { Version, Statement: Object.values(policies).flat() } }];
  const statements = compileSet({ identity }).identity.flatMap((policy) => policy.statements);
  const identify = identities(statements);
  for (const action of ['s3:*', 'sqs:*', 'iam:*', 'ec2:Run*'].flatMap(actionsMatching)) {
    const slowly = [...statements.keys()].filter((at) => actionMatches(statements[at] as never, action));
    expect(identify(action).of, action).toEqual(slowly);
  }
});

it('says what it did not compare of policies that are too many, and limits nothing after that', () => {
  const many = Array.from(
    { length: 3000 },
    (_, n): PolicyStatement => ({
      ...{ Effect: 'Allow', Action: 's3:GetObject', Resource: `arn:aws:s3:::b${n}/*` },
    }),
  );
  const { cells, notProven } = judged({ Role: role(many) });
  expect(cells).toEqual([]);
  expect(notProven.map(({ what, why }) => `${what}: ${why}`)).toEqual([
    'who can do what: the policies are too many, or too unlike each other, to be compared in seconds',
  ]);
  expect(judged({ Role: role([reads]) }).notProven).toEqual([]);
}, 120_000);
