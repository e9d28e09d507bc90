import { describe, expect, it } from 'vitest';
import { diffAccess } from '../../templates/judge/compare/diff.ts';
import { decide } from '../../templates/judge/decide/decide.ts';
import type { PolicyStatement } from '../../templates/judge/decide/request.ts';
import { account, identity, options, principal } from './bases.ts';

const allow = (Action: string | string[], Resource: string | string[], more: Partial<PolicyStatement> = {}) =>
  identity({ Effect: 'Allow', Action, Resource, ...more });
const objects = 'arn:aws:s3:::raw/*';

describe('what is more than wider or narrower', () => {
  it('is both, where a list turns into its opposite', () => {
    const named = allow('s3:GetObject', objects);
    const others = identity({ Effect: 'Allow', Action: 's3:GetObject', NotResource: objects });
    const diff = diffAccess(named, others, options);
    expect([diff.wider.length > 0, diff.narrower.length > 0]).toEqual([true, true]);
  });

  it('is wider for resources of another account alone', () => {
    const queue = (owner: string) => `arn:aws:sqs:eu-west-1:${owner}:jobs`;
    const diff = diffAccess(
      allow('sqs:SendMessage', queue(account)),
      allow('sqs:SendMessage', [queue(account), queue('444455556666')]),
      options,
    );
    expect(diff.wider).toMatchObject([{ resources: [queue('444455556666')], witness: { foreign: true } }]);
  });

  it('is latent, where a wildcard takes the place of every action there is', () => {
    const diff = diffAccess(allow(['sqs:SendMessage'], '*'), allow('sqs:SendMessage*', '*'), options);
    expect(diff).toMatchObject({
      wider: [],
      narrower: [],
      latent: [{ direction: 'wider', actions: ['sqs:sendmessagefuture'] }],
    });
  });

  it('is latent whatever was asked before, and what is asked after it is answered as ever', () => {
    // The action that stands in for one to come, on a bucket.
    const request = { principal, action: 's3:PauseReplication', resource: 'arn:aws:s3:::raw', context: {} };
    const ask = () => decide({ ...request, resourceAccount: account }, after).verdict;
    const after = allow(['s3:GetObject', 's3:Get*'], '*');
    const asked = [ask(), diffAccess(allow('s3:GetObject', '*'), after, options).latent.length, ask()];
    expect(asked).toEqual(['ImplicitlyDenied', 1, 'ImplicitlyDenied']);
  });

  it('leaves no trace of the action that stood in for one that does not exist', () => {
    const wild = allow('sqs:SendMessage*', '*');
    diffAccess(allow(['sqs:SendMessage'], '*'), wild, options);
    const resource = `arn:aws:sqs:eu-west-1:${account}:jobs`;
    const decided = ['sqs:AddPermission', 'sqs:PurgeQueue', 'sqs:SendMessage'].map(
      (action) => decide({ principal, action, resource, resourceAccount: account, context: {} }, wild).verdict,
    );
    expect(decided).toEqual(['ImplicitlyDenied', 'ImplicitlyDenied', 'Allowed']);
  });
});

describe('what is not complete is unproven, never no', () => {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a policy variable
  const variable = '${aws:PrincipalTag/a}';

  it('two variables in one pattern', () => {
    const twice = `arn:aws:s3:::raw/${variable}/${variable.replace('/a}', '/b}')}`;
    expect(diffAccess(allow('s3:GetObject', objects), allow('s3:GetObject', twice), options).unproven).toHaveLength(1);
  });

  it('more kinds of element than subsets can be had', () => {
    const each = 'abcdefg'.split('').map((tag) => ({
      Effect: 'Allow' as const,
      Action: 'ec2:CreateTags',
      Resource: '*',
      Condition: { 'ForAllValues:StringEquals': { 'aws:TagKeys': [tag] } },
    }));
    const diff = diffAccess(identity(...each), identity(...each.slice(1)), options);
    expect(diff.unproven.join()).toMatch(/aws:tagkeys can hold 8 kinds of value at once/);
  });

  it('patterns that multiply', () => {
    const wild = 'abcdefghijkl'.split('').map((letter) => `arn:aws:s3:::raw/*${letter}*${letter}*`);
    expect(
      diffAccess(allow('s3:GetObject', wild), allow('s3:GetObject', wild.slice(1)), options).unproven,
    ).toHaveLength(1);
  });

  it('more decisions than are allowed', () => {
    const keys = Array.from({ length: 12 }, (_, index) => `aws:PrincipalTag/k${index}`);
    const conditions = (value: string) => ({
      StringEquals: Object.fromEntries(keys.map((key) => [key, [value, 'x']])),
    });
    const [before, after] = ['a', 'b'].map((value) => allow('s3:GetObject', objects, { Condition: conditions(value) }));
    const limits = { each: 4, all: 8 };
    expect(
      diffAccess(before ?? identity(), after ?? identity(), { ...options, limits }).unproven.length,
    ).toBeGreaterThan(0);
  });

  it('a condition key that nobody knows', () => {
    const diff = diffAccess(
      allow('s3:GetObject', objects, { Condition: { StringEquals: { 's3:NoSuchKey': 'a' } } }),
      allow('s3:GetObject', objects),
      { ...options, strict: false },
    );
    expect(diff.unproven.join()).toMatch(/there is no condition key s3:nosuchkey/);
  });

  it('a policy that is refused', () => {
    const diff = diffAccess(allow('s3:GetObjct', objects), allow('s3:GetObject', objects), options);
    expect(diff.unproven.join()).toMatch(/there is no action s3:GetObjct/);
  });
});
