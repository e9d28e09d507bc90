import { type Access, type Operation, one, type ServiceTable } from './table.ts';

const at = (type: string, name: string) => `arn:{partition}:sagemaker:{region}:{account}:${type}/{${name}}`;
const tagged = { 'aws:RequestTag/{Tags[].Key}': '{Tags[].Value}', 'aws:TagKeys': '{Tags[].Key}' };

const passes = (role = 'RoleArn'): Access => ({
  action: 'iam:PassRole',
  on: `{${role}}`,
  context: { 'iam:PassedToService': 'sagemaker.amazonaws.com' },
});

/** A call that makes something, with the tags that it gives to it: "Ensure that tags are added on creation". */
const makes = (call: string, on: string, context: Record<string, string>): Access[] => [
  { action: `sagemaker:${call}`, on, context: { ...tagged, ...context } },
  { action: 'sagemaker:AddTags', on, when: 'Tags', context: { ...tagged, 'sagemaker:TaggingAction': call } },
];

const vpc = (path: string) => ({
  'sagemaker:VpcSubnets': `{${path}.Subnets[]}`,
  'sagemaker:VpcSecurityGroupIds': `{${path}.SecurityGroupIds[]}`,
});

const cluster = 'ProcessingResources.ClusterConfig';

/**
 * Amazon SageMaker Developer Guide, "How to use SageMaker AI execution roles" (CreateTrainingJob API, CreateProcessingJob
 * API): what the job itself is done with. Data comes and goes by calls of S3, which are asked for on their own.
 */
const job = (group: string, name: string, network: string, volumeKey: string): Access[] => {
  const [subnets, groups] = [`${network}.Subnets`, `${network}.SecurityGroupIds`];
  return [
    { action: 'logs:CreateLogStream', on: `${log(group, name)}` },
    { action: 'logs:PutLogEvents', on: `${log(group, name)}` },
    {
      action: 'kms:CreateGrant',
      on: `{${volumeKey}}`,
      when: volumeKey,
      context: { 'kms:GrantIsForAWSResource': 'true' },
    },
    ...[
      'ec2:DescribeSubnets',
      'ec2:DescribeVpcs',
      'ec2:DescribeSecurityGroups',
      'ec2:DescribeNetworkInterfaces',
      'ec2:DescribeDhcpOptions',
    ].map((action) => ({ action, on: '*', when: subnets })),
    ...interfaces(subnets, groups),
  ];
};

/**
 * Amazon SageMaker Developer Guide, "Give SageMaker AI Training Jobs Access to Resources in Your Amazon VPC". SageMaker attaches an
 * interface by its account's number: no key tells which service asks (EC2 API Reference, "CreateNetworkInterfacePermission").
 */
function interfaces(subnets: string, groups: string): Access[] {
  const arn = (kind: string) => `arn:{partition}:ec2:{region}:{account}:${kind}`;
  const one = arn('network-interface/eni-0');
  const subnet = { 'ec2:Subnet': arn(`subnet/{${subnets}[0]}`) };
  const lent = { ...subnet, 'ec2:Permission': 'INSTANCE-ATTACH' };
  const all: Access[] = [
    { action: 'ec2:CreateNetworkInterface', on: one },
    { action: 'ec2:CreateNetworkInterface', on: arn(`subnet/{${subnets}[]}`) },
    { action: 'ec2:CreateNetworkInterface', on: arn(`security-group/{${groups}[]}`) },
    { action: 'ec2:CreateNetworkInterfacePermission', on: one, context: lent },
    { action: 'ec2:DeleteNetworkInterface', on: one, context: subnet },
    { action: 'ec2:DeleteNetworkInterfacePermission', on: one, context: subnet },
  ];
  return all.map((access) => ({ ...access, when: subnets }));
}

const log = (group: string, name: string) =>
  `arn:{partition}:logs:{region}:{account}:log-group:/aws/sagemaker/${group}:log-stream:{${name}}/algo-1`;

const described = (type: string, noun: string): Record<string, Operation> => ({
  [`Describe${noun}`]: one(`sagemaker:Describe${noun}`, at(type, `${noun}Name`)),
});
const stopped = (type: string, noun: string): Record<string, Operation> => ({
  [`Stop${noun}`]: one(`sagemaker:Stop${noun}`, at(type, `${noun}Name`)),
});
const listed = (...nouns: string[]): Record<string, Operation> =>
  Object.fromEntries(nouns.map((noun) => [`List${noun}`, one(`sagemaker:List${noun}`, '*')]));

const pipeline = at('pipeline', 'PipelineName');
const execution = '{PipelineExecutionArn}';

const packaged = {
  'sagemaker:ModelApprovalStatus': '{ModelApprovalStatus}',
  'sagemaker:CustomerMetadataProperties/{CustomerMetadataProperties[key]}': '{CustomerMetadataProperties[value]}',
};

export const sagemaker: ServiceTable = {
  service: 'sagemaker',
  pages: [
    'Service Authorization Reference, "Actions, resources, and condition keys for Amazon SageMaker AI"',
    'Amazon SageMaker Developer Guide, "Amazon SageMaker AI API Permissions: Actions, Permissions, and Resources Reference"',
  ],
  operations: {
    CreateTrainingJob: {
      caller: [
        ...makes('CreateTrainingJob', at('training-job', 'TrainingJobName'), {
          'sagemaker:InstanceTypes': '{ResourceConfig.InstanceType}',
          'sagemaker:VolumeKmsKeyArn': '{ResourceConfig.VolumeKmsKeyId}',
          'sagemaker:OutputKmsKeyArn': '{OutputDataConfig.KmsKeyId}',
          'sagemaker:NetworkIsolation': '{EnableNetworkIsolation}',
          'sagemaker:InterContainerTrafficEncryption': '{EnableInterContainerTrafficEncryption}',
          'sagemaker:EnableRemoteDebug': '{RemoteDebugConfig.EnableRemoteDebug}',
          'sagemaker:KeepAlivePeriod': '{ResourceConfig.KeepAlivePeriodInSeconds}',
          'sagemaker:MaxRuntimeInSeconds': '{StoppingCondition.MaxRuntimeInSeconds}',
          ...vpc('VpcConfig'),
        }),
        passes(),
      ],
      role: job('TrainingJobs', 'TrainingJobName', 'VpcConfig', 'ResourceConfig.VolumeKmsKeyId'),
    },
    CreateProcessingJob: {
      caller: [
        ...makes('CreateProcessingJob', at('processing-job', 'ProcessingJobName'), {
          'sagemaker:InstanceTypes': `{${cluster}.InstanceType}`,
          'sagemaker:VolumeKmsKeyArn': `{${cluster}.VolumeKmsKeyId}`,
          'sagemaker:OutputKmsKeyArn': '{ProcessingOutputConfig.KmsKeyId}',
          'sagemaker:NetworkIsolation': '{NetworkConfig.EnableNetworkIsolation}',
          'sagemaker:InterContainerTrafficEncryption': '{NetworkConfig.EnableInterContainerTrafficEncryption}',
          'sagemaker:MaxRuntimeInSeconds': '{StoppingCondition.MaxRuntimeInSeconds}',
          ...vpc('NetworkConfig.VpcConfig'),
        }),
        passes(),
      ],
      role: job('ProcessingJobs', 'ProcessingJobName', 'NetworkConfig.VpcConfig', `${cluster}.VolumeKmsKeyId`),
    },
    CreateModel: {
      caller: [
        ...makes('CreateModel', at('model', 'ModelName'), {
          'sagemaker:NetworkIsolation': '{EnableNetworkIsolation}',
          ...vpc('VpcConfig'),
        }),
        passes('ExecutionRoleArn'),
      ],
    },
    // A version's number is AWS's to give.
    CreateModelPackage: {
      caller: makes(
        'CreateModelPackage',
        'arn:{partition}:sagemaker:{region}:{account}:model-package/{ModelPackageGroupName|ModelPackageName}/{stored:Version}',
        packaged,
      ),
    },
    UpdateModelPackage: one('sagemaker:UpdateModelPackage', '{ModelPackageArn}', {
      ...packaged,
      'sagemaker:CustomerMetadataPropertiesToRemove': '{CustomerMetadataPropertiesToRemove[]}',
    }),
    DescribeModelPackage: one('sagemaker:DescribeModelPackage', at('model-package', 'ModelPackageName')),
    DeleteModelPackage: one('sagemaker:DeleteModelPackage', at('model-package', 'ModelPackageName')),
    CreateModelPackageGroup: {
      caller: makes('CreateModelPackageGroup', at('model-package-group', 'ModelPackageGroupName'), {}),
    },
    DescribeModelPackageGroup: one(
      'sagemaker:DescribeModelPackageGroup',
      at('model-package-group', 'ModelPackageGroupName'),
    ),
    GetModelPackageGroupPolicy: one(
      'sagemaker:GetModelPackageGroupPolicy',
      at('model-package-group', 'ModelPackageGroupName'),
    ),
    ...described('training-job', 'TrainingJob'),
    ...described('processing-job', 'ProcessingJob'),
    ...described('endpoint', 'Endpoint'),
    ...described('model', 'Model'),
    ...stopped('training-job', 'TrainingJob'),
    ...stopped('processing-job', 'ProcessingJob'),
    ...stopped('notebook-instance', 'NotebookInstance'),
    ...listed(
      'TrainingJobs',
      'ProcessingJobs',
      'Models',
      'Endpoints',
      'NotebookInstances',
      'ModelPackageGroups',
      'Pipelines',
    ),
    // Without a group it is about all versions.
    ListModelPackages: one(
      'sagemaker:ListModelPackages',
      'arn:{partition}:sagemaker:{region}:{account}:model-package/{ModelPackageGroupName|stored:Group}/{stored:Version}',
    ),
    DescribePipeline: one('sagemaker:DescribePipeline', pipeline),
    UpdatePipeline: {
      caller: [
        { action: 'sagemaker:UpdatePipeline', on: pipeline },
        { ...passes(), when: 'RoleArn' },
      ],
    },
    StartPipelineExecution: one('sagemaker:StartPipelineExecution', pipeline),
    ListPipelineExecutions: one('sagemaker:ListPipelineExecutions', pipeline),
    DescribePipelineExecution: one('sagemaker:DescribePipelineExecution', execution),
    DescribePipelineDefinitionForExecution: one('sagemaker:DescribePipelineDefinitionForExecution', execution),
    ListPipelineExecutionSteps: one('sagemaker:ListPipelineExecutionSteps', execution),
    RetryPipelineExecution: one('sagemaker:RetryPipelineExecution', execution),
    StopPipelineExecution: one('sagemaker:StopPipelineExecution', execution),
    UpdateEndpoint: {
      caller: [
        { action: 'sagemaker:UpdateEndpoint', on: at('endpoint', 'EndpointName') },
        { action: 'sagemaker:UpdateEndpoint', on: at('endpoint-config', 'EndpointConfigName') },
      ],
    },
    DeleteEndpoint: one('sagemaker:DeleteEndpoint', at('endpoint', 'EndpointName')),
    DeleteModel: one('sagemaker:DeleteModel', at('model', 'ModelName')),
    CreateNotebookInstance: {
      caller: [
        ...makes('CreateNotebookInstance', at('notebook-instance', 'NotebookInstanceName'), {
          'sagemaker:InstanceTypes': '{InstanceType}',
          'sagemaker:DirectInternetAccess': '{DirectInternetAccess}',
          'sagemaker:RootAccess': '{RootAccess}',
          'sagemaker:VolumeKmsKeyArn': '{KmsKeyId}',
          'sagemaker:VpcSubnets': '{SubnetId}',
          'sagemaker:VpcSecurityGroupIds': '{SecurityGroupIds[]}',
        }),
        passes(),
      ],
    },
    AddTags: one('sagemaker:AddTags', '{ResourceArn}', tagged),
  },
};
