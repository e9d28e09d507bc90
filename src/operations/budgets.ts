import { one, type ServiceTable } from './table.ts';

export const budgets: ServiceTable = {
  service: 'budgets',
  pages: ['Service Authorization Reference, "Actions, resources, and condition keys for AWS Budget Service"'],
  operations: {
    DescribeBudgets: one('budgets:ViewBudget', 'arn:{partition}:budgets::{account}:budget/{stored:BudgetName}'),
  },
};
