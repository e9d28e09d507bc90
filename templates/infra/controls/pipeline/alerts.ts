import { type Alert, callsTo } from '../../alerts/alert.ts';
import { anyoneBut, byHand, ownRoleNames } from '../../alerts/others.ts';
import { call, pipelineState } from '../../alerts/tellings.ts';
import { schedulesOf } from '../../policies/roles.ts';

export const alerts: Alert[] = [
  {
    id: 'pipeline-change',
    severity: 'high',
    description: 'Somebody changes a pipeline by hand, or the wrong role starts or steers it',
    runbook: 'pipeline-change',
    tells: call(['pipeline', 'execution']),
    pattern: (scope) =>
      callsTo('sagemaker', {
        $or: [
          {
            eventName: ['CreatePipeline', 'UpdatePipeline', 'UpdatePipelineVersion', 'DeletePipeline'],
            userIdentity: byHand(scope),
          },
          {
            eventName: [
              'StartPipelineExecution',
              'RetryPipelineExecution',
              'SendPipelineExecutionStepFailure',
              'SendPipelineExecutionStepSuccess',
              'UpdatePipelineExecution',
            ],
            userIdentity: anyoneBut(
              scope,
              ownRoleNames(scope, ['engineer', ...schedulesOf(scope.settings, 'pipeline')]),
            ),
          },
        ],
      }),
  },
  {
    id: 'pipeline-failed',
    severity: 'medium',
    concerns: 'workload',
    description: 'An execution of the pipeline failed',
    runbook: 'pipeline-change',
    tells: pipelineState,
    // Amazon SageMaker AI Developer Guide, "Events that Amazon SageMaker AI sends to EventBridge": pipeline executions.
    pattern: ({ settings: { name } }) => ({
      source: ['aws.sagemaker'],
      'detail-type': ['SageMaker Model Building Pipeline Execution Status Change'],
      detail: {
        currentPipelineExecutionStatus: ['Failed'],
        pipelineArn: [{ wildcard: `*:pipeline/${name}-*` }],
      },
    }),
  },
];
