import { readFileSync } from 'node:fs';
import { AwsSolutionsChecks, HIPAASecurityChecks, type NagPack, NIST80053R5Checks, PCIDSS321Checks } from 'cdk-nag';
import { ReviewedPack } from '../../templates/infra/acknowledge.ts';
import type { Judge } from './judge.ts';

const { version } = JSON.parse(
  readFileSync(new URL('../../node_modules/cdk-nag/package.json', import.meta.url), 'utf8'),
) as { version: string };

/** A rule pack of cdk-nag, over the constructs; what the repository acknowledges with a reason of its own is left out. */
function pack(id: string, planted: string, make: () => NagPack): Judge {
  return {
    id,
    planted,
    version: async () => version,
    find: async ({ app }) =>
      new ReviewedPack(make())
        .validate({ appConstruct: app } as never)
        .violations.flatMap(({ ruleName, description, violatingResources }) =>
          violatingResources.map(({ constructPath }) => ({
            judge: id,
            rule: ruleName,
            where: constructPath ?? '',
            what: description,
          })),
        ),
  };
}

export const nagPacks: Judge[] = [
  pack('cdk-nag AwsSolutions', 'AwsSolutions-S1', () => new AwsSolutionsChecks()),
  pack('cdk-nag NIST 800-53 R5', 'NIST.800.53.R5-S3BucketLoggingEnabled', () => new NIST80053R5Checks()),
  pack('cdk-nag HIPAA', 'HIPAA.Security-S3BucketLoggingEnabled', () => new HIPAASecurityChecks()),
  pack('cdk-nag PCI DSS 3.2.1', 'PCI.DSS.321-S3BucketLoggingEnabled', () => new PCIDSS321Checks()),
];
