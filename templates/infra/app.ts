import { fileURLToPath } from 'node:url';
import { Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks, NIST80053R5Checks } from 'cdk-nag';
import { digestAt, recordSources } from '../judge/read/sources.ts';
import { ReviewedPack } from './acknowledge.ts';
import { build } from './build.ts';
import { readSettings, warningsOf } from './config.ts';
import { enabled } from './controls/enabled.ts';

const settings = readSettings();
for (const warning of warningsOf(settings)) console.warn(warning);

const outdir = process.env.CDK_OUTDIR ?? 'cdk.out';
const sources = digestAt(fileURLToPath(new URL('..', import.meta.url)));
recordSources(outdir);
const app = await build(settings, enabled, outdir);
Validations.of(app).addPlugins(
  ...[new AwsSolutionsChecks(), new NIST80053R5Checks()].map((pack) => new ReviewedPack(pack)),
);
app.synth();
recordSources(outdir, sources);
