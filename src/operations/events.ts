import { one, type ServiceTable } from './table.ts';

export const events: ServiceTable = {
  service: 'events',
  pages: ['Service Authorization Reference, "Actions, resources, and condition keys for Amazon EventBridge"'],
  operations: {
    ListRules: one('events:ListRules', '*'),
    ListTargetsByRule: one('events:ListTargetsByRule', 'arn:{partition}:events:{region}:{account}:rule/{Rule}'),
    PutEvents: one('events:PutEvents', 'arn:{partition}:events:{region}:{account}:event-bus/default'),
    RemoveTargets: one('events:RemoveTargets', 'arn:{partition}:events:{region}:{account}:rule/{Rule}'),
    DisableRule: one('events:DisableRule', 'arn:{partition}:events:{region}:{account}:rule/{Name}'),
    DescribeRule: one('events:DescribeRule', 'arn:{partition}:events:{region}:{account}:rule/{Name}'),
  },
};
