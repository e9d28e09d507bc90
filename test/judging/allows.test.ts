import { expect, it } from 'vitest';
import { neededOf } from '../../src/judging/allows.ts';
import type { JudgedRepository } from '../../src/judging/repository.ts';
import made from '../../src/operations/service-made.json' with { type: 'json' };
import type { AccessModel } from '../../templates/judge/read/model.ts';

const role = 'arn:aws:iam::111122223333:role/my-ml-inference';

/** A role that SageMaker may take, with one statement for each list of actions. */
function modelOf(...statements: string[][]): AccessModel {
  const Statement = statements.map((Action, at) => ({ Sid: `S${at}`, Effect: 'Allow', Action, Resource: '*' }));
  const trust = { Statement: [{ Effect: 'Allow', Principal: { Service: 'sagemaker.amazonaws.com' } }] };
  return {
    names: {},
    principals: [{ arn: role, identity: [{ name: 'P', policy: { Statement } }] }],
    resources: [{ arn: role, policy: { policy: trust } }],
  } as unknown as AccessModel;
}
const repository = { controls: [], settings: '{}' } as unknown as JudgedRepository;

it('cites a page of AWS with its address for each call that a service makes by itself', () => {
  for (const { page, address } of made) {
    expect(page).toMatch(/^(AWS|Amazon) .*"/);
    expect(address).toMatch(/^https:\/\/docs\.aws\.amazon\.com\/[\w/.-]+\.html$/);
  }
});

it('lists an allow that rests on an unverified page alone as such, and one that a page shows as shown', () => {
  const needed = neededOf(
    modelOf(['s3:ListBucket'], ['s3:GetObject', 's3:ListBucket'], ['sqs:SendMessage']),
    repository,
  );
  expect(needed.map(({ statement, unverified }) => [statement, unverified ?? false])).toEqual([
    ['P/S0', true],
    ['P/S1', false],
  ]);
  expect(needed[1]?.by).toContain('https://docs.aws.amazon.com/sagemaker/latest/dg/sagemaker-roles.html');
});
