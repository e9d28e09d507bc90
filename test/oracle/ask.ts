import type { PolicyDocument, PolicySet, PolicyStatement } from '../../templates/judge/decide/request.ts';
import type { Case } from './generate.ts';
import { ours } from './vocabulary.ts';

/** Short forms for cases that are written by hand. */

export const role = `arn:aws:iam::${ours}:role/train`;
export const session = `arn:aws:sts::${ours}:assumed-role/train/s1`;
export const policy = (statement: Partial<PolicyStatement>, version = '2012-10-17'): PolicyDocument => ({
  Version: version,
  Statement: { Effect: 'Allow', Action: 's3:GetObject', Resource: '*', ...statement } as PolicyStatement,
});
export const named = (name: string, document: PolicyDocument) => ({ name, policy: document });
export const other = named('other', policy({ Action: 'sqs:SendMessage' }));
export const ask = (policies: Partial<PolicySet>, more: Partial<Case['request']> = {}): Case => ({
  request: {
    principal: session,
    action: 's3:GetObject',
    resource: 'arn:aws:s3:::raw/train/a.csv',
    resourceAccount: ours,
    context: {},
    unlisted: 'absent',
    ...more,
  },
  policies: { identity: [], ...policies },
});
/** Whether one condition holds. */
export const when = (
  condition: PolicyStatement['Condition'],
  context: Case['request']['context'],
  version?: string,
): Case =>
  ask(
    { identity: [named('identity', policy({ Condition: condition } as Partial<PolicyStatement>, version))] },
    { context },
  );

export const operators = 'IAM JSON policy elements: Condition operators';
export const enforcement = 'How AWS enforcement code logic evaluates requests to allow or deny access';
