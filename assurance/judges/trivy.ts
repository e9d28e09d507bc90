import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Finding, Judge } from './judge.ts';
import { ranJson, versionOf } from './run.ts';

interface Report {
  Results?: { Target: string; Misconfigurations?: Misconfiguration[] }[];
}

interface Misconfiguration {
  ID: string;
  Title: string;
  CauseMetadata: { StartLine?: number };
}

/** A resource begins at two spaces; trivy gives lines. */
const resourceAt = (template: string, line = 0): string =>
  template
    .split('\n')
    .slice(0, line)
    .map((text) => /^ {2}"(\w+)": \{$/.exec(text)?.[1])
    .findLast(Boolean) ?? '';

/** Reads one template at a time and no imported value, so it is given them resolved: a key of another stack is not a key to it. */
export const trivy: Judge = {
  id: 'trivy',
  planted: 'AWS-0089',
  version: ({ python }) => versionOf(`${python}/trivy`, '--version'),
  async find({ resources }, { python }): Promise<Finding[]> {
    const directory = mkdtempSync(join(tmpdir(), 'trivy-'));
    try {
      const texts: Record<string, string> = {};
      for (const stack of new Set(resources.map((resource) => resource.stack))) {
        const Resources = Object.fromEntries(
          resources
            .filter((resource) => resource.stack === stack)
            .map(({ logicalId, type, properties }) => [logicalId, { Type: type, Properties: properties }]),
        );
        const file = `${stack}.template.json`;
        texts[file] = JSON.stringify({ Resources }, null, 1);
        writeFileSync(join(directory, file), texts[file]);
      }
      const offline = ['--skip-check-update', '--skip-version-check', '--disable-telemetry'];
      const words = [
        'config',
        ...offline,
        '--misconfig-scanners',
        'cloudformation',
        '--format',
        'json',
        '--quiet',
        '.',
      ];
      const { Results = [] } = await ranJson<Report>(`${python}/trivy`, words, directory);
      return Results.flatMap(({ Target, Misconfigurations = [] }) =>
        Misconfigurations.map(({ ID, Title, CauseMetadata }) => ({
          judge: 'trivy',
          rule: ID,
          where: `${Target} ${resourceAt(texts[Target] ?? '', CauseMetadata.StartLine)}`,
          what: Title,
        })),
      );
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  },
};
