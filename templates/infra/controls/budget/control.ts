import { CfnBudget } from 'aws-cdk-lib/aws-budgets';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { type Foundation, name } from '../../foundation.ts';
import { thresholds } from './notifications.ts';
import { awayFrom, subscribers } from './place.ts';

export function apply(foundation: Foundation): void {
  const { audit, settings, topic, keys } = foundation;
  const region = awayFrom(settings);
  const stack = region ? foundation.stack('Budget', { region, description: `${settings.name}: budget` }) : audit;
  const budget = new CfnBudget(stack, 'Budget', {
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
      subscribers: subscribers(settings, topic.arn),
    })),
  });
  if (region) return;
  // CloudFormation sees a use of the topic, and not that its policy lets AWS Budgets in.
  const policy = audit.node.tryFindChild('AlertsPolicy');
  if (policy) budget.node.addDependency(policy);
  name(audit, { 'budget-topic': topic.arn });
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
