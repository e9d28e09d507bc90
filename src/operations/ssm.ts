import { one, type ServiceTable } from './table.ts';

const parameter = (name: string) => `arn:{partition}:ssm:{region}:{account}:parameter{/${name}}`;

export const ssm: ServiceTable = {
  service: 'ssm',
  pages: ['Service Authorization Reference, "Actions, resources, and condition keys for AWS Systems Manager"'],
  operations: {
    GetParameter: one('ssm:GetParameter', parameter('Name')),
    GetParameters: one('ssm:GetParameters', parameter('Names[]')),
    GetParametersByPath: one('ssm:GetParametersByPath', parameter('Path'), { 'ssm:Recursive': '{Recursive}' }),
    GetParameterHistory: one('ssm:GetParameterHistory', parameter('Name')),
    PutParameter: one('ssm:PutParameter', parameter('Name'), { 'ssm:Overwrite': '{Overwrite}' }),
    DeleteParameter: one('ssm:DeleteParameter', parameter('Name')),
    DescribeParameters: one('ssm:DescribeParameters', '*'),
  },
};
