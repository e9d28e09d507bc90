import { PolicyStatement } from 'aws-cdk-lib/aws-iam';

interface Place {
  partition: string;
  region: string;
  account: string;
  project: string;
}

const sagemakerAt =
  ({ partition, region, account, project }: Place) =>
  (kind: string) =>
    `arn:${partition}:sagemaker:${region}:${account}:${kind}/${project}-*`;

/**
 * What a pipeline's role may do: start, see and stop the jobs of its steps, and hand each the role of its stage. SageMaker
 * Developer Guide, "IAM Access Management" of Pipelines: steps are started with the pipeline's role.
 */
export function runnerStatements(place: Place & { stages: string[] }): PolicyStatement[] {
  const sagemaker = sagemakerAt(place);
  return [
    new PolicyStatement({
      sid: 'RunSteps',
      actions: [
        'sagemaker:CreateTrainingJob',
        'sagemaker:DescribeTrainingJob',
        'sagemaker:StopTrainingJob',
        'sagemaker:CreateProcessingJob',
        'sagemaker:DescribeProcessingJob',
        'sagemaker:StopProcessingJob',
        'sagemaker:AddTags',
      ],
      resources: [sagemaker('training-job'), sagemaker('processing-job')],
    }),
    new PolicyStatement({
      sid: 'PassStageRoles',
      actions: ['iam:PassRole'],
      resources: place.stages,
      conditions: { StringEquals: { 'iam:PassedToService': 'sagemaker.amazonaws.com' } },
    }),
  ];
}

const see = [
  'sagemaker:DescribePipeline',
  'sagemaker:DescribePipelineDefinitionForExecution',
  'sagemaker:DescribePipelineExecution',
  'sagemaker:ListPipelineExecutionSteps',
  'sagemaker:ListPipelineExecutions',
  'sagemaker:ListPipelineParametersForExecution',
];

interface Named extends Omit<Place, 'project'> {
  /** The pipeline's name. */
  pipeline: string;
  /** Ends the statements' ids, where one policy has those of several pipelines. */
  of?: string;
}

export const pipelineArn = ({ partition, region, account, pipeline }: Named): string =>
  `arn:${partition}:sagemaker:${region}:${account}:pipeline/${pipeline}`;

/** The pipeline, and what is below it: pipeline/NAME/execution/ID. */
const withExecutions = (named: Named) => [pipelineArn(named), `${pipelineArn(named)}/execution/*`];

export const seeStatement = (named: Named): PolicyStatement =>
  new PolicyStatement({ sid: `SeePipelines${named.of ?? ''}`, actions: see, resources: withExecutions(named) });

export const stopStatement = (named: Named): PolicyStatement =>
  new PolicyStatement({
    sid: `StopExecutions${named.of ?? ''}`,
    actions: ['sagemaker:StopPipelineExecution'],
    resources: [`${pipelineArn(named)}/execution/*`],
  });

/** What an engineer may do with pipelines: start, see and stop executions. Making and changing one is a deployment's. */
export function executionStatements(named: Named): PolicyStatement[] {
  return [
    new PolicyStatement({
      sid: `RunPipelines${named.of ?? ''}`,
      actions: [
        'sagemaker:StartPipelineExecution',
        'sagemaker:StopPipelineExecution',
        'sagemaker:RetryPipelineExecution',
      ],
      resources: withExecutions(named),
    }),
    seeStatement(named),
  ];
}
