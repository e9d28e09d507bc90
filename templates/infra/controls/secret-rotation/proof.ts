import { type Check, every, everyHas, isNotExactly, type Judged, policyOf, serviceRole } from '../check.ts';

export function checks({ settings, file }: Judged): Check[] {
  const { name, region } = settings;
  return [
    everyHas(
      'the secret rotates every 30 days',
      { type: 'AWS::SecretsManager::RotationSchedule' },
      (_, { account, names, stacks }) => ({
        SecretId: names['data-source'],
        RotationLambdaARN: `arn:${stacks[0]?.partition}:lambda:${region}:${account}:function:${name}-rotation`,
        RotateImmediatelyOnUpdate: false,
        RotationRules: { ScheduleExpression: 'rate(30 days)', Duration: '2h' },
      }),
    ),
    everyHas(
      'the rotation runs our code, with its own role and nothing in its environment',
      { type: 'AWS::Lambda::Function', where: ({ properties }) => properties.FunctionName === `${name}-rotation` },
      (_, { names }) => ({
        Code: { ZipFile: file('infra/controls/secret-rotation/rotate.py') },
        Role: names.rotation,
        Environment: undefined,
        Runtime: 'python3.13',
        Handler: 'index.handler',
        LoggingConfig: { LogGroup: `/${name}/rotation`, LogFormat: 'JSON' },
      }),
    ),
    every(
      'the provider’s call is written: until then no rotation succeeds',
      { type: 'AWS::Lambda::Function', where: ({ properties }) => properties.FunctionName === `${name}-rotation` },
      ({ properties }) =>
        /NotImplementedError/.test(JSON.stringify(properties.Code)) &&
        'has no call of a provider: write set_at_provider in infra/controls/secret-rotation/rotate.py',
    ),
    serviceRole(
      'only Lambda of this account runs as the rotation',
      `${name}-rotation`,
      'lambda.amazonaws.com',
      'Rotation',
    ),
    every(
      'the rotation changes the one secret and writes its log, and may do nothing else',
      policyOf('Rotation'),
      ({ properties }, { account, names, stacks }) => {
        const at = (service: string) => `arn:${stacks[0]?.partition}:${service}:${region}:${account}`;
        const key = names['secrets-key'];
        return isNotExactly(properties, [
          {
            Effect: 'Allow',
            Action: [
              'secretsmanager:DescribeSecret',
              'secretsmanager:GetSecretValue',
              'secretsmanager:PutSecretValue',
              'secretsmanager:UpdateSecretVersionStage',
            ],
            Resource: `${at('secretsmanager')}:secret:${name}/data-provider-??????`,
          },
          { Effect: 'Allow', Action: 'secretsmanager:GetRandomPassword', Resource: '*' },
          {
            Effect: 'Allow',
            Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
            Resource: `${at('logs')}:log-group:/${name}/rotation:log-stream:*`,
          },
          ...(key ? [{ Effect: 'Allow', Action: ['kms:Decrypt', 'kms:GenerateDataKey'], Resource: key }] : []),
        ]);
      },
    ),
    everyHas(
      'only Secrets Manager starts the rotation, for this secret',
      { type: 'AWS::Lambda::Permission' },
      (_, { account, names, stacks }) => ({
        FunctionName: `arn:${stacks[0]?.partition}:lambda:${region}:${account}:function:${name}-rotation`,
        Action: 'lambda:InvokeFunction',
        Principal: 'secretsmanager.amazonaws.com',
        SourceAccount: account,
        SourceArn: names['data-source'],
        FunctionUrlAuthType: undefined,
      }),
    ),
    every('the rotation has no address', { type: 'AWS::Lambda::Function' }, (_, { resources }) => {
      const url = resources.find(({ type }) => type === 'AWS::Lambda::Url');
      return url && `has ${url.path}`;
    }),
  ];
}
