import { readFileSync } from 'node:fs';
import { App, Stage, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks, NIST80053R5Checks } from 'cdk-nag';
import { ReviewedPack } from './acknowledge.ts';
import { readSettings, type Settings } from './config.ts';
import { enabled } from './controls/enabled.ts';
import { makeFoundation } from './environment.ts';
import type { Foundation } from './foundation.ts';

/** One environment for each account in the settings; with none, one whose account is the one that deploys. */
function environments(app: App, { accounts }: Settings) {
  const given = Object.entries(accounts).flatMap(([id, account]) => (account ? [{ id, account }] : []));
  if (given.length === 0) return [{ scope: app, account: undefined }];
  return given.map(({ id, account }) => ({ scope: new Stage(app, id), account }));
}

// The CDK CLI passes the context of cdk.json; this file is also run on its own, so it reads the same context.
const { context } = JSON.parse(readFileSync(new URL('../cdk.json', import.meta.url), 'utf8'));
const settings = readSettings();
const app = new App({ context, outdir: process.env.CDK_OUTDIR ?? 'cdk.out' });
Validations.of(app).addPlugins(
  ...[new AwsSolutionsChecks(), new NIST80053R5Checks()].map((pack) => new ReviewedPack(pack)),
);

for (const { scope, account } of environments(app, settings)) {
  const foundation = makeFoundation(scope, settings, account);
  for (const id of enabled) {
    const control = (await import(`./controls/${id}/control.ts`)) as { apply(foundation: Foundation): void };
    control.apply(foundation);
  }
}
app.synth();
