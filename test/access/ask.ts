import { decide } from '../../templates/judge/decide/decide.ts';
import type {
  Decision,
  NamedPolicy,
  PolicySet,
  PolicyStatement,
  Request,
} from '../../templates/judge/decide/request.ts';

/** Short forms for the tables of sentences. */

export const here = '111111111111';
export const there = '222222222222';
export const user = `arn:aws:iam::${here}:user/team/ana`;
export const role = `arn:aws:iam::${here}:role/train`;
export const session = `arn:aws:sts::${here}:assumed-role/train/run-1`;
export const root = `arn:aws:iam::${here}:root`;
export const stranger = `arn:aws:iam::${there}:role/train`;
export const object = 'arn:aws:s3:::raw/train/a.csv';
export const key = `arn:aws:kms:eu-west-1:${here}:key/k1`;
export const deploy = `arn:aws:iam::${here}:role/deploy`;

type Loose = Partial<Record<keyof PolicyStatement, unknown>>;

export const policy = (name: string, ...statements: Loose[]): NamedPolicy => ({
  name,
  policy: {
    Version: '2012-10-17',
    Statement: statements.map((each) => ({
      Effect: 'Allow',
      ...(each.NotAction === undefined && { Action: 's3:GetObject' }),
      ...(each.NotResource === undefined && { Resource: '*' }),
      ...each,
    })) as PolicyStatement[],
  },
});

export const reads = policy('reads', {});
export const other = policy('other', { Action: 'sqs:SendMessage' });

export const ask = (policies: Partial<PolicySet>, more: Partial<Request> = {}): Decision =>
  decide(
    { principal: session, action: 's3:GetObject', resource: object, resourceAccount: here, context: {}, ...more },
    { identity: [], ...policies },
  );

export const verdict = (policies: Partial<PolicySet>, more: Partial<Request> = {}) =>
  ask(policies, { unlisted: 'absent', ...more }).verdict;

/** Whether one condition holds in a context where nothing else is known to be there. */
export const holds = (condition: unknown, context: Request['context'], more: Loose = {}): boolean =>
  verdict({ identity: [policy('p', { Condition: condition, ...more })] }, { context }) === 'Allowed';
