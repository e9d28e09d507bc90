import { one, type ServiceTable } from './table.ts';

export const sts: ServiceTable = {
  service: 'sts',
  pages: [
    'Service Authorization Reference, "Actions, resources, and condition keys for AWS Security Token Service"',
    'AWS STS API Reference, "GetCallerIdentity": no permission is needed, and a deny of it changes nothing',
  ],
  operations: {
    GetCallerIdentity: { caller: [] },
    AssumeRole: one('sts:AssumeRole', '{RoleArn}', {
      'sts:RoleSessionName': '{RoleSessionName}',
      'sts:ExternalId': '{ExternalId}',
      'sts:SourceIdentity': '{SourceIdentity}',
      'sts:TransitiveTagKeys': '{TransitiveTagKeys[]}',
      'aws:RequestTag/{Tags[].Key}': '{Tags[].Value}',
      'aws:TagKeys': '{Tags[].Key}',
    }),
    AssumeRoleWithSAML: one('sts:AssumeRoleWithSAML', '{RoleArn}'),
    AssumeRoleWithWebIdentity: one('sts:AssumeRoleWithWebIdentity', '{RoleArn}', {
      'sts:RoleSessionName': '{RoleSessionName}',
    }),
  },
};
