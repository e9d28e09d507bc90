import type { Resource } from '../../../judge/read/assembly.ts';
import { alertChecks } from '../../alerts/check.ts';
import { type Check, every, everyHas, everyStays, type Judged, lacks, policyOf } from '../check.ts';
import { alerts } from './alerts.ts';
import samples from './events.json' with { type: 'json' };

const groups = { type: 'AWS::SageMaker::ModelPackageGroup' };

export function checks({ settings }: Judged): Check[] {
  const named = ({ properties }: Resource) => properties.ModelPackageGroupName;
  const own = { ...groups, where: (group: Resource) => named(group) === `${settings.name}-models` };
  return [
    everyHas('the registry has the project’s name, and no policy that opens it', own, {
      ModelPackageGroupPolicy: undefined,
    }),
    every('every group of models is this project’s by its name, and no policy opens it', groups, (group) => {
      if (!String(named(group)).startsWith(`${settings.name}-`)) return `has the name ${named(group)}`;
      return group.properties.ModelPackageGroupPolicy !== undefined && 'has a policy';
    }),
    everyStays('the registry outlives its stack: its versions say what was served', own),
    every('an approver approves or rejects a version, or leaves it alone', policyOf('Approver'), ({ properties }) =>
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
    ...alertChecks(alerts, samples, settings),
  ];
}
