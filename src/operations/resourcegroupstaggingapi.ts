import { one, type ServiceTable } from './table.ts';

export const resourcegroupstaggingapi: ServiceTable = {
  service: 'resourcegroupstaggingapi',
  pages: [
    'Service Authorization Reference, "Actions, resources, and condition keys for Amazon Resource Group Tagging API"',
  ],
  operations: {
    GetResources: one('tag:GetResources', '*'),
  },
};
