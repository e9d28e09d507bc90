import { type Check, every, everyHas, type Judged, lacks } from '../check.ts';
import { thresholds } from './notifications.ts';
import { awayFrom, subscribers } from './place.ts';

export function checks({ settings }: Judged): Check[] {
  const { name, monthlyBudgetUsd, alerting } = settings;
  return [
    everyHas(
      'an alert is sent before the month costs more than the budget',
      { type: 'AWS::Budgets::Budget' },
      (_, a) => ({
        Budget: {
          BudgetName: `${name}-monthly`,
          BudgetType: 'COST',
          TimeUnit: 'MONTHLY',
          BudgetLimit: { Amount: monthlyBudgetUsd, Unit: 'USD' },
        },
        NotificationsWithSubscribers: thresholds.map(({ type, percent }) => ({
          Notification: {
            NotificationType: type,
            ComparisonOperator: 'GREATER_THAN',
            Threshold: percent,
            ThresholdType: 'PERCENTAGE',
          },
          Subscribers: subscribers(settings, a.names.alerts ?? '').map(({ subscriptionType, address }) => ({
            SubscriptionType: subscriptionType,
            Address: address,
          })),
        })),
      }),
    ),
    ...(alerting.topicArn || awayFrom(settings)
      ? []
      : [
          every(
            'the budget can use the alerts key',
            {
              type: 'AWS::KMS::Key',
              where: ({ logicalId }, { names }) => String(names['alerts-key']).includes(`/${logicalId}»`),
            },
            ({ properties }, { account, stacks }) =>
              lacks(
                properties,
                [
                  {
                    Effect: 'Allow',
                    Principal: { Service: 'budgets.amazonaws.com' },
                    Action: ['kms:GenerateDataKey*', 'kms:Decrypt'],
                    Resource: '*',
                    Condition: {
                      StringEquals: { 'aws:SourceAccount': account },
                      ArnLike: { 'aws:SourceArn': `arn:${stacks[0]?.partition}:budgets::${account}:*` },
                    },
                  },
                ],
                'KeyPolicy',
              ),
          ),
        ]),
  ];
}
