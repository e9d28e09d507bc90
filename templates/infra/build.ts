import { readFileSync } from 'node:fs';
import { App, Stage } from 'aws-cdk-lib';
import { environmentIds, type Settings } from './config.ts';
import { makeFoundation } from './environment.ts';
import type { Foundation } from './foundation.ts';

/** One environment for each account in the settings; with none, one whose account is the one that deploys. */
function environments(app: App, { accounts }: Settings) {
  const given = environmentIds.flatMap((id) => (accounts[id] ? [{ id, account: accounts[id] }] : []));
  if (given.length === 0) return [{ id: 'prod' as const, scope: app, account: undefined }];
  return given.map(({ id, account }) => ({ id, scope: new Stage(app, id), account }));
}

// The CDK CLI passes the context of cdk.json; the program is also run on its own, so it reads the same context.
const { context } = JSON.parse(readFileSync(new URL('../cdk.json', import.meta.url), 'utf8'));

/** A bucket that no control added a statement to has no policy: S3 takes no empty one. */
function dropEmptyPolicies({ ownBuckets }: Foundation): void {
  for (const { resource, policy } of ownBuckets) {
    if (policy.isEmpty) resource.stack.node.tryRemoveChild(`${resource.node.id}Policy`);
  }
}

/** The whole program: in each account the parts that every repository has, then the controls in their order. */
export async function build(settings: Settings, controls: string[], outdir: string): Promise<App> {
  const app = new App({ context, outdir });
  for (const { id, scope, account } of environments(app, settings)) {
    const foundation = makeFoundation(scope, settings, { id, account });
    for (const control of controls) {
      const { apply } = (await import(`./controls/${control}/control.ts`)) as { apply(foundation: Foundation): void };
      apply(foundation);
    }
    dropEmptyPolicies(foundation);
  }
  return app;
}
