import { one, type ServiceTable } from './table.ts';

const named = 'arn:{partition}:lambda:{region}:{account}:function:{FunctionName}';

export const lambda: ServiceTable = {
  service: 'lambda',
  pages: ['Service Authorization Reference, "Actions, resources, and condition keys for AWS Lambda"'],
  operations: {
    GetAccountSettings: one('lambda:GetAccountSettings', '*'),
    ListFunctions: one('lambda:ListFunctions', '*'),
    GetFunctionConfiguration: one('lambda:GetFunctionConfiguration', named),
    GetPolicy: one('lambda:GetPolicy', named),
    PutFunctionConcurrency: one('lambda:PutFunctionConcurrency', named),
  },
};
