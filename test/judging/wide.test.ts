import { expect, it } from 'vitest';
import { Automaton, type Glob, representatives } from '../../templates/judge/cells/glob.ts';
import { resourceCells } from '../../templates/judge/cells/resources.ts';
import { affordable, spending } from '../../templates/judge/decide/effort.ts';
import { factsOf } from '../../templates/judge/decide/facts.ts';
import { actionsMatching, arnForms } from '../../templates/judge/decide/iam-data.ts';
import { compileSet } from '../../templates/judge/decide/policy.ts';
import type { PolicyStatement } from '../../templates/judge/decide/request.ts';
import { resourcesOf, type Scope } from '../../templates/judge/prove/what.ts';
import { judged, role, Version } from './roles.ts';

const unproven = ({ notProven }: ReturnType<typeof judged>) => notProven.map(({ what }) => what);

const reads = (Resource: string): PolicyStatement => ({ Effect: 'Allow', Action: 's3:GetObject', Resource });

it('counts each pattern that texts are looked for in', () => {
  const globs = Array.from(
    { length: 60 },
    (_, at): Glob => [
      { kind: 'many' },
      { kind: 'char', char: 'x' },
      ...Array.from({ length: at }, (): Glob[number] => ({ kind: 'one' })),
    ],
  );
  const find = (some: Glob[]) => {
    const [within, ...others] = [[{ kind: 'many' } as const], ...some].map((glob) => new Automaton(glob));
    return affordable(() => representatives(within as Automaton, others, { cap: 500, seeds: ['example'] }) ?? 'capped');
  };
  const spent = (some: Glob[], most: number) => spending(most, () => find(some)) === undefined;
  expect([spent(globs, 1e9), spent(globs, 1000)]).toEqual([false, true]);
  expect([spent(globs.slice(0, 5), 1000), spent(globs.slice(0, 5), 5)]).toEqual([false, true]);
  expect(find(globs)).toBe('capped');
});

it('comes to the end of 100 roles that may everything but one thing each', () => {
  const but = (at: number): PolicyStatement[] => [
    { Effect: 'Allow', Action: '*', Resource: '*' },
    { Effect: 'Deny', Action: 's3:DeleteObject', Resource: `arn:aws:s3:::b${at}/*` },
  ];
  const found = judged(Object.fromEntries(Array.from({ length: 100 }, (_, at) => [`R${at}`, role(but(at))])));
  expect(unproven(found)).toEqual([]);
  expect(found.cells.filter(({ but }) => but.length > 0)).toHaveLength(100);
});

it('asks about the same resources, whether statements about other services are looked at or not', () => {
  const texts = [
    '*',
    'arn:aws:s3:::a/*',
    'arn:aws:s3:::a*',
    'arn:aws:sqs:us-east-1:111122223333:q*',
    'arn:*:iam::*:role/x?',
  ];
  const Statement = [
    ...texts.map(reads),
    { ...reads('*'), Resource: ['*', 'arn:aws:s3:::b/*', 'arn:aws:sns:*:*:t'] },
    { Effect: 'Allow', Action: 's3:*', NotResource: ['arn:aws:s3:::c', 'arn:aws:kms:*:*:key/k'] },
    { ...reads('*'), Resource: `arn:aws:s3:::\${aws:PrincipalTag/a}/*` },
  ] as PolicyStatement[];
  const identity = [{ name: 'p', policy: { Version, Statement } }];
  const statements = compileSet({ identity }).identity.flatMap((policy) => policy.statements);
  const scope = { partition: 'aws', region: 'us-east-1', account: '111122223333' } as Scope;
  for (const some of [statements, ...statements.map((one) => [one]), statements.slice(3)]) {
    for (const action of ['s3:*', 'sqs:*', 'iam:Get*', 'kms:*', 'ec2:Run*', 'tag:*'].flatMap(actionsMatching)) {
      const facts = factsOf({ principal: '*', action, resource: '*', resourceAccount: scope.account, context: {} });
      const forms = arnForms(action);
      const all = forms.length > 0 ? resourceCells(forms, some, facts, scope)?.map(({ resource }) => resource) : ['*'];
      expect(resourcesOf('*', action, some, scope), action).toEqual(all);
    }
  }
});
