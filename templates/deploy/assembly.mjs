// The assembly that is judged and deployed: a copy that nothing changes in between.
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** @param {string} directory @param {string} [folder] @returns {string[]} paths with /, sorted */
function filesBelow(directory, folder = '') {
  return readdirSync(join(directory, folder), { withFileTypes: true })
    .flatMap((entry) => {
      const path = folder ? `${folder}/${entry.name}` : entry.name;
      return entry.isDirectory() ? filesBelow(directory, path) : [path];
    })
    .sort();
}

/**
 * SHA-256 over every file's digest and path: node deploy/assembly.mjs cdk.out prints it. The job that judges an assembly
 * hands it to the job that deploys (deploy.mjs --judged).
 * @param {string} directory
 */
export function digestOf(directory) {
  const whole = createHash('sha256');
  for (const path of filesBelow(directory)) {
    const file = createHash('sha256')
      .update(readFileSync(join(directory, path)))
      .digest('hex');
    whole.update(`${file}  ${path}\n`);
  }
  return whole.digest('hex');
}

/** @param {string} directory @returns {{ directory: string, remove: () => void }} */
export function copyOf(directory) {
  const copy = mkdtempSync(join(tmpdir(), 'assembly-'));
  cpSync(directory, copy, { recursive: true });
  return { directory: copy, remove: () => rmSync(copy, { recursive: true, force: true }) };
}

/**
 * The CDK sets a stack's termination protection to what the manifest says, before it deploys. A stack that stands keeps it;
 * one that does not stand yet gets it after its first success, so that a failed first try can be repeated.
 * @param {string} directory @param {Set<string> | 'all'} standing "NAME REGION" of each
 */
export function protectStanding(directory, standing) {
  const file = join(directory, 'manifest.json');
  const manifest = JSON.parse(readFileSync(file, 'utf8'));
  for (const [id, { type, environment = '', properties = {} }] of Object.entries(manifest.artifacts ?? {})) {
    if (type === 'cdk:cloud-assembly') protectStanding(join(directory, properties.directoryName), standing);
    if (type !== 'aws:cloudformation:stack') continue;
    const name = `${properties.stackName ?? id} ${environment.split('/').at(-1)}`;
    properties.terminationProtection = standing === 'all' || standing.has(name);
  }
  writeFileSync(file, JSON.stringify(manifest, null, 2));
}

/** A pipeline cannot look at what stands, and deploys only after a person did: `--protect` says that all stacks do. */
if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [directory = 'cdk.out', option] = process.argv.slice(2);
  if (!existsSync(join(directory, 'manifest.json'))) {
    console.error(`${directory} is not a synthesized assembly\nType: npm run synth`);
    process.exit(2);
  }
  if (option === '--protect') protectStanding(directory, 'all');
  else console.log(digestOf(directory));
}
