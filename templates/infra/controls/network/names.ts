import { partitionOf } from '../../../judge/place.ts';
import type { Settings } from '../../config.ts';

/**
 * What jobs look up: the endpoints of services in the region, with buckets and registries, and the names and addresses
 * of the network itself. AWS answers for all of them, so none carries data out.
 */
export function allowedNames({ region, networkCidr }: Pick<Settings, 'region' | 'networkCidr'>): string[] {
  const { suffix, globalRegion, partition } = partitionOf(region);
  const [a, b] = networkCidr.split('.');
  return [
    `*.${region}.${suffix}`,
    '*.compute.internal',
    '*.ec2.internal',
    // A reverse look-up of an address of the network, which many libraries make of their own host.
    `*.${b}.${a}.in-addr.arpa`,
    // Older SDKs call these by names without a region. botocore, "sts_regional_endpoints" and "s3 us_east_1_regional_endpoint".
    ...(partition === 'aws' ? [`sts.${suffix}`] : []),
    ...(partition === 'aws' && region === globalRegion ? [`s3.${suffix}`, `*.s3.${suffix}`] : []),
  ];
}
