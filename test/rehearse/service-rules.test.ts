import { describe, expect, it } from 'vitest';
import rules from '../../src/operations/service-rules.json' with { type: 'json' };
import { brokenRule } from '../../src/rehearse/service-rules.ts';

const image = '141502667606.dkr.ecr.eu-west-1.amazonaws.com/x:1';
const answer = (operation: string, parameters: Record<string, unknown>) =>
  brokenRule({ service: 'sagemaker', operation, parameters, protocol: 'json' }, 'eu-west-1');
const training = (changes: Record<string, unknown> = {}) =>
  answer('CreateTrainingJob', {
    TrainingJobName: 'x-train-1',
    AlgorithmSpecification: { TrainingImage: image },
    ResourceConfig: { InstanceType: 'ml.m5.large', VolumeKmsKeyId: 'key' },
    ...changes,
  });

describe('what SageMaker checks after IAM', () => {
  it.each(rules)('$id sees what is planted for it', ({ calls, planted }) => {
    const [service = '', operation = ''] = calls[0]?.split(':') ?? [];
    const region = JSON.stringify(planted).includes('cn-north-1') ? 'cn-north-1' : 'eu-west-1';
    expect(brokenRule({ service, operation, parameters: planted, protocol: 'json' }, region)).toBeDefined();
  });

  it('lets a right request through', () => {
    expect(training()).toBeUndefined();
    expect(training({ ResourceConfig: { InstanceType: 'ml.g4dn.xlarge' } })).toBeUndefined();
    expect(answer('CreateModelPackage', { ModelPackageGroupName: 'g', InferenceSpecification: {} })).toBeUndefined();
    expect(answer('DescribeTrainingJob', {})).toBeUndefined();
  });

  it.each([
    [
      'a key for local disks',
      { ResourceConfig: { InstanceType: 'ml.g4dn.xlarge', VolumeKmsKeyId: 'key' } },
      'local storage',
    ],
    ['a name with a dot', { TrainingJobName: 'x.train' }, 'pattern of job names'],
    ['a name of 64 characters', { TrainingJobName: 'x'.repeat(64) }, 'pattern of job names'],
    [
      "another region's image",
      { AlgorithmSpecification: { TrainingImage: image.replace('eu-west', 'us-east') } },
      'us-east-1',
    ],
  ])('refuses %s', (_, changes, words) => {
    expect(training(changes)).toContain(words);
  });

  it('refuses a processing job by the same rules', () => {
    const ProcessingResources = { ClusterConfig: { InstanceType: 'ml.p4d.24xlarge', VolumeKmsKeyId: 'key' } };
    expect(answer('CreateProcessingJob', { ProcessingJobName: 'x-1', ProcessingResources })).toContain('local storage');
  });

  it('refuses a package without a group that does not say on what it runs', () => {
    expect(answer('CreateModelPackage', { ModelPackageName: 'p' })).toContain(
      'SupportedRealtimeInferenceInstanceTypes',
    );
  });
});
