import { Effect, ManagedPolicy, PolicyDocument, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Foundation } from '../../foundation.ts';
import { instanceTypesOf, jobSizeOf } from '../../policies/instances.ts';
import { pipelinesOfUnits } from '../../policies/roles.ts';
import { jobDenies } from './statements.ts';

export function apply(foundation: Foundation): void {
  const { training, settings, facts, roles, deploy, network, keys } = foundation;
  // Without a network or a key there is nothing to hold jobs to; the proof then says so.
  if (!network || !keys.data) return;
  foundation.jobRules = {
    instanceTypes: instanceTypesOf(settings),
    maxMinutes: jobSizeOf(settings).maxMinutes,
    isolatedTraining: facts.trainingIsolated,
  };
  const denies = jobDenies({ ...foundation.jobRules, ...network, dataKeyArn: keys.data.keyArn });
  const policy = new ManagedPolicy(training, 'JobGuardrails', {
    managedPolicyName: `${settings.name}-job-guardrails`,
    description: 'Refuses jobs, models and notebooks that do not keep to the rules; allows nothing',
    document: new PolicyDocument({
      statements: Object.entries(denies).map(
        // A deny covers every resource: what it refuses may not exist under any name.
        ([sid, deny]) => new PolicyStatement({ sid, effect: Effect.DENY, resources: ['*'], ...deny }),
      ),
    }),
  });
  // Steps of a pipeline are started with its role: that is whose requests the denies judge.
  const runners = ['pipeline', ...pipelinesOfUnits(settings)].map((name) => roles[name]);
  for (const holder of [roles.engineer, deploy, ...runners]) holder?.role.addManagedPolicy(policy);
}
