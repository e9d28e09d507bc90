import { AnyPrincipal, Effect, ManagedPolicy, PolicyDocument, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { acknowledge } from '../../acknowledge.ts';
import type { Foundation, JobNetwork } from '../../foundation.ts';
import { ownRoles, serviceReaders } from '../../policies/exempt.ts';
import { rolesOfUnits } from '../../policies/roles.ts';
import { shellLimits, shellPeople } from './people.ts';
import { shellStatements } from './shell.ts';
import { logDeny, perimeterDenies } from './statements.ts';

export function apply(foundation: Foundation): void {
  const { training, roles, network } = foundation;
  if (!network) return;
  for (const role of ['engineer', 'operator'] as const) {
    roles[role].policy.addStatements(
      new PolicyStatement({
        sid: 'JobLogsOnlyInsideTheNetwork',
        effect: Effect.DENY,
        ...logDeny(training, network.logsPerimeter),
      }),
    );
  }
  makeShells(foundation, network);
}

/** People work inside the network by a CloudShell in it: there is no other way in that needs no server. */
function makeShells(foundation: Foundation, network: JobNetwork): void {
  const { boundary, training, settings, roles } = foundation;
  const people = shellPeople(foundation.pipeline !== undefined);
  const policy = new ManagedPolicy(training, 'ShellPolicy', {
    description: 'A CloudShell in the subnets of the jobs, and nowhere else',
    document: new PolicyDocument({ statements: shellStatements(training, network) }),
  });
  acknowledge(policy, 'AwsSolutions-IAM5[Resource::…:network-interface/*]', 'EC2 makes up the id of an interface');
  acknowledge(policy, 'AwsSolutions-IAM5[Resource::…:environment/*]', 'CloudShell makes up the id of an environment');
  acknowledge(policy, 'AwsSolutions-IAM5[Resource::*]', 'Calls that take no resource: the condition names the subnets');
  for (const role of people) roles[role].role.addManagedPolicy(policy);
  // What is only for a shell stays out of reach for all other roles.
  boundary.addStatements(
    new PolicyStatement({
      sid: 'ShellsOfPeople',
      actions: shellLimits,
      resources: ['*'],
      conditions: { ArnEquals: { 'aws:PrincipalArn': ownRoles(training, settings.name, [...people]) } },
    }),
  );
}

/** After every control was applied: which scanners there are is known only then. */
export function close({ data, settings, buckets, network, roles }: Foundation): void {
  if (!network) return;
  const { partition, region, account } = data;
  const place = { partition, region, account, ...settings.bootstrap };
  const reading = Object.keys(serviceReaders).filter((role) => roles[role] !== undefined);
  for (const { own } of Object.values(buckets)) {
    if (!own) continue;
    const denies = perimeterDenies(place, settings.name, network.perimeter, reading, rolesOfUnits(settings));
    for (const [sid, deny] of Object.entries(denies)) {
      own.policy.addStatements(
        new PolicyStatement({
          sid,
          effect: Effect.DENY,
          principals: [new AnyPrincipal()],
          resources: [own.resource.attrArn, `${own.resource.attrArn}/*`],
          ...deny,
        }),
      );
    }
  }
}
