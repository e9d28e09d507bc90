import { one, type ServiceTable } from './table.ts';

const alarm = (name: string) => `arn:{partition}:cloudwatch:{region}:{account}:alarm:{${name}}`;

/** Metrics that belong to a data set are asked about by its ARN. */
const dataset = 'arn:{partition}:cloudwatch:{region}:{account}:dataset/{stored:Dataset}';

export const cloudwatch: ServiceTable = {
  service: 'cloudwatch',
  pages: ['Service Authorization Reference, "Actions, resources, and condition keys for Amazon CloudWatch"'],
  operations: {
    // Without names it is about all alarms.
    DescribeAlarms: {
      caller: [
        { action: 'cloudwatch:DescribeAlarms', on: alarm('AlarmNames[]'), when: 'AlarmNames' },
        {
          action: 'cloudwatch:DescribeAlarms',
          on: 'arn:{partition}:cloudwatch:{region}:{account}:alarm:{stored:Alarm}',
          unless: 'AlarmNames',
        },
      ],
    },
    DeleteAlarms: one('cloudwatch:DeleteAlarms', alarm('AlarmNames[]')),
    DisableAlarmActions: one('cloudwatch:DisableAlarmActions', alarm('AlarmNames[]')),
    EnableAlarmActions: one('cloudwatch:EnableAlarmActions', alarm('AlarmNames[]')),
    SetAlarmState: one('cloudwatch:SetAlarmState', alarm('AlarmName')),
    GetMetricStatistics: one('cloudwatch:GetMetricStatistics', '*'),
    GetMetricData: one('cloudwatch:GetMetricData', dataset),
    ListDashboards: one('cloudwatch:ListDashboards', '*'),
    ListMetrics: one('cloudwatch:ListMetrics', dataset),
    PutMetricData: one('cloudwatch:PutMetricData', dataset, { 'cloudwatch:namespace': '{Namespace}' }),
  },
};
