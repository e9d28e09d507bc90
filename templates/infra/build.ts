import { readFileSync } from 'node:fs';
import { App, Stage } from 'aws-cdk-lib';
import type { CfnRole } from 'aws-cdk-lib/aws-iam';
import { environmentIds, type Settings } from './config.ts';
import { makeFoundation } from './environment.ts';
import type { Foundation } from './foundation.ts';
import { existingUnitPolicy } from './policies/of-units.ts';
import { unitParts } from './units.ts';

/** One environment for each account in the settings; with none, one whose account is the one that deploys. */
function environments(app: App, { accounts }: Settings) {
  const given = environmentIds.flatMap((id) => (accounts[id] ? [{ id, account: accounts[id] }] : []));
  if (given.length === 0) return [{ id: 'prod' as const, scope: app, account: undefined }];
  return given.map(({ id, account }) => ({ id, scope: new Stage(app, id), account }));
}

// The CDK CLI passes the context of cdk.json; the program is also run on its own, so it reads the same context.
const { context } = JSON.parse(readFileSync(new URL('../cdk.json', import.meta.url), 'utf8'));

const qualifierKey = '@aws-cdk/core:bootstrapQualifier';

/** Policies name the bootstrap's roles, so that settings.json alone says what they are called. */
function qualifierOf({ bootstrap: { qualifier } }: Settings): string {
  const other = context[qualifierKey] ?? qualifier;
  if (other === qualifier) return qualifier;
  throw new Error(
    `cdk.json says ${qualifierKey} "${other}": put it into settings.json as "bootstrap": {"qualifier": "${other}"}`,
  );
}

/** S3 takes no empty policy of a bucket, IAM none of a role: what no control added a statement to has none. */
function dropEmptyPolicies({ ownBuckets, roles, training }: Foundation): void {
  for (const { resource, policy } of ownBuckets) {
    if (policy.isEmpty) resource.stack.node.tryRemoveChild(`${resource.node.id}Policy`);
  }
  for (const { role, policy } of Object.values(roles)) {
    if (!policy.document.isEmpty) continue;
    const more = existingUnitPolicy(training, role.node.id.replace(/Role$/, ''));
    (role.node.defaultChild as CfnRole).managedPolicyArns = more && [more.managedPolicyArn];
    policy.node.scope?.node.tryRemoveChild(policy.node.id);
  }
}

/** What a control's control.ts exports. */
interface Part {
  apply?(foundation: Foundation): void;
  /** For what has to see what every other control made: runs after all of them were applied, in the same order. */
  close?(foundation: Foundation): void;
}

const partOf = (control: string) => import(`./controls/${control}/control.ts`) as Promise<Part>;

/** The whole program: in each account the parts that every repository has, then units and controls, each in their order, then what closes over all. */
export async function build(settings: Settings, controls: string[], outdir: string): Promise<App> {
  const app = new App({ context: { ...context, [qualifierKey]: qualifierOf(settings) }, outdir });
  for (const { id, scope, account } of environments(app, settings)) {
    const foundation = makeFoundation(scope, settings, { id, account });
    const units = await unitParts(settings.units);
    for (const unit of units) unit.apply(foundation);
    const parts = await Promise.all(controls.map(partOf));
    for (const { apply } of parts) apply?.(foundation);
    for (const unit of units) unit.close(foundation);
    for (const { close } of parts) close?.(foundation);
    dropEmptyPolicies(foundation);
  }
  return app;
}
