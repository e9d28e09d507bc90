import { readFileSync } from 'node:fs';
import { readSettings } from '../../config.ts';
import { everyHas } from '../check.ts';

const { name } = readSettings();

export const checks = [
  everyHas(
    'the secret rotates every 30 days',
    { type: 'AWS::SecretsManager::RotationSchedule' },
    (_, { account, names, stacks }) => ({
      SecretId: names['data-source'],
      RotationLambdaARN: `arn:${stacks[0]?.partition}:lambda:${stacks[0]?.region}:${account}:function:${name}-rotation`,
      RotationRules: { ScheduleExpression: 'rate(30 days)', Duration: '2h' },
    }),
  ),
  everyHas(
    'the rotation runs our code, with its own role and nothing in its environment',
    { type: 'AWS::Lambda::Function', where: ({ properties }) => properties.FunctionName === `${name}-rotation` },
    (_, { names }) => ({
      Code: { ZipFile: readFileSync(new URL('rotate.py', import.meta.url), 'utf8') },
      Role: names.rotation,
      Environment: undefined,
      ReservedConcurrentExecutions: 1,
      Runtime: 'python3.13',
    }),
  ),
  everyHas(
    'only Secrets Manager of this account starts the rotation',
    { type: 'AWS::Lambda::Permission' },
    (_, { account }) => ({
      Action: 'lambda:InvokeFunction',
      Principal: 'secretsmanager.amazonaws.com',
      SourceAccount: account,
      FunctionUrlAuthType: undefined,
    }),
  ),
];
