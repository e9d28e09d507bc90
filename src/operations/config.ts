import { one, type ServiceTable } from './table.ts';

export const config: ServiceTable = {
  service: 'config',
  pages: ['Service Authorization Reference, "Actions, resources, and condition keys for AWS Config"'],
  operations: {
    DescribeConfigurationRecorderStatus: one(
      'config:DescribeConfigurationRecorderStatus',
      'arn:{partition}:config:{region}:{account}:configuration-recorder/{stored:Recorder}',
    ),
  },
};
