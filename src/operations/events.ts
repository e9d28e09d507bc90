import { one, type ServiceTable } from './table.ts';

export const events: ServiceTable = {
  service: 'events',
  pages: ['Service Authorization Reference, "Actions, resources, and condition keys for Amazon EventBridge"'],
  operations: {
    ListRules: one('events:ListRules', '*'),
    ListTargetsByRule: one('events:ListTargetsByRule', 'arn:{partition}:events:{region}:{account}:rule/{Rule}'),
    PutEvents: one('events:PutEvents', 'arn:{partition}:events:{region}:{account}:event-bus/default'),
    DescribeRule: one('events:DescribeRule', 'arn:{partition}:events:{region}:{account}:rule/{Name}'),
  },
};
