import { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { EnvironmentId, Settings } from './config.ts';
import type { Foundation } from './foundation.ts';
import { makeTopic } from './stacks/audit.ts';
import { makeBucket, makeBuckets } from './stacks/data.ts';
import { makeBoundary, makeRoles } from './stacks/training.ts';
import { tierFacts } from './tiers.ts';

/** A stack that never asks an account for its zones: synthesis works offline and is the same everywhere. */
class OfflineStack extends Stack {
  override get availabilityZones(): string[] {
    return ['a', 'b'].map((zone) => `${this.region}${zone}`);
  }
}

/** Whose a stack is. Doctor and deploy refuse to change what another repository, or the deployment of another region, made. */
const ownerTags = ({ name, sensitivity, region, repository }: Settings): Record<string, string> => ({
  project: name,
  sensitivity,
  'home-region': region,
  ...(repository !== 'none' && { repository }),
});

/** The parts that every repository has, in one account. Controls then add to them. */
export function makeFoundation(
  scope: Construct,
  settings: Settings,
  { id: environment, account }: { id: EnvironmentId; account: string | undefined },
): Foundation {
  const stack: Foundation['stack'] = (id, { region = settings.region, description } = {}) =>
    new OfflineStack(scope, id, {
      stackName: `${settings.name}-${id.toLowerCase()}`,
      description: description ?? `${settings.name}: ${id.toLowerCase()}`,
      env: { region, ...(account && { account }) },
      crossRegionReferences: false,
      tags: { ...settings.tags, ...ownerTags(settings) },
    });
  const guardrails = stack('Guardrails', { description: `${settings.name}: the boundary of every role` });
  const data = stack('Data');
  const training = stack('Training');
  const audit = stack('Audit');
  const { buckets, ownBuckets, logBucket } = makeBuckets(data, settings);
  const auditBucket = settings.trail === 'create' ? makeBucket(audit, 'Audit') : undefined;
  return {
    settings,
    environment,
    facts: tierFacts[settings.sensitivity],
    stack,
    data,
    training,
    audit,
    buckets,
    ownBuckets: [...ownBuckets, ...(auditBucket ? [auditBucket] : [])],
    auditBucket,
    logBucket,
    topic: makeTopic(audit, settings),
    topics: {},
    variables: {},
    boundary: makeBoundary(guardrails, settings.name),
    roles: makeRoles(training, settings),
    keys: {},
  };
}
