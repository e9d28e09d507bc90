import { relative } from 'node:path';
import type { Finding, Judge } from './judge.ts';
import { ranJson, versionOf } from './run.ts';

interface Match {
  Rule: { Id: string };
  Level: string;
  Message: string;
  Filename: string;
  Location: { Path?: (string | number)[] };
}

export const cfnLint: Judge = {
  id: 'cfn-lint',
  planted: 'E3002',
  version: ({ python }) => versionOf(`${python}/cfn-lint`, '--version'),
  async find({ directory, templates }, { python }): Promise<Finding[]> {
    const words = ['--format', 'json', '--', ...templates];
    const matches = await ranJson<Match[]>(`${python}/cfn-lint`, words, directory);
    return matches.map(({ Rule, Message, Filename, Location }) => ({
      judge: 'cfn-lint',
      rule: Rule.Id,
      where: `${relative(directory, Filename)} ${(Location.Path ?? []).join('.')}`,
      what: Message,
    }));
  },
};

interface Report {
  results: { failed_checks: { check_id: string; check_name: string; resource: string; file_path: string }[] };
}

export const checkov: Judge = {
  id: 'checkov',
  planted: 'CKV_AWS_18',
  version: ({ checkov: bin }) => versionOf(`${bin}/checkov`, '--version'),
  async find({ directory }, { checkov: bin }): Promise<Finding[]> {
    const frameworks = ['cloudformation', 'github_actions', 'secrets'];
    const options = ['--output', 'json', '--compact', '--quiet', '--skip-download', '--framework', ...frameworks];
    const reports = await ranJson<Report | Report[] | object>(
      `${bin}/checkov`,
      ['--directory', '.', ...options],
      directory,
    );
    return [reports]
      .flat()
      .filter((report): report is Report => 'results' in report)
      .flatMap(({ results }) => results.failed_checks)
      .map(({ check_id, check_name, resource, file_path }) => ({
        judge: 'checkov',
        rule: check_id,
        where: `${file_path.replace(/^\/+/, '')} ${resource}`,
        what: check_name,
      }));
  },
};
