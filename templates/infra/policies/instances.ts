import families from './families.json' with { type: 'json' };

/**
 * The instance types that jobs, endpoints and notebooks may use where settings.json names none; a launcher takes the
 * first unless told otherwise. All keep their volumes on EBS, where the data key encrypts them.
 */
const instanceTypes = [
  'ml.m5.large',
  'ml.m5.xlarge',
  'ml.m5.2xlarge',
  'ml.m5.4xlarge',
  'ml.c5.large',
  'ml.c5.xlarge',
  'ml.c5.2xlarge',
  'ml.c5.4xlarge',
  'ml.t3.medium',
];

const familyOf = (type: string) => /^ml\.([a-z0-9-]+)\.[a-z0-9]+$/.exec(type)?.[1] ?? '';

/** The types of settings.json ("jobs": {"instanceTypes": [...]}), or those above. */
export function instanceTypesOf({ jobs }: { jobs?: { instanceTypes?: string[] } }): string[] {
  const types = jobs?.instanceTypes ?? instanceTypes;
  const unknown = types.find((type) => ![...families.ebs, ...families.localDisks].includes(familyOf(type)));
  if (unknown !== undefined || types.length === 0) {
    throw new Error(
      `settings.json: jobs.instanceTypes has ${unknown ?? 'nothing'}: name types as ml.m5.large, of families in infra/policies/families.json`,
    );
  }
  return types;
}

/**
 * Those with local NVMe disks, which encrypt in hardware: SageMaker refuses a volume key for them (SageMaker API
 * Reference, "ResourceConfig": VolumeKmsKeyId).
 */
export const withLocalDisks = (types: string[]): string[] =>
  types.filter((type) => families.localDisks.includes(familyOf(type)));
