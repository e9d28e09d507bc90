import { one, type ServiceTable } from './table.ts';

/** A role that is taken from a session which has a source identity gets the same, and is asked for it too. */
const identity = 'SourceIdentity|stored:SourceIdentity';
const tags = {
  'sts:TransitiveTagKeys': '{TransitiveTagKeys[]}',
  'aws:RequestTag/{Tags[].Key}': '{Tags[].Value}',
  'aws:TagKeys': '{Tags[].Key}',
};

const assumes = {
  'sts:RoleSessionName': '{RoleSessionName}',
  'sts:ExternalId': '{ExternalId}',
  'sts:SourceIdentity': `{${identity}}`,
  ...tags,
};

export const sts: ServiceTable = {
  service: 'sts',
  pages: [
    'Service Authorization Reference, "Actions, resources, and condition keys for AWS Security Token Service"',
    'IAM User Guide, "Pass session tags in AWS STS" and "Monitor and control actions taken with assumed roles": TagSession, SetSourceIdentity',
    'AWS STS API Reference, "GetCallerIdentity": no permission is needed, and a deny of it changes nothing',
  ],
  operations: {
    GetCallerIdentity: { caller: [] },
    AssumeRole: {
      caller: [
        { action: 'sts:AssumeRole', on: '{RoleArn}', context: assumes },
        { action: 'sts:TagSession', on: '{RoleArn}', when: 'Tags', context: tags },
        {
          action: 'sts:SetSourceIdentity',
          on: '{RoleArn}',
          when: identity,
          context: { 'sts:SourceIdentity': `{${identity}}` },
        },
      ],
    },
    AssumeRoleWithSAML: one('sts:AssumeRoleWithSAML', '{RoleArn}'),
    AssumeRoleWithWebIdentity: one('sts:AssumeRoleWithWebIdentity', '{RoleArn}', {
      'sts:RoleSessionName': '{RoleSessionName}',
    }),
  },
};
