import type { Assembly } from '../../../judge/read/assembly.ts';
import { type Check, everyHas, type Judged } from '../check.ts';
import {
  beatNames,
  delivered,
  deliveries,
  evaluation,
  heartbeatAlarmDescription,
  published,
  receivers,
} from './beat.ts';
import { beatCheck } from './beat-check.ts';

export function checks({ settings }: Judged): Check[] {
  const names = beatNames(settings);
  const sum = (Id: string, MetricName: string, { names: { alerts } }: Assembly) => ({
    Id,
    MetricStat: {
      Metric: {
        Namespace: 'AWS/SNS',
        MetricName,
        Dimensions: [{ Name: 'TopicName', Value: String(alerts).split(':')[5] ?? '' }],
      },
      Period: evaluation.period,
      Stat: 'Sum',
    },
    ReturnData: false,
  });
  return [
    beatCheck(settings, { period: 'day', target: 'alerts', name: names.rule }, ({ undelivered }) => undelivered),
    everyHas(
      `an alarm goes off if a message has fewer than ${receivers(settings)} deliveries, or if none was sent`,
      { type: 'AWS::CloudWatch::Alarm', where: ({ properties }) => properties.AlarmName === names.alarm },
      (_, assembly) => ({
        AlarmDescription: heartbeatAlarmDescription,
        ComparisonOperator: 'LessThanThreshold',
        Threshold: receivers(settings),
        EvaluationPeriods: evaluation.evaluationPeriods,
        DatapointsToAlarm: evaluation.datapointsToAlarm,
        TreatMissingData: 'breaching',
        ActionsEnabled: undefined,
        AlarmActions: [assembly.names.alerts],
        Metrics: [
          { Id: 'deliveries', Expression: deliveries, Label: 'Deliveries of each message', ReturnData: true },
          sum('delivered', delivered, assembly),
          sum('published', published, assembly),
        ],
      }),
    ),
  ];
}
