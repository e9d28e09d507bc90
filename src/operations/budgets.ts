import { one, type Table } from './table.ts';

export const budgets: Table = {
  service: 'budgets',
  pages: ['Service Authorization Reference, "Actions, resources, and condition keys for AWS Budget Service"'],
  operations: {
    DescribeBudgets: one('budgets:ViewBudget', 'arn:{partition}:budgets::{account}:budget/{stored:BudgetName}'),
  },
};
