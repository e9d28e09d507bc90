import { one, type ServiceTable } from './table.ts';

export const config: ServiceTable = {
  service: 'config',
  pages: ['Service Authorization Reference, "Actions, resources, and condition keys for AWS Config"'],
  operations: {
    DescribeConfigurationRecorders: one(
      'config:DescribeConfigurationRecorders',
      'arn:{partition}:config:{region}:{account}:configuration-recorder/{stored:Recorder}/any',
    ),
    GetComplianceDetailsByConfigRule: one(
      'config:GetComplianceDetailsByConfigRule',
      'arn:{partition}:config:{region}:{account}:config-rule/{stored:ConfigRule}',
    ),
    GetResourceConfigHistory: one('config:GetResourceConfigHistory', '*'),
    DescribeConfigurationRecorderStatus: one(
      'config:DescribeConfigurationRecorderStatus',
      'arn:{partition}:config:{region}:{account}:configuration-recorder/{stored:Recorder}/any',
    ),
  },
};
