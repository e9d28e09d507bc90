import { type Alert, callsTo } from '../../alerts/alert.ts';
import { anyoneBut, byHand, ownRoleNames } from '../../alerts/others.ts';
import { call, pipelineState } from '../../alerts/tellings.ts';
import { schedulesOf } from '../../policies/roles.ts';

/** Calls that start something, by the pipeline's name or an execution's ARN. What is sent to a step names neither. */
const starts = ['StartPipelineExecution', 'RetryPipelineExecution', 'UpdatePipelineExecution'];

export function alerts(name: string): Alert[] {
  return [
    {
      id: `${name}-changed`,
      severity: 'high',
      description: `Somebody changes the pipeline ${name} by hand, or the wrong role starts or steers it`,
      runbook: 'pipeline-change',
      tells: call(['pipeline', 'execution']),
      pattern: (scope) => {
        const full = `${scope.settings.name}-${name}`;
        return callsTo('sagemaker', {
          $or: [
            {
              eventName: ['CreatePipeline', 'UpdatePipeline', 'UpdatePipelineVersion', 'DeletePipeline'],
              requestParameters: {
                $or: [{ pipelineName: [full] }, { pipelineArn: [{ suffix: `:pipeline/${full}` }] }],
              },
              userIdentity: byHand(scope),
            },
            {
              eventName: starts,
              requestParameters: {
                $or: [
                  // StartPipelineExecution takes the name or the ARN.
                  { pipelineName: [full, { suffix: `:pipeline/${full}` }] },
                  { pipelineExecutionArn: [{ wildcard: `*:pipeline/${full}/execution/*` }] },
                ],
              },
              userIdentity: anyoneBut(scope, ownRoleNames(scope, ['engineer', ...schedulesOf(scope.settings, name)])),
            },
          ],
        });
      },
    },
    {
      id: `${name}-failed`,
      severity: 'medium',
      concerns: 'workload',
      description: `An execution of the pipeline ${name} failed`,
      runbook: 'pipeline-change',
      tells: pipelineState,
      // Amazon SageMaker AI Developer Guide, "Events that Amazon SageMaker AI sends to EventBridge": pipeline executions.
      pattern: ({ settings }) => ({
        source: ['aws.sagemaker'],
        'detail-type': ['SageMaker Model Building Pipeline Execution Status Change'],
        detail: {
          currentPipelineExecutionStatus: ['Failed'],
          pipelineArn: [{ suffix: `:pipeline/${settings.name}-${name}` }],
        },
      }),
    },
  ];
}
