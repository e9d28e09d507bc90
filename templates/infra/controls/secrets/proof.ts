import { type Check, every, everyHas, everyStays, type Judged, lacks, policyOf } from '../check.ts';
import { secretReaders } from './readers.ts';

const read = ['secretsmanager:GetSecretValue', 'secretsmanager:DescribeSecret'];

const rights = {
  Processing: { actions: read, keys: ['kms:Decrypt'] },
  Operator: {
    actions: ['secretsmanager:PutSecretValue', 'secretsmanager:RestoreSecret', 'secretsmanager:RotateSecret'],
    keys: ['kms:Decrypt', 'kms:GenerateDataKey'],
  },
};

const secrets = { type: 'AWS::SecretsManager::Secret' };

export function checks({ settings, enabled }: Judged): Check[] {
  const { name, region, units } = settings;
  /** The proof name of each secret that is meant to be here, by its name. */
  const declared: Record<string, string> = Object.fromEntries([
    [`${name}/data-provider`, 'data-source'],
    ...units.filter(({ kind }) => kind === 'secret').map((unit) => [`${name}/${unit.name}`, unit.name]),
  ]);
  return [
    everyHas(
      'the secret has its name, and no value in the template',
      { ...secrets, where: ({ properties }) => properties.Name === `${name}/data-provider` },
      { SecretString: undefined, GenerateSecretString: { PasswordLength: 32, ExcludePunctuation: true } },
    ),
    everyHas('no template holds a secret’s value', secrets, { SecretString: undefined }),
    everyStays('a secret outlives its stack', secrets),
    everyStays('no secret loses its policy with its stack', { type: 'AWS::SecretsManager::ResourcePolicy' }),
    every('every secret refuses everyone but readers that are named', secrets, ({ properties }, assembly) => {
      const { account, stacks, names, resources } = assembly;
      const proofName = declared[String(properties.Name)];
      if (!proofName)
        return `has the name ${properties.Name}, which no control and no unit declares: secure-ml add secret`;
      const guard = resources.find(
        ({ type, properties: { SecretId } }) =>
          type === 'AWS::SecretsManager::ResourcePolicy' && SecretId === names[proofName],
      );
      if (!guard) return 'has no resource policy';
      if (guard.properties.BlockPublicPolicy !== true) return 'could be made public';
      const place = { partition: stacks[0]?.partition ?? '', region, account };
      const rotates = enabled.includes('secret-rotation') && proofName === 'data-source';
      const readers = secretReaders(place, settings, rotates);
      const everyone = { Effect: 'Deny', Principal: { AWS: '*' }, Resource: '*' };
      return lacks(
        guard.properties,
        [
          {
            ...everyone,
            Action: ['secretsmanager:GetSecretValue', 'secretsmanager:BatchGetSecretValue'],
            Condition: { ArnNotLike: { 'aws:PrincipalArn': readers } },
          },
          {
            ...everyone,
            Action: 'secretsmanager:*',
            Condition: {
              StringNotEquals: { 'aws:PrincipalAccount': account },
              BoolIfExists: { 'aws:PrincipalIsAWSService': 'false' },
            },
          },
        ],
        'ResourcePolicy',
      );
    }),
    ...Object.entries(rights).map(([title, { actions, keys }]) =>
      every(
        `${title} has these rights on the one secret, and on its key`,
        policyOf(title),
        ({ properties }, { names }) => {
          const key = names['secrets-key'];
          return lacks(properties, [
            { Effect: 'Allow', Action: actions, Resource: names['data-source'] ?? '' },
            ...(key ? [{ Effect: 'Allow', Action: keys, Resource: key }] : []),
          ]);
        },
      ),
    ),
    every(
      'only templates without plain secrets are deployed',
      { type: 'AWS::SSM::Parameter', atLeast: 0 },
      (parameter) => {
        const value = String(parameter.properties.Value);
        return /AKIA[0-9A-Z]{16}|-----BEGIN|"?password"?\s*[:=]/i.test(value) && 'holds what looks like a secret';
      },
    ),
  ];
}
