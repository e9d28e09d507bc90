import { one, type ServiceTable } from './table.ts';

const group = 'arn:{partition}:logs:{region}:{account}:log-group:{logGroupName|logGroupIdentifier}';
const stream = `${group}:log-stream:{logStreamName}`;

export const logs: ServiceTable = {
  service: 'logs',
  pages: ['Service Authorization Reference, "Actions, resources, and condition keys for Amazon CloudWatch Logs"'],
  operations: {
    GetLogEvents: one('logs:GetLogEvents', stream),
    PutLogEvents: one('logs:PutLogEvents', stream),
    CreateLogStream: one('logs:CreateLogStream', stream),
    DeleteLogStream: one('logs:DeleteLogStream', stream),
    FilterLogEvents: one('logs:FilterLogEvents', group),
    DescribeLogStreams: one('logs:DescribeLogStreams', group),
    DescribeLogGroups: one('logs:DescribeLogGroups', '*'),
    DescribeMetricFilters: one('logs:DescribeMetricFilters', group),
    CreateLogGroup: one('logs:CreateLogGroup', group),
    DeleteLogGroup: one('logs:DeleteLogGroup', group),
    PutRetentionPolicy: one('logs:PutRetentionPolicy', group),
    DeleteRetentionPolicy: one('logs:DeleteRetentionPolicy', group),
    AssociateKmsKey: one('logs:AssociateKmsKey', group),
    DisassociateKmsKey: one('logs:DisassociateKmsKey', group),
    StartQuery: one('logs:StartQuery', group),
    StartLiveTail: one('logs:StartLiveTail', '{logGroupIdentifiers[]}'),
  },
};
