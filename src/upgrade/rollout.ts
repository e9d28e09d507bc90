import { type Answers, type Tier, tiers } from '../answers/answers.ts';

/**
 * What a deployment does not do when a tier is entered from below. Sources: Amazon S3 User Guide, "Setting default
 * server-side encryption behavior" (objects that exist keep their encryption; Batch Operations copy re-encrypts),
 * "Object Lock considerations" (a bucket's default retention reaches new objects only), "How S3 Versioning works";
 * CloudWatch Logs User Guide, "Encrypt log data" (data ingested before the key was associated keeps its encryption);
 * SageMaker API Reference, "VpcConfig" (a job's network is set when it is created).
 */
const entering: Record<Tier, readonly string[]> = {
  public: [],
  internal: [
    'Objects that exist keep their encryption (SSE-S3). Re-encrypt them under the new key: an S3 Batch Operations copy onto themselves, old versions apart.',
    'Log events that exist keep their encryption; those from now on use the key.',
    'Confirm the subscriptions of a topic that is made anew.',
  ],
  confidential: [
    'Jobs that run keep their network: let them end, or stop and launch them again.',
    'People need a session with MFA before data can be read: tell them before prod is deployed.',
    'Malware protection scans objects that arrive from now on: upload again, or scan on demand, what is there.',
    'Macie looks at objects of today once its first job ran: look at its findings before data is shared.',
  ],
  restricted: [
    'Object Lock holds audit objects that arrive from now on; older ones have no retention until it is set on each version (S3 Batch Operations).',
    'Set up who may take the break-glass role, and try it in dev: afterwards nobody else deletes.',
    'Endpoints with one instance are refused: raise them to two before prod is deployed.',
    'Apply the SCP and RCP samples from the management account; no stack of this repository can.',
  ],
};

const deploying = [
  'Commit, and let the pull request show what narrows (secure-ml access --since main).',
  'Deploy dev, run a training job, look at the alarms; then deploy prod.',
];

/** What to do, in order, when answers change from `before` to `after`; nothing where the tier does not rise. */
export function rollout(before: Answers, after: Answers): string[] {
  const [from, to] = [tiers.indexOf(before.sensitivity), tiers.indexOf(after.sensitivity)];
  if (from >= to) return [];
  return [...deploying, ...tiers.slice(from + 1, to + 1).flatMap((tier) => entering[tier])];
}
