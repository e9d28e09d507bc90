import type { Alarm } from '../../alerts/alarm.ts';
import { type Alert, callsTo } from '../../alerts/alert.ts';
import { byHand } from '../../alerts/others.ts';
import { call } from '../../alerts/tellings.ts';

export function alerts(name: string): Alert[] {
  return [
    {
      id: `${name}-changed`,
      severity: 'high',
      description: `Somebody changes the schedule ${name} by hand, or puts another beside it`,
      runbook: 'schedule-change',
      tells: call(['name']),
      pattern: (scope) => {
        const full = `${scope.settings.name}-${name}`;
        return callsTo('scheduler', {
          eventName: ['CreateSchedule', 'UpdateSchedule', 'DeleteSchedule', 'DeleteScheduleGroup'],
          requestParameters: { $or: [{ groupName: [full] }, { name: [full] }] },
          userIdentity: byHand(scope),
        });
      },
    },
  ];
}

export function missedAlarm(project: string, name: string): Alarm {
  return {
    id: `${name}-missed`,
    severity: 'medium',
    concerns: 'workload',
    description: `The schedule ${name} could not start its pipeline`,
    who: 'Amazon EventBridge Scheduler; the messages in the queue say why',
    runbook: 'schedule-change',
    threshold: 1,
    // EventBridge Scheduler User Guide, "Monitoring EventBridge Scheduler with Amazon CloudWatch".
    metrics: [
      {
        namespace: 'AWS/SQS',
        metricName: 'ApproximateNumberOfMessagesVisible',
        dimensions: { QueueName: `${project}-${name}-missed` },
      },
      {
        namespace: 'AWS/Scheduler',
        metricName: 'InvocationsFailedToBeSentToDeadLetterCount',
        dimensions: { ScheduleGroup: `${project}-${name}` },
      },
    ],
  };
}
