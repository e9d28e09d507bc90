import { one, type ServiceTable } from './table.ts';

export const scheduler: ServiceTable = {
  service: 'scheduler',
  pages: ['Service Authorization Reference, "Actions, resources, and condition keys for Amazon EventBridge Scheduler"'],
  operations: { ListScheduleGroups: one('scheduler:ListScheduleGroups', '*') },
};
