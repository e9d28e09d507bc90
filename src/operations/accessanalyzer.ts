import { one, type ServiceTable } from './table.ts';

const queue = '{analyzerArn}';

export const accessanalyzer: ServiceTable = {
  service: 'accessanalyzer',
  pages: ['Service Authorization Reference, "Actions, resources, and condition keys for IAM Access Analyzer"'],
  operations: {
    GetFindingV2: one('access-analyzer:GetFinding', queue),
    ListAnalyzers: one('access-analyzer:ListAnalyzers', '*'),
    ListFindingsV2: one('access-analyzer:ListFindings', queue),
  },
};
