import { partitionOf } from '../../../judge/place.ts';
import type { Assembly } from '../../../judge/read/assembly.ts';
import { atLeast } from '../../config.ts';
import { imageRepositories } from '../../images.ts';
import { instanceTypesOf, jobSizeOf } from '../../policies/instances.ts';
import { imagesOfUnits } from '../../policies/roles.ts';
import { tierFacts } from '../../tiers.ts';
import { type Check, every, type Judged } from '../check.ts';

export function checks({ settings, enabled }: Judged): Check[] {
  const { name, region, sensitivity, network } = settings;
  const subnets =
    typeof network === 'object' ? network.subnetIds : [1, 2].map((index) => `«${name}-network/Subnet${index}»`);
  const groups =
    typeof network === 'object' ? (network.securityGroupIds ?? []) : [`«${name}-network/JobsGroup.GroupId»`];

  /** What each parameter must hold; `true` where any value does. */
  function expected({ names }: Assembly): Record<string, string | true> {
    const bucket = (id: string) => String(names[id]).split(':::')[1] ?? '';
    return {
      'resources/raw-bucket': bucket('raw'),
      'resources/processed-bucket': bucket('processed'),
      'resources/artifacts-bucket': bucket('artifacts'),
      'resources/training-role': names.training ?? '',
      'resources/processing-role': names.processing ?? '',
      'resources/evaluation-role': names.evaluation ?? '',
      'resources/registration-role': names.registration ?? '',
      'resources/inference-role': names.inference ?? '',
      'resources/image': true,
      'resources/inference-image': true,
      'resources/volume-gb': String(jobSizeOf(settings).volumeGb),
      'resources/secret': `${name}/data-provider`,
      'hyperparameters/seed': true,
      ...(enabled.includes('registry') ? { 'resources/registry-group': `${name}-models` } : {}),
      ...(enabled.includes('pipeline') ? { 'resources/pipeline': `${name}-pipeline` } : {}),
      ...(enabled.includes('model-signing') ? { 'resources/signing-key': names['signing-key'] ?? '' } : {}),
      ...(atLeast(sensitivity, 'internal') ? { 'resources/data-key': names['data-key'] ?? '' } : {}),
      ...(network === 'none' ? {} : { 'resources/subnets': subnets.join(',') }),
      ...(network === 'create' || (network !== 'none' && network.securityGroupIds?.length)
        ? { 'resources/security-groups': groups.join(',') }
        : {}),
      ...(enabled.includes('job-guardrails')
        ? {
            'resources/instance-types': instanceTypesOf(settings).join(','),
            'resources/max-minutes': String(jobSizeOf(settings).maxMinutes),
            'resources/network-isolation': String(tierFacts[sensitivity].trainingIsolated),
          }
        : {}),
    };
  }

  const parameters = {
    type: 'AWS::SSM::Parameter',
    where: ({ properties }: { properties: { Name?: unknown } }) => String(properties.Name).startsWith(`/${name}/`),
  };

  /** REGISTRY.dkr.ecr.REGION.SUFFIX/REPOSITORY of each image that a job may run in. */
  const images = ({ account }: Assembly) =>
    [
      ...Object.values(imageRepositories(region)),
      ...['-workload', ...imagesOfUnits(settings).map((unit) => `/${unit}`)].map(
        (own) => `arn:::${region}:${account}:repository/${name}${own}`,
      ),
    ].map((arn) => {
      const [, , , , registry, repository] = arn.split(':');
      return `${registry}.dkr.ecr.${region}.${partitionOf(region).suffix}/${repository?.replace('repository/', '')}`;
    });

  return [
    every(
      'jobs and endpoints run in an image of AWS’s, or in this project’s own',
      { ...parameters, where: ({ properties }) => /image$/.test(String(properties.Name)), atLeast: 2 },
      ({ properties }, assembly) => {
        const [repository] = String(properties.Value).split(/@|:(?=[^/]*$)/);
        return !images(assembly).includes(repository ?? '') && `holds ${properties.Value}`;
      },
    ),
    every('every parameter holds what its name says', { ...parameters, atLeast: 10 }, ({ properties }, assembly) => {
      const value = expected(assembly)[String(properties.Name).slice(name.length + 2)];
      if (properties.Type !== 'String' || typeof properties.Value !== 'string') return 'is not text';
      return value !== undefined && value !== true && value !== properties.Value && `holds ${properties.Value}`;
    }),
    every(
      'a launcher finds all that it looks up',
      { type: 'AWS::IAM::Role', where: ({ properties }) => properties.RoleName === `${name}-training` },
      (_, assembly) => {
        const present = assembly.resources
          .filter(({ type }) => type === 'AWS::SSM::Parameter')
          .map(({ properties }) => properties.Name);
        const missing = Object.keys(expected(assembly)).find((path) => !present.includes(`/${name}/${path}`));
        return missing && `would not find /${name}/${missing}`;
      },
    ),
  ];
}
