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

/** Is it known whether its volumes are on EBS or on local disks? */
export const isKnownType = (type: string): boolean =>
  [...families.ebs, ...families.localDisks].includes(familyOf(type));

interface Asked {
  jobs?: { instanceTypes?: string[] };
  units?: { [key: string]: unknown }[];
}

/** The types of settings.json ("jobs": {"instanceTypes": [...]}), or those above, and those that units name. */
export function instanceTypesOf({ jobs, units = [] }: Asked): string[] {
  const named = units.flatMap(({ instanceType }) => (typeof instanceType === 'string' ? [instanceType] : []));
  const types = [...new Set([...(jobs?.instanceTypes ?? instanceTypes), ...named])];
  const unknown = types.find((type) => !isKnownType(type));
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

interface JobSettings {
  jobs?: { volumeGb?: number; maxMinutes?: number };
}

/** SageMaker API Reference, "ResourceConfig" and "ProcessingStoppingCondition". */
const most = { volumeGb: 16384, maxMinutes: 5 * 24 * 60 };

/** How large a job's volume is and how long it may run: settings.json ("jobs": {"volumeGb": 30, "maxMinutes": 1440}), or these. */
export function jobSizeOf({ jobs }: JobSettings): { volumeGb: number; maxMinutes: number } {
  const size = { volumeGb: jobs?.volumeGb ?? 30, maxMinutes: jobs?.maxMinutes ?? 24 * 60 };
  for (const key of ['volumeGb', 'maxMinutes'] as const) {
    if (!Number.isInteger(size[key]) || size[key] < 1 || size[key] > most[key]) {
      throw new Error(`settings.json: jobs.${key} is ${size[key]}; use a whole number from 1 to ${most[key]}`);
    }
  }
  return size;
}
