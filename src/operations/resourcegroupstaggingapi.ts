import { one, type Table } from './table.ts';

export const resourcegroupstaggingapi: Table = {
  service: 'resourcegroupstaggingapi',
  pages: [
    'Service Authorization Reference, "Actions, resources, and condition keys for Amazon Resource Group Tagging API"',
  ],
  operations: {
    GetResources: one('tag:GetResources', '*'),
  },
};
