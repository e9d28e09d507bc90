import { type Alert, callsTo } from '../../alerts/alert.ts';
import { anyoneBut, byHand, executionRoles, ownRoleNames } from '../../alerts/others.ts';
import { recordsObjects, writesObjects } from '../../alerts/recorded.ts';
import { call } from '../../alerts/tellings.ts';
import { everydayCalls, startCalls } from './calls.ts';
import { startersIn, writers } from './writers.ts';

const given = [{ exists: true }];
const servedAnew = [
  { sourceUri: given },
  { additionalInferenceSpecificationsToAdd: { name: given } },
  ...[{ image: given }, { modelDataUrl: given }, { modelDataSource: { s3DataSource: { s3Uri: given } } }].map(
    (containers) => ({ inferenceSpecification: { containers } }),
  ),
];

export const alerts: Alert[] = [
  {
    id: 'data-poisoning',
    severity: 'high',
    description: 'Somebody writes data, code or a model that only another role should write',
    runbook: 'data-poisoning',
    tells: call(['bucket']),
    when: recordsObjects,
    pattern: (scope) =>
      callsTo('s3', {
        ...writesObjects,
        $or: writers.map(({ bucket, prefix, roles }) => ({
          requestParameters: { bucketName: [scope.buckets[bucket]], key: [{ prefix }] },
          userIdentity: anyoneBut(scope, ownRoleNames(scope, roles)),
        })),
      }),
  },
  {
    id: 'model-approval',
    severity: 'high',
    description: 'A model is registered, approved or shared by the wrong role, or what it serves is changed',
    runbook: 'model-approval',
    tells: call(['package', 'packages']),
    pattern: (scope) =>
      callsTo('sagemaker', {
        $or: [
          {
            eventName: ['CreateModelPackage'],
            userIdentity: anyoneBut(scope, ownRoleNames(scope, ['registration'])),
          },
          {
            eventName: ['UpdateModelPackage'],
            userIdentity: anyoneBut(scope, ownRoleNames(scope, ['approver'])),
          },
          // An approver too changes what a version serves, for which there is no condition key (SageMaker API Reference,
          // "UpdateModelPackage").
          { eventName: ['UpdateModelPackage'], requestParameters: { $or: servedAnew } },
          {
            eventName: ['PutModelPackageGroupPolicy', 'CreateModelPackageGroup', 'PutResourcePolicy'],
            userIdentity: byHand(scope),
          },
        ],
      }),
  },
  {
    id: 'sagemaker-change',
    severity: 'medium',
    description: 'Somebody opens a notebook, presigned URL or endpoint, or runs a job with a role of this project',
    runbook: 'sagemaker-change',
    tells: call(['notebook', 'endpoint', 'roleArn']),
    pattern: (scope) =>
      callsTo('sagemaker', {
        $or: [
          // Whatever is not a day's work.
          { eventName: [{ 'anything-but': [...everydayCalls, ...startCalls] }], userIdentity: byHand(scope) },
          // A day's work of the people who are there for it. One identity for both: a pattern has 2,048 characters.
          {
            $or: [
              {
                eventName: startCalls,
                requestParameters: {
                  $or: ['roleArn', 'executionRoleArn'].map((parameter) => ({
                    [parameter]: [{ wildcard: `*:role/${scope.settings.name}-*` }],
                  })),
                },
              },
              // They name a model or an execution, with whose role they go on.
              { eventName: ['CreateTransformJob', 'RetryPipelineExecution'] },
            ],
            userIdentity: anyoneBut(scope, [
              ...executionRoles(scope),
              ...ownRoleNames(scope, startersIn(scope.settings)),
            ]),
          },
        ],
      }),
  },
  {
    id: 'image-change',
    severity: 'high',
    description: 'Somebody pushes, deletes or shares by hand an image that jobs run',
    runbook: 'image-change',
    tells: call(['repository']),
    pattern: (scope) =>
      callsTo('ecr', {
        userIdentity: byHand(scope),
        $or: [
          {
            eventName: [{ 'anything-but': ['InitiateLayerUpload', 'UploadLayerPart', 'CompleteLayerUpload'] }],
            requestParameters: { repositoryName: [{ prefix: `${scope.settings.name}-` }] },
          },
          { requestParameters: { resourceArn: [{ wildcard: `*:repository/${scope.settings.name}-*` }] } },
          // Of the whole registry: who may push, where images come from and go to, how they are scanned and signed.
          { requestParameters: { repositoryName: [{ exists: false }], resourceArn: [{ exists: false }] } },
        ],
      }),
  },
];
