import { isDeviceName } from '../tree/path.ts';
import { keptStarts } from './bucket-name.ts';

/**
 * What keeps `name` from beginning the name of every resource, as the end of a sentence that begins with it. AWS refuses
 * the rest of these at deployment: AWS Systems Manager API Reference, "PutParameter" (no `aws`, no `ssm`); AWS CloudTrail
 * API Reference, "CreateTrail" (dashes stand alone, and not at the end); AWS CDK Developer Guide, "CDK bootstrapping"
 * (roles that begin with `cdk-`); Amazon S3 User Guide, "General purpose bucket naming rules" (CloudFormation names a bucket
 * after its stack).
 */
export function projectNameFault(name: unknown): string | undefined {
  if (typeof name !== 'string' || !/^[a-z][a-z0-9-]{2,31}$/.test(name)) return 'is not a project name';
  const taken = ['aws', 'ssm'].find((start) => name.startsWith(start));
  if (taken) return `begins with "${taken}", which Parameter Store refuses in the name of a parameter`;
  if (name.startsWith('cdk'))
    return 'begins with "cdk", as the roles of cdk bootstrap do, which policies here tell apart by name';
  const kept = keptStarts.find((start) => `${name}-`.startsWith(start));
  if (kept) return `begins with "${kept}", which S3 keeps for itself, and so would the names of the buckets`;
  if (isDeviceName(name)) return 'is a name that Windows keeps for a device';
  if (name.endsWith('-')) return 'ends with "-", which CloudTrail refuses in the name of a trail';
  if (name.includes('--')) return 'has two "-" side by side, which CloudTrail refuses in the name of a trail';
  return undefined;
}

/** What an earlier version took: such a repository is warned, not stopped. */
export function isOlderProjectName(name: unknown): name is string {
  return typeof name === 'string' && /^[a-z][a-z0-9-]{2,31}$/.test(name);
}
