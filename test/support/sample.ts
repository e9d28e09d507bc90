import type { Answers } from '../../src/answers/answers.ts';

/** Alerts go to a mailbox, through a topic that is made. */
export const alerting: Answers['alerting'] = {
  emails: ['security@example.com'],
  https: [],
  slack: null,
  topicArn: null,
  minimumSeverity: 'medium',
  watchRegion: 'default',
};

export const network = { vpcId: 'vpc-0a1b2c3d4e5f60718', subnetIds: ['subnet-0a1b2c3d', 'subnet-1a2b3c4d'] };
export const buckets = { raw: 'acme-raw-data', processed: 'acme-processed-data', artifacts: 'acme-models' };
export const topicArn = 'arn:aws:sns:eu-west-1:111122223333:security';

/** Every part that can be there before is. */
export const existing = {
  network,
  buckets,
  alerting: { ...alerting, emails: [], topicArn },
  trail: 'existing',
  guardduty: 'existing',
} satisfies Partial<Answers>;
