import { stacksOf } from '../../src/formats/templates.ts';
import { judgementOf } from '../../src/judging/judgement.ts';
import type { PolicyStatement } from '../../templates/judge/decide/request.ts';
import { assembliesOf } from '../../templates/judge/read/assembly.ts';

export const Version = '2012-10-17';

/** A role that Lambda may take, with these statements. */
export const role = (Statement: PolicyStatement[]) => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    AssumeRolePolicyDocument: {
      Version,
      Statement: { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
    },
    Policies: [{ PolicyName: 'p', PolicyDocument: { Version, Statement } }],
  },
});

export const stacks = (Resources: object) => stacksOf(['t.json'], () => JSON.stringify({ Resources }), {});
export const judged = (Resources: object) => judgementOf(assembliesOf(stacks(Resources)));
