import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FileAssetPackaging, type Stack, Stage } from 'aws-cdk-lib';
import { type ManagedPolicy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { CfnPipeline } from 'aws-cdk-lib/aws-sagemaker';
import { resourceParameters } from '../controls/parameters/parameters.ts';
import { type Foundation, name } from '../foundation.ts';
import { instanceTypesOf, jobSizeOf, withLocalDisks } from '../policies/instances.ts';
import { packCode } from './archive.ts';
import { definitionThatRefuses, filledDefinition, type Values } from './definition.ts';
import { unready } from './ready.ts';

/** Stages of a pipeline, by the role that each runs with. */
export const stageRoles = ['processing', 'training', 'evaluation', 'registration'] as const;

/** Where the bootstrap keeps what a deployment brings, and the code there: named by its hash. */
function publish(stack: Stack): { bucket: string; digest: string } {
  const { content, digest } = packCode();
  const fileName = `code-${digest}.tar.gz`;
  const outdir = Stage.of(stack)?.outdir ?? '.';
  // An earlier synthesis may have left another one.
  for (const file of readdirSync(outdir)) if (/^code-[0-9a-f]{64}\.tar\.gz$/.test(file)) rmSync(join(outdir, file));
  writeFileSync(join(outdir, fileName), content);
  const { bucketName } = stack.synthesizer.addFileAsset({
    fileName,
    packaging: FileAssetPackaging.FILE,
    sourceHash: digest,
  });
  return { bucket: bucketName, digest };
}

/** Each stage reads this one archive, and lists nothing beside it. */
function readCode(policy: ManagedPolicy, bucketArn: string, key: string): void {
  policy.addStatements(
    new PolicyStatement({
      sid: 'PipelineCodeList',
      actions: ['s3:ListBucket'],
      resources: [bucketArn],
      conditions: { StringEquals: { 's3:prefix': key } },
    }),
    new PolicyStatement({ sid: 'PipelineCodeRead', actions: ['s3:GetObject'], resources: [`${bucketArn}/${key}`] }),
  );
}

function valuesOf(foundation: Foundation, bucket: string, digest: string): Values {
  const { settings, jobRules, network } = foundation;
  const resources = resourceParameters(foundation);
  const [instanceType = ''] = instanceTypesOf(settings);
  const { volumeGb, maxMinutes } = jobSizeOf(settings);
  const groups = network?.securityGroupIds ?? [];
  return {
    'registry-group': `${settings.name}-models`,
    'signing-key': undefined,
    'data-key': undefined,
    ...resources,
    name: settings.name,
    region: settings.region,
    sensitivity: settings.sensitivity,
    code: digest,
    'code-folder': `s3://${bucket}`,
    'instance-type': instanceType,
    'volume-gb': volumeGb,
    'max-seconds': maxMinutes * 60,
    'volume-key': withLocalDisks([instanceType]).length > 0 ? undefined : foundation.keys.data?.keyArn,
    'network-isolation': jobRules?.isolatedTraining ?? false,
    subnets: network?.subnetIds,
    'security-groups': groups.length > 0 ? groups : undefined,
  };
}

/** SageMaker Developer Guide, "IAM Access Management" of Pipelines: a prefix of jobs has 38 characters at the most. */
const longestPrefix = 38;

/** Names of jobs begin with PROJECT-STAGE, as far as that goes. */
function withPrefixes(steps: { Arguments: Record<string, unknown> }[]): void {
  for (const { Arguments } of steps) {
    for (const key of ['ProcessingJobName', 'TrainingJobName']) {
      if (key in Arguments) Arguments[key] = String(Arguments[key]).slice(0, longestPrefix).replace(/-$/, '');
    }
  }
}

/** What every job is started with. A step that starts none has no role. */
function withVariables(steps: { Arguments: Record<string, unknown> }[], variables: Record<string, string>): void {
  if (Object.keys(variables).length === 0) return;
  for (const { Arguments } of steps) {
    if ('RoleArn' in Arguments) Arguments.Environment = { ...(Arguments.Environment as object), ...variables };
  }
}

/** What a pipeline is made of. */
export interface Made {
  /** The construct's id. */
  id: string;
  /** The pipeline's name, after the project's. */
  name: string;
  /** Starts its steps. */
  roleArn: string;
  definition: unknown;
}

/** A pipeline of the definition that `npm run pipeline` wrote: what it runs is in the repository, and what runs it is deployed. */
export function makePipeline(foundation: Foundation, { id, name: pipeline, roleArn, definition }: Made): CfnPipeline {
  const { training, settings, roles } = foundation;
  const { bucket, digest } = publish(training);
  const open = unready();
  const made = filledDefinition(definition, valuesOf(foundation, bucket, digest)) as {
    Steps: { Arguments: Record<string, unknown> }[];
  };
  withPrefixes(made.Steps);
  withVariables(made.Steps, foundation.variables);
  const message = `Type ${open.join(' and ')}, commit what that writes, and deploy: nothing runs before`;
  const resource = new CfnPipeline(training, id, {
    pipelineName: `${settings.name}-${pipeline}`,
    pipelineDescription: `${settings.name}: prepare, train, evaluate, register, with the code ${digest.slice(0, 12)}`,
    pipelineDefinition: {
      PipelineDefinitionBody: training.toJsonString(open.length > 0 ? definitionThatRefuses(message) : made),
    },
    roleArn,
    parallelismConfiguration: { MaxParallelExecutionSteps: 1 },
  });
  const archiveBucket = `arn:${training.partition}:s3:::${bucket}`;
  for (const role of stageRoles) readCode(roles[role].policy, archiveBucket, `${digest}.tar.gz`);
  name(training, {
    'pipeline-code': `${archiveBucket}/${digest}.tar.gz`,
    'pipeline-assets': archiveBucket,
    'pipeline-key': `${digest}.tar.gz`,
  });
  return resource;
}
