import { Duration } from 'aws-cdk-lib';
import { ManagedPolicy, PolicyDocument, PolicyStatement, Role, WebIdentityPrincipal } from 'aws-cdk-lib/aws-iam';
import { hasWatch, watchRegionOf } from '../../alerts/watch.ts';
import { type Foundation, name } from '../../foundation.ts';
import { ownRoles } from '../../policies/exempt.ts';
import { bootstrapRoles, deployedRegions, deployWorkflow, providerArn, takesClaims, tokenConditions } from './trust.ts';

export function apply(foundation: Foundation): void {
  const { training, settings, environment, boundary } = foundation;
  const place = { partition: training.partition, region: settings.region, account: training.account };
  const handOver = {
    actions: ['sts:AssumeRole'],
    resources: bootstrapRoles(place, { ...settings.bootstrap, regions: deployedRegions(settings) }),
  };
  const policy = new ManagedPolicy(training, 'DeployPolicy', {
    document: new PolicyDocument({ statements: [new PolicyStatement({ sid: 'HandOverToCdk', ...handOver })] }),
  });
  const role = new Role(training, 'DeployRole', {
    roleName: `${settings.name}-deploy`,
    description: `Deploys from the environment ${environment} of ${settings.repository}`,
    assumedBy: new WebIdentityPrincipal(providerArn(place), tokenConditions(place, settings, environment)),
    managedPolicies: [policy],
    maxSessionDuration: Duration.hours(1),
  });
  // The boundary lets the deploy role alone take on other roles: for all others that stays out of reach. Its own policy names
  // the regions; here each would be three names more, and IAM takes 6,144 characters.
  boundary.addStatements(
    new PolicyStatement({
      sid: 'HandOverToCdk',
      ...handOver,
      resources: bootstrapRoles(place, { ...settings.bootstrap, regions: ['*'] }),
      conditions: { ArnEquals: { 'aws:PrincipalArn': ownRoles(place, settings.name, ['deploy']) } },
    }),
  );
  foundation.deploy = { role, policy };
  const watch = watchRegionOf(settings);
  const [watchDeploy = '', watchPublishing = '', watchLookup = ''] = watch
    ? bootstrapRoles(place, { ...settings.bootstrap, regions: [watch] })
    : [];
  if (watch && hasWatch(settings))
    name(training, { 'watch-deploy': watchDeploy, 'watch-publishing': watchPublishing, 'watch-lookup': watchLookup });
  name(training, { deploy: role.roleArn, 'oidc-provider': providerArn(place) });
  if (takesClaims(place)) name(training, { 'deploy-workflow': deployWorkflow(settings) });
}
