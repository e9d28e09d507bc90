import { one, type ServiceTable } from './table.ts';

const queue = '{stored:QueueArn}';

export const sqs: ServiceTable = {
  service: 'sqs',
  pages: ['Service Authorization Reference, "Actions, resources, and condition keys for Amazon SQS"'],
  operations: {
    ListQueues: one('sqs:ListQueues', '*'),
    ReceiveMessage: one('sqs:ReceiveMessage', queue),
    DeleteMessage: one('sqs:DeleteMessage', queue),
  },
};
