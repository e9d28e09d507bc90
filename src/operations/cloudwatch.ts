import { one, type Table } from './table.ts';

const alarm = (name: string) => `arn:{partition}:cloudwatch:{region}:{account}:alarm:{${name}}`;

export const cloudwatch: Table = {
  service: 'cloudwatch',
  pages: ['Service Authorization Reference, "Actions, resources, and condition keys for Amazon CloudWatch"'],
  operations: {
    // Without names it is about all alarms.
    DescribeAlarms: {
      caller: [
        { action: 'cloudwatch:DescribeAlarms', on: alarm('AlarmNames[]'), when: 'AlarmNames' },
        {
          action: 'cloudwatch:DescribeAlarms',
          on: 'arn:{partition}:cloudwatch:{region}:{account}:alarm:*',
          unless: 'AlarmNames',
        },
      ],
    },
    DeleteAlarms: one('cloudwatch:DeleteAlarms', alarm('AlarmNames[]')),
    DisableAlarmActions: one('cloudwatch:DisableAlarmActions', alarm('AlarmNames[]')),
    EnableAlarmActions: one('cloudwatch:EnableAlarmActions', alarm('AlarmNames[]')),
    SetAlarmState: one('cloudwatch:SetAlarmState', alarm('AlarmName')),
    GetMetricStatistics: one('cloudwatch:GetMetricStatistics', '*'),
    GetMetricData: one('cloudwatch:GetMetricData', '*'),
    ListMetrics: one('cloudwatch:ListMetrics', '*'),
    PutMetricData: one('cloudwatch:PutMetricData', '*', { 'cloudwatch:namespace': '{Namespace}' }),
  },
};
