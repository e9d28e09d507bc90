import type { Rehearsed } from '../judging/rehearsed.ts';
import type { Moto } from './moto.ts';
import type { Names } from './names.ts';

type Resource = Rehearsed['resources'][number];
type Properties = Record<string, unknown>;

/** What only the services know of what the templates make, by the name that calls use. */
export interface SeededState {
  /** Bucket to its default key, and whether objects are encrypted under the bucket's key. */
  buckets: Map<string, { key?: string; isBucketKey: boolean }>;
  secrets: Map<string, { arn: string; key?: string }>;
  topics: Map<string, { key?: string }>;
  aliases: Map<string, string>;
  /** By name: as Lambda describes it, and the permissions that it was given. */
  functions: Map<string, { configuration: Properties; policy: Properties }>;
  /** By ARN: for how many seconds a role may be taken. */
  longest: Map<string, number>;
}

const text = (value: unknown) => (typeof value === 'string' ? value : undefined);

async function bucket(
  moto: Moto,
  names: Names,
  { ref, properties }: Resource,
  { buckets }: SeededState,
  region: string,
) {
  const name = names.real(ref);
  const where = region === 'us-east-1' ? '' : `<LocationConstraint>${region}</LocationConstraint>`;
  const body = Buffer.from(where && `<CreateBucketConfiguration>${where}</CreateBucketConfiguration>`);
  await moto.pass({ method: 'PUT', url: `/${name}`, headers: { 'content-type': 'text/xml' }, body }, 's3');
  const rules = (properties.BucketEncryption as Properties | undefined)?.ServerSideEncryptionConfiguration;
  const [rule] = (rules ?? []) as { ServerSideEncryptionByDefault?: Properties; BucketKeyEnabled?: unknown }[];
  const key = text(rule?.ServerSideEncryptionByDefault?.KMSMasterKeyID);
  buckets.set(name, { ...(key && { key: names.real(key) }), isBucketKey: String(rule?.BucketKeyEnabled) === 'true' });
}

async function key(moto: Moto, names: Names, { ref, properties }: Resource) {
  const asked = { KeySpec: properties.KeySpec, KeyUsage: properties.KeyUsage };
  const { KeyMetadata } = await moto.call<{ KeyMetadata: { KeyId: string } }>('kms', 'CreateKey', asked);
  names.call(ref, KeyMetadata.KeyId);
}

async function secret(moto: Moto, names: Names, { properties, arn = '' }: Resource, { secrets }: SeededState) {
  const name = names.real(String(properties.Name));
  const made = await moto.call<{ ARN: string }>('secretsmanager', 'CreateSecret', {
    Name: name,
    SecretString: 'generated',
  });
  // Patterns in the templates leave the six characters open; a request has some.
  const inTemplates = (arn.split(':').at(-1) ?? '').replace('??????', 'AbCdEf');
  names.call(inTemplates, made.ARN.split(':').at(-1) ?? '');
  const found = { arn: made.ARN, ...(text(properties.KmsKeyId) && { key: names.real(String(properties.KmsKeyId)) }) };
  // AWS Secrets Manager API Reference, "GetSecretValue": an ARN may leave the six characters out.
  const partial = made.ARN.replace(/-[A-Za-z0-9]{6}$/, '');
  for (const called of [name, partial]) secrets.set(called, found);
}

async function topic(moto: Moto, names: Names, { ref, properties }: Resource, { topics }: SeededState) {
  const arn = names.real(ref);
  const body = Buffer.from(
    `Action=CreateTopic&Version=2010-03-31&Name=${encodeURIComponent(arn.split(':').at(-1) ?? '')}`,
  );
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  await moto.pass({ method: 'POST', url: '/', headers, body }, 'sns');
  topics.set(arn, { ...(text(properties.KmsMasterKeyId) && { key: names.real(String(properties.KmsMasterKeyId)) }) });
}

function functions(here: Rehearsed, names: Names): SeededState['functions'] {
  const real = (value: unknown) => JSON.parse(names.real(JSON.stringify(value ?? {}))) as Properties;
  const permissions = here.resources.filter(({ type }) => type === 'AWS::Lambda::Permission');
  return new Map(
    here.resources.flatMap(({ type, properties, ref, arn = '' }) => {
      if (type !== 'AWS::Lambda::Function') return [];
      const { FunctionName, Role, Runtime, Handler, Timeout } = real(properties);
      const name = text(FunctionName) ?? names.real(ref);
      const configuration = { FunctionName: name, FunctionArn: names.real(arn), Role, Runtime, Handler, Timeout };
      const Statement = permissions
        .map((each) => real(each.properties))
        .filter((each) => String(each.FunctionName).includes(name))
        .map(({ Action, Principal }) => ({ Effect: 'Allow', Action, Principal: { Service: Principal } }));
      return [[name, { configuration, policy: { Version: '2012-10-17', Statement } }]];
    }),
  );
}

async function rule(moto: Moto, names: Names, { properties }: Resource) {
  const { Name, EventPattern, State, Targets = [] } = JSON.parse(names.real(JSON.stringify(properties))) as Properties;
  if (!EventPattern || properties.EventBusName) return;
  await moto.call('events', 'PutRule', { Name, State, EventPattern: JSON.stringify(EventPattern) });
  const targets = (Targets as { Id: string; Arn: string }[]).map(({ Id, Arn }) => ({ Id, Arn }));
  if (targets.length > 0) await moto.call('events', 'PutTargets', { Rule: Name, Targets: targets });
}

/** Makes in the stand-in what a deployment of the templates would make, as far as calls are about it. */
export async function seed(moto: Moto, here: Rehearsed, names: Names): Promise<SeededState> {
  const roles = here.resources.filter(({ type }) => type === 'AWS::IAM::Role');
  const kept: SeededState = {
    ...{ buckets: new Map(), secrets: new Map(), topics: new Map(), aliases: new Map() },
    functions: functions(here, names),
    longest: new Map(
      roles.map(({ arn = '', properties }) => [names.real(arn), Number(properties.MaxSessionDuration ?? 3600)]),
    ),
  };
  const all = (type: string) =>
    here.resources.filter((each) => each.type === type && each.arn?.includes(here.partition));
  // Keys first: the others refer to them by the identifiers that the service gives.
  for (const each of all('AWS::KMS::Key')) await key(moto, names, each);
  for (const each of all('AWS::KMS::Alias')) {
    kept.aliases.set(names.real(String(each.properties.AliasName)), names.real(String(each.properties.TargetKeyId)));
  }
  for (const each of all('AWS::S3::Bucket')) await bucket(moto, names, each, kept, here.region);
  for (const each of all('AWS::SecretsManager::Secret')) await secret(moto, names, each, kept);
  for (const each of all('AWS::SNS::Topic')) await topic(moto, names, each, kept);
  for (const { arn = '' } of all('AWS::SQS::Queue')) {
    await moto.call('sqs', 'CreateQueue', { QueueName: names.real(arn).split(':').at(-1) });
  }
  for (const { ref } of all('AWS::ECR::Repository')) {
    await moto.call('ecr', 'CreateRepository', { repositoryName: names.real(ref) });
  }
  for (const each of all('AWS::Events::Rule')) {
    if (each.arn?.includes(`:${here.region}:`)) await rule(moto, names, each);
  }
  for (const { properties } of all('AWS::Logs::LogGroup')) {
    await moto.call('logs', 'CreateLogGroup', { logGroupName: names.real(String(properties.LogGroupName)) });
  }
  for (const { properties } of all('AWS::SageMaker::ModelPackageGroup')) {
    await moto.call('sagemaker', 'CreateModelPackageGroup', {
      ModelPackageGroupName: names.real(String(properties.ModelPackageGroupName)),
    });
  }
  for (const { properties } of all('AWS::SageMaker::Pipeline')) {
    await moto.call('sagemaker', 'CreatePipeline', {
      PipelineName: names.real(String(properties.PipelineName)),
      // Nothing runs its steps here: an execution is kept and described.
      PipelineDefinition: '{}',
      RoleArn: names.real(String(properties.RoleArn)),
      ClientRequestToken: 'a'.repeat(32),
    });
  }
  // Last: values refer to all of the others.
  for (const { properties } of all('AWS::SSM::Parameter')) {
    const [Name, Value] = [properties.Name, properties.Value].map((value) => names.real(String(value)));
    await moto.call('ssm', 'PutParameter', { Name, Value, Type: String(properties.Type ?? 'String') });
  }
  return kept;
}
