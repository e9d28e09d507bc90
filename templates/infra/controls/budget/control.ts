import { CfnBudget } from 'aws-cdk-lib/aws-budgets';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Foundation } from '../../foundation.ts';
import { thresholds } from './notifications.ts';

export function apply({ audit, settings, topic, keys }: Foundation): void {
  new CfnBudget(audit, 'Budget', {
    budget: {
      budgetName: `${settings.name}-monthly`,
      budgetType: 'COST',
      timeUnit: 'MONTHLY',
      budgetLimit: { amount: settings.monthlyBudgetUsd, unit: 'USD' },
    },
    notificationsWithSubscribers: thresholds.map(({ type, percent }) => ({
      notification: {
        notificationType: type,
        comparisonOperator: 'GREATER_THAN',
        threshold: percent,
        thresholdType: 'PERCENTAGE',
      },
      subscribers: [{ subscriptionType: 'SNS', address: topic.arn }],
    })),
  });
  // AWS Cost Management User Guide, "Creating an Amazon SNS topic for budget notifications": both statements.
  const budgets = {
    principals: [new ServicePrincipal('budgets.amazonaws.com')],
    conditions: {
      StringEquals: { 'aws:SourceAccount': audit.account },
      ArnLike: { 'aws:SourceArn': `arn:${audit.partition}:budgets::${audit.account}:*` },
    },
  };
  topic.policy?.addStatements(
    new PolicyStatement({ sid: 'Budget', ...budgets, actions: ['sns:Publish'], resources: [topic.arn] }),
  );
  if (topic.resource) {
    keys.alerts?.addToResourcePolicy(
      new PolicyStatement({
        sid: 'BudgetOfThisAccount',
        ...budgets,
        actions: ['kms:GenerateDataKey*', 'kms:Decrypt'],
        resources: ['*'],
      }),
    );
  }
}
