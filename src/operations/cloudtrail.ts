import { one, type ServiceTable } from './table.ts';

const trail = 'arn:{partition}:cloudtrail:{region}:{account}:trail/{Name}';

export const cloudtrail: ServiceTable = {
  service: 'cloudtrail',
  pages: ['Service Authorization Reference, "Actions, resources, and condition keys for AWS CloudTrail"'],
  operations: {
    DescribeTrails: one('cloudtrail:DescribeTrails', '*'),
    LookupEvents: one('cloudtrail:LookupEvents', '*'),
    GetEventSelectors: one(
      'cloudtrail:GetEventSelectors',
      'arn:{partition}:cloudtrail:{region}:{account}:trail/{TrailName}',
    ),
    GetTrailStatus: one('cloudtrail:GetTrailStatus', trail),
    StartLogging: one('cloudtrail:StartLogging', trail),
    StopLogging: one('cloudtrail:StopLogging', trail),
  },
};
