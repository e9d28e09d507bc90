import { one, type Table } from './table.ts';

export const ram: Table = {
  service: 'ram',
  pages: [
    'Service Authorization Reference, "Actions, resources, and condition keys for AWS Resource Access Manager (RAM)"',
  ],
  operations: {
    DeleteResourceShare: one('ram:DeleteResourceShare', '{resourceShareArn}'),
    GetResourceShares: one('ram:GetResourceShares', '*'),
  },
};
