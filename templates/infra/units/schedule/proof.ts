import type { Assembly, Resource } from '../../../judge/read/assembly.ts';
import { alarmCheck } from '../../alerts/alarm-check.ts';
import { unitAlertChecks } from '../../alerts/of-unit.ts';
import { type Check, every, everyHas, hasOther, isNotExactly, type Judged, policyOf } from '../../controls/check.ts';
import type { Unit } from '../../units.ts';
import { alerts, missedAlarm } from './alerts.ts';
import events from './events.json' with { type: 'json' };

/** Written apart from unit.ts. */
export function checks(judged: Judged, unit: Unit): Check[] {
  const { name, region } = judged.settings;
  const full = `${name}-${unit.name}`;
  const title = unit.name.replace(/(^|-)([a-z0-9])/g, (_, __, letter: string) => letter.toUpperCase());
  const at = ({ stacks, account }: Assembly, service: string) =>
    `arn:${stacks[0]?.partition}:${service}:${region}:${account}:`;
  const pipeline = (assembly: Assembly) => `${at(assembly, 'sagemaker')}pipeline/${name}-${unit.pipeline}`;
  const queue = (assembly: Assembly) => `${at(assembly, 'sqs')}${full}-missed`;
  const named = (type: string, key: string, value = full) => ({
    type,
    where: ({ properties }: Resource) => properties[key] === value,
  });
  return [
    everyHas(
      'it starts the pipeline of its unit.json at the times of it, and keeps what failed',
      named('AWS::Scheduler::Schedule', 'Name'),
      (_, assembly) => ({
        GroupName: full,
        ScheduleExpression: unit.when,
        ScheduleExpressionTimezone: unit.zone,
        FlexibleTimeWindow: { Mode: 'OFF' },
        State: 'ENABLED',
        StartDate: undefined,
        EndDate: undefined,
        Target: {
          Arn: pipeline(assembly),
          RoleArn: assembly.names[unit.name] ?? '',
          DeadLetterConfig: { Arn: queue(assembly) },
          RetryPolicy: { MaximumRetryAttempts: 3, MaximumEventAgeInSeconds: 3600 },
        },
      }),
    ),
    everyHas(
      'the pipeline that it starts is there',
      named('AWS::SageMaker::Pipeline', 'PipelineName', `${name}-${unit.pipeline}`),
      {},
    ),
    everyHas('its group has no other schedule', named('AWS::Scheduler::Schedule', 'GroupName'), { Name: full }),
    everyHas('its group is there', named('AWS::Scheduler::ScheduleGroup', 'Name'), {}),
    every(
      'only EventBridge Scheduler, for its group, takes the role',
      named('AWS::IAM::Role', 'RoleName'),
      (role, assembly) => {
        const trust = {
          Effect: 'Allow',
          Action: 'sts:AssumeRole',
          Principal: { Service: 'scheduler.amazonaws.com' },
          Condition: {
            StringEquals: {
              'aws:SourceAccount': assembly.account,
              'aws:SourceArn': `${at(assembly, 'scheduler')}schedule-group/${full}`,
            },
          },
        };
        return hasOther(role, title) || isNotExactly(role.properties, [trust], 'AssumeRolePolicyDocument');
      },
    ),
    every('the role starts this pipeline, and nothing else', policyOf(title), ({ properties }, assembly) =>
      isNotExactly(properties, [
        { Effect: 'Allow', Action: 'sagemaker:StartPipelineExecution', Resource: pipeline(assembly) },
        { Effect: 'Allow', Action: 'sqs:SendMessage', Resource: queue(assembly) },
      ]),
    ),
    everyHas(
      'what could not be started waits for fourteen days, encrypted',
      named('AWS::SQS::Queue', 'QueueName', `${full}-missed`),
      { MessageRetentionPeriod: 1_209_600, SqsManagedSseEnabled: true, RedrivePolicy: undefined, FifoQueue: undefined },
    ),
    alarmCheck(judged.settings, `${unit.name}-missed`, () => missedAlarm(name, unit.name)),
    ...unitAlertChecks(alerts(unit.name), events, judged, unit),
  ];
}
