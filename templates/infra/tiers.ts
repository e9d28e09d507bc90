import type { Tier } from './config.ts';

/** What a tier sets in the parts that every repository has. What a tier switches on is in controls/<id>/control.json. */
export interface TierFacts {
  /** Customer-managed KMS keys for data, logs, alerts and secrets; without them AWS-owned encryption (SSE-S3). */
  customerKeys: boolean;
  /** Days that log groups keep their events. CIS and Security Hub (CloudWatch.16) ask for a year. */
  logRetentionDays: 90 | 365 | 731;
  /** Days that audit and access logs stay in their buckets. */
  auditRetentionDays: number;
  /** S3 object-level events that the trail records. */
  dataEvents: 'none' | 'write' | 'all';
  /** Training runs without any network (and so without credentials) inside its container. */
  trainingIsolated: boolean;
  /** People delete models; otherwise only the break-glass role does. */
  peopleDeleteModels: boolean;
}

export const tierFacts: Record<Tier, TierFacts> = {
  public: {
    customerKeys: false,
    logRetentionDays: 90,
    auditRetentionDays: 365,
    dataEvents: 'write',
    trainingIsolated: false,
    peopleDeleteModels: true,
  },
  internal: {
    customerKeys: true,
    logRetentionDays: 365,
    auditRetentionDays: 730,
    dataEvents: 'write',
    trainingIsolated: false,
    peopleDeleteModels: true,
  },
  confidential: {
    customerKeys: true,
    logRetentionDays: 365,
    auditRetentionDays: 1095,
    dataEvents: 'all',
    trainingIsolated: false,
    peopleDeleteModels: true,
  },
  restricted: {
    customerKeys: true,
    logRetentionDays: 731,
    auditRetentionDays: 2555,
    dataEvents: 'all',
    trainingIsolated: true,
    peopleDeleteModels: false,
  },
};
