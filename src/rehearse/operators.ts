import { createHash } from 'node:crypto';
import { encoded } from './address.ts';
import { type RehearsalStep, type Stage, Stopped } from './step.ts';

type Parameters = Record<string, unknown>;

/** A JSON call of somebody's, as one step. */
export function calling(
  who: string,
  title: string,
  from: RehearsalStep['from'],
  target: string,
  asked: (stage: Stage) => Parameters,
): RehearsalStep {
  const [prefix = '', service = prefix.toLowerCase()] = target.split(':').reverse();
  return {
    ...{ who, title, from, expects: 'goes through' },
    run: async (stage) => void (await stage.call(stage.session(who), from, service, prefix, asked(stage))),
  };
}

const secretId = ({ aws }: Stage) => `${aws.here.project}/data-provider`;

/** What the README has an operator do once, and what runbooks have them try. */
export const operatorSteps: RehearsalStep[] = [
  calling(
    'operator',
    'puts the real value in: aws secretsmanager put-secret-value',
    'outside',
    'secretsmanager:secretsmanager.PutSecretValue',
    (stage) => ({ SecretId: secretId(stage), SecretString: 'rehearsed', ClientRequestToken: 'a'.repeat(32) }),
  ),
  {
    who: 'operator',
    title: 'tests the topic: aws sns publish',
    from: 'outside',
    expects: 'goes through',
    run: async (stage) => {
      const asked = { Action: 'Publish', Version: '2010-03-31', TopicArn: stage.aws.arn('alerts'), Message: 'test' };
      await stage.query(stage.session('operator'), 'outside', 'sns', asked);
    },
  },
];

/** The approver's own look at what was signed: what register checked, checked again. */
export const verifiesEvaluation = (trained: (stage: Stage) => string): RehearsalStep => ({
  who: 'approver',
  title: 'holds the evaluation against its signature: aws kms verify',
  from: 'inside',
  expects: 'goes through',
  run: async (stage) => {
    const session = stage.session('approver');
    const folder = `models/${trained(stage)}/`;
    await stage.s3(session, 'inside', 'GET', `/${stage.bucket('artifacts')}?list-type=2&prefix=${encoded(folder)}`);
    const read = (name: string) =>
      stage.object(session, 'inside', 'GET', stage.bucket('artifacts'), `${folder}${name}`);
    const [evaluation, signature] = [await read('evaluation.json'), await read('evaluation.json.sig')];
    const { Parameter } = await stage.call(session, 'inside', 'ssm', 'AmazonSSM.GetParameter', {
      Name: `/${stage.aws.here.project}/resources/signing-key`,
    });
    const { SignatureValid } = await stage.call(session, 'inside', 'kms', 'TrentService.Verify', {
      KeyId: (Parameter as { Value: string }).Value,
      Message: createHash('sha256').update(evaluation).digest('base64'),
      MessageType: 'DIGEST',
      Signature: signature.toString().trim(),
      SigningAlgorithm: 'ECDSA_SHA_256',
    });
    if (SignatureValid !== true) throw new Stopped('the signature is not that of the evaluation');
  },
});
