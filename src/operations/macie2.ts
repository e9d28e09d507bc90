import { one, type ServiceTable } from './table.ts';

export const macie2: ServiceTable = {
  service: 'macie2',
  pages: ['Service Authorization Reference, "Actions, resources, and condition keys for Amazon Macie"'],
  operations: {
    GetFindings: one('macie2:GetFindings', '*'),
    GetMacieSession: one('macie2:GetMacieSession', '*'),
    ListFindings: one('macie2:ListFindings', '*'),
  },
};
