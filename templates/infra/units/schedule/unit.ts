import { ManagedPolicy, PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnSchedule, CfnScheduleGroup } from 'aws-cdk-lib/aws-scheduler';
import { makeAlarm } from '../../alerts/metric-alarm.ts';
import { makeAlerts } from '../../alerts/rule.ts';
import { constructId } from '../../alerts/scope.ts';
import { makeDeadLetterQueue } from '../../alerts/undelivered.ts';
import { type Foundation, name as nameIn } from '../../foundation.ts';
import { letThrough } from '../../policies/let-through.ts';
import { pipelineArn } from '../../policies/pipelines.ts';
import { alerts, missedAlarm } from './alerts.ts';

/** unit.json of a schedule: which pipeline it starts, and when. */
interface ScheduleUnit {
  name: string;
  pipeline: string;
  when: string;
  zone: string;
}

export function apply(foundation: Foundation, { name, pipeline, when, zone }: ScheduleUnit): void {
  const { training, settings, roles } = foundation;
  const { partition, region, account } = training;
  const full = `${settings.name}-${name}`;
  const group = new CfnScheduleGroup(training, `${constructId(name)}Group`, { name: full });
  const groupArn = `arn:${partition}:scheduler:${region}:${account}:schedule-group/${full}`;
  // What could not be started.
  const queue = makeDeadLetterQueue(training, `${constructId(name)}Missed`, `${full}-missed`);
  const target = pipelineArn({ partition, region, account, pipeline: `${settings.name}-${pipeline}` });
  // Its names are known before they are made, so that the boundary, whose stack comes first, names them.
  const queueArn = `arn:${partition}:sqs:${region}:${account}:${full}-missed`;
  const policy = new ManagedPolicy(training, `${constructId(name)}Policy`, {
    document: new PolicyDocument({
      statements: [
        new PolicyStatement({
          sid: 'StartThePipeline',
          actions: ['sagemaker:StartPipelineExecution'],
          resources: [target],
        }),
        // EventBridge Scheduler User Guide, "Configuring a dead-letter queue": it sends with the schedule's role.
        new PolicyStatement({ sid: 'KeepWhatFailed', actions: ['sqs:SendMessage'], resources: [queueArn] }),
      ],
    }),
  });
  const role = new Role(training, `${constructId(name)}Role`, {
    roleName: full,
    description: `Starts the pipeline ${pipeline} at the times of the schedule ${name}`,
    // EventBridge Scheduler User Guide, "Confused deputy prevention": the schedule's group, not the schedule.
    assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
      conditions: { StringEquals: { 'aws:SourceAccount': account, 'aws:SourceArn': groupArn } },
    }),
    managedPolicies: [policy],
  });
  const roleArn = `arn:${partition}:iam::${account}:role/${full}`;
  letThrough(foundation, {
    ...{ sid: 'KeepWhatFailed', actions: ['sqs:SendMessage'], resources: [queueArn], role: roleArn },
  });
  const schedule = new CfnSchedule(training, `${constructId(name)}Schedule`, {
    name: full,
    groupName: full,
    description: `Starts the pipeline ${settings.name}-${pipeline}`,
    scheduleExpression: when,
    scheduleExpressionTimezone: zone,
    flexibleTimeWindow: { mode: 'OFF' },
    state: 'ENABLED',
    target: {
      arn: target,
      roleArn: role.roleArn,
      deadLetterConfig: { arn: queue.attrArn },
      retryPolicy: { maximumRetryAttempts: 3, maximumEventAgeInSeconds: 3600 },
    },
  });
  schedule.addResourceDependency(group);
  nameIn(training, { [name]: role.roleArn, [`${name}-group`]: groupArn, [`${name}-missed`]: queueArn });
  roles[name] = { role, policy };
}

export function close(foundation: Foundation, { name, pipeline }: ScheduleUnit): void {
  const { settings } = foundation;
  const there = [
    ...(foundation.pipeline ? ['pipeline'] : []),
    ...settings.units.filter(({ kind }) => kind === 'pipeline').map((unit) => unit.name),
  ];
  if (!there.includes(pipeline)) {
    throw new Error(
      `infra/units/${name}: it starts the pipeline "${pipeline}", which is not there: secure-ml add pipeline ${pipeline}`,
    );
  }
  makeAlerts(foundation, alerts(name));
  makeAlarm(foundation, missedAlarm(settings.name, name));
}
