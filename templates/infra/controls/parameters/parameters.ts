import model from '../../../ml/model.json' with { type: 'json' };
import type { Foundation } from '../../foundation.ts';
import { imageUri } from '../../images.ts';
import { jobSizeOf } from '../../policies/instances.ts';

/** Defaults of a training run, from ml/model.json; a flag or an environment variable goes before them. */
export const hyperparameters: Record<string, string> = Object.fromEntries(
  Object.entries(model.hyperparameters).map(([name, bounds]) => [name.replaceAll('_', '-'), String(bounds.default)]),
);

/** What a launcher has to know to start a job: /NAME/resources/... */
export function resourceParameters({
  settings,
  buckets,
  roles,
  keys,
  network,
  jobRules,
  registryGroup,
  signingKey,
  pipeline,
  training,
}: Foundation): Record<string, string> {
  const place = { region: settings.region, account: training.account, project: settings.name };
  return {
    'raw-bucket': buckets.raw.bucketName,
    'processed-bucket': buckets.processed.bucketName,
    'artifacts-bucket': buckets.artifacts.bucketName,
    'training-role': roles.training.role.roleArn,
    'processing-role': roles.processing.role.roleArn,
    'evaluation-role': roles.evaluation.role.roleArn,
    'registration-role': roles.registration.role.roleArn,
    'inference-role': roles.inference.role.roleArn,
    image: imageUri(model.image, 'training', place),
    'inference-image': imageUri(model.image, 'inference', place),
    'volume-gb': String(jobSizeOf(settings).volumeGb),
    secret: `${settings.name}/data-provider`,
    ...(registryGroup && { 'registry-group': registryGroup }),
    ...(pipeline && { pipeline }),
    ...(signingKey && { 'signing-key': signingKey.keyArn }),
    ...(keys.data && { 'data-key': keys.data.keyArn }),
    ...(network && { subnets: network.subnetIds.join(',') }),
    // Parameter Store takes no empty value.
    ...(network && network.securityGroupIds.length > 0 && { 'security-groups': network.securityGroupIds.join(',') }),
    ...(jobRules && {
      'instance-types': jobRules.instanceTypes.join(','),
      'max-minutes': String(jobRules.maxMinutes),
      'network-isolation': String(jobRules.isolatedTraining),
    }),
  };
}
