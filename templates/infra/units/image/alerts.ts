import { type Alert, callsTo } from '../../alerts/alert.ts';
import { anyoneBut, executionRoles, ownRoleNames } from '../../alerts/others.ts';

export function alerts(name: string): Alert[] {
  return [
    {
      id: `${name}-changed`,
      severity: 'high',
      description: `Somebody pushes, deletes or shares the image ${name}, and it is not its workflow`,
      runbook: 'image-change',
      pattern: (scope) => {
        const { name: project } = scope.settings;
        const requestParameters = { repositoryName: [`${project}/${name}`] };
        const but = (more: string[]) => anyoneBut(scope, [...executionRoles(scope), ...more]);
        return callsTo('ecr', {
          $or: [
            {
              eventName: [
                { 'anything-but': ['InitiateLayerUpload', 'UploadLayerPart', 'CompleteLayerUpload', 'PutImage'] },
              ],
              requestParameters,
              userIdentity: but([]),
            },
            { eventName: ['PutImage'], requestParameters, userIdentity: but(ownRoleNames(scope, [`${name}-build`])) },
            {
              requestParameters: { resourceArn: [{ wildcard: `*:repository/${project}/${name}` }] },
              userIdentity: but([]),
            },
          ],
        });
      },
    },
    {
      id: `${name}-vulnerable`,
      severity: 'high',
      description: `The image ${name} has a critical vulnerability, or could not be scanned`,
      runbook: 'image-vulnerable',
      // Amazon ECR User Guide, "Amazon ECR events and EventBridge": a severity without findings is left out.
      pattern: ({ settings }) => ({
        source: ['aws.ecr'],
        'detail-type': ['ECR Image Scan'],
        detail: {
          'repository-name': [`${settings.name}/${name}`],
          $or: [{ 'finding-severity-counts': { CRITICAL: [{ exists: true }] } }, { 'scan-status': ['FAILED'] }],
        },
      }),
    },
  ];
}
