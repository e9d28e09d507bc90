import { CfnHub, CfnStandard } from 'aws-cdk-lib/aws-securityhub';
import { makeAlerts } from '../../alerts/rule.ts';
import type { Foundation } from '../../foundation.ts';
import { alerts } from './alerts.ts';
import { standardArn, standards } from './standards.ts';

export function apply(foundation: Foundation): void {
  const { audit, settings } = foundation;
  if (settings.securityHub === 'create') {
    const hub = new CfnHub(audit, 'Hub', {
      enableDefaultStandards: false,
      autoEnableControls: true,
      controlFindingGenerator: 'SECURITY_CONTROL',
    });
    for (const [id, standard] of Object.entries(standards)) {
      const standardsArn = standardArn(audit.partition, audit.region, standard);
      new CfnStandard(audit, `${id}Standard`, { standardsArn }).addResourceDependency(hub);
    }
  }
  makeAlerts(foundation, alerts);
}
