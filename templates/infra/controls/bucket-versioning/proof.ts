import { isDeepStrictEqual } from 'node:util';
import { isObject, listOf } from '../../../judge/read/json.ts';
import { readSettings } from '../../config.ts';
import { tierFacts } from '../../tiers.ts';
import { every, everyHas } from '../check.ts';

const { auditRetentionDays } = tierFacts[readSettings().sensitivity];
const oldVersions = {
  Id: 'end-of-old-versions',
  Status: 'Enabled',
  NoncurrentVersionExpiration: { NoncurrentDays: 90 },
  AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 },
};
const logs = { Id: 'end-of-logs', Status: 'Enabled', ExpirationInDays: auditRetentionDays };

export const checks = [
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
      const expected = /(^|\/)(Logs|Audit)$/.test(path) ? [oldVersions, logs] : [oldVersions];
      return !isDeepStrictEqual(rules, expected) && `has life cycle ${JSON.stringify(rules)}`;
    },
  ),
];
