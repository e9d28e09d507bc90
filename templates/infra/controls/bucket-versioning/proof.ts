import { isDeepStrictEqual } from 'node:util';
import { isObject, listOf } from '../../../judge/read/json.ts';

import { tierFacts } from '../../tiers.ts';
import { type Check, every, everyHas, type Judged } from '../check.ts';

const oldVersions = {
  Id: 'end-of-old-versions',
  Status: 'Enabled',
  NoncurrentVersionExpiration: { NoncurrentDays: 90 },
  AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 },
};

export function checks({ settings }: Judged): Check[] {
  const { auditRetentionDays } = tierFacts[settings.sensitivity];
  const logs = { Id: 'end-of-logs', Status: 'Enabled', ExpirationInDays: auditRetentionDays };
  return [
    everyHas(
      'every bucket keeps versions',
      { type: 'AWS::S3::Bucket' },
      { VersioningConfiguration: { Status: 'Enabled' } },
    ),
    every(
      'old versions end after 90 days, logs after the tier’s time',
      { type: 'AWS::S3::Bucket' },
      ({ path, properties }) => {
        const configuration = properties.LifecycleConfiguration;
        const rules = isObject(configuration) ? listOf(configuration.Rules) : [];
        const expected = /(^|\/)(Logs|Audit|Configuration)$/.test(path) ? [oldVersions, logs] : [oldVersions];
        return !isDeepStrictEqual(rules, expected) && `has life cycle ${JSON.stringify(rules)}`;
      },
    ),
  ];
}
