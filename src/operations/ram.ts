import { one, type ServiceTable } from './table.ts';

export const ram: ServiceTable = {
  service: 'ram',
  pages: [
    'Service Authorization Reference, "Actions, resources, and condition keys for AWS Resource Access Manager (RAM)"',
  ],
  operations: {
    DeleteResourceShare: one('ram:DeleteResourceShare', '{resourceShareArn}'),
    GetResourceShares: one('ram:GetResourceShares', '*'),
  },
};
