import { type Check, every, everyHas, everyStays, type Judged, lacks, policyOf } from '../check.ts';

const groups = { type: 'AWS::SageMaker::ModelPackageGroup' };

export function checks({ settings }: Judged): Check[] {
  const own = { ...groups, where: ({ stack }: { stack: string }) => stack.endsWith(`${settings.name}-training`) };
  return [
    everyHas('the registry has the project’s name, and no policy that opens it', own, {
      ModelPackageGroupName: `${settings.name}-models`,
      ModelPackageGroupPolicy: undefined,
    }),
    everyStays('the registry outlives its stack: its versions say what was served', own),
    every('an approver changes a version’s status and nothing else', policyOf('Approver'), ({ properties }) =>
      lacks(properties, [
        {
          Effect: 'Deny',
          Action: 'sagemaker:UpdateModelPackage',
          Resource: '*',
          Condition: { StringNotEquals: { 'sagemaker:ModelApprovalStatus': ['Approved', 'Rejected'] } },
        },
      ]),
    ),
    every('registration only lets versions wait', policyOf('Registration'), ({ properties }) =>
      lacks(properties, [
        {
          Effect: 'Deny',
          Action: 'sagemaker:CreateModelPackage',
          Resource: '*',
          Condition: { StringNotEquals: { 'sagemaker:ModelApprovalStatus': 'PendingManualApproval' } },
        },
      ]),
    ),
  ];
}
