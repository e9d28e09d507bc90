import { expect, it } from 'vitest';
import { formExample } from '../../templates/judge/cells/forms.ts';
import { decide } from '../../templates/judge/decide/decide.ts';
import { actionsMatching, arnForms } from '../../templates/judge/decide/iam-data.ts';
import { matchesTokens, parsePattern } from '../../templates/judge/decide/pattern.ts';
import { PolicyError } from '../../templates/judge/decide/request.ts';
import { type Context, contextsOf } from '../../templates/judge/prove/circumstance.ts';
import { judge } from '../../templates/judge/prove/judge.ts';
import { parseRow, type Row } from '../../templates/judge/prove/row.ts';
import { accountOf, patternOf } from '../../templates/judge/prove/what.ts';
import { type Asker, askers, policiesOf } from '../../templates/judge/prove/who.ts';
import type { JsonObject } from '../../templates/judge/read/json.ts';
import type { AccessModel } from '../../templates/judge/read/model.ts';
import { below, read, scope, templates } from './bucket-and-role.ts';

// A row decides one action for many and skips what nothing grants: here each is decided alone, and nothing is skipped.

const raw = 'arn:aws:s3:::«data/Raw»';
const buckets = [raw, 'arn:aws:s3:::another', 'arn:aws:s3:::elsewhere-1'];
const roles = ['training', 'other'].map((name) => `arn:aws:iam::${scope.account}:role/my-ml-${name}`);
const resources = [
  '*',
  ...buckets,
  ...buckets.flatMap((arn) => ['/train/x', '/train', '/y'].map((key) => arn + key)),
  ...roles,
];

function isAbout(pattern: string, resource: string): boolean {
  // "Every resource" is every one of this account.
  if (pattern === '*') return !resource.includes('elsewhere');
  return matchesTokens(parsePattern(pattern, true, false, pattern).tokens, resource);
}

/** `training, s3:getobject` for each asker and action of a row with a request that is not denied. */
function notDenied(row: Row, model: AccessModel): Set<string> {
  const contexts = row.clause.kind === 'given' ? contextsOf(row.clause.phrase, model, {}, scope) : [{}];
  const found = new Set<string>();
  for (const asker of askers(row.who, model, scope)) {
    for (const action of row.actions.flatMap(actionsMatching)) {
      const examples = arnForms(action).map((form) => formExample(form, scope));
      for (const resource of [...resources, ...examples]) {
        if (!row.what.some((what) => isAbout(patternOf(what, action, model, scope), resource))) continue;
        for (const context of contexts)
          if (isOpen(asker, action, resource, context, model)) found.add(`${asker.name}, ${action}`);
      }
    }
  }
  return found;
}

function isOpen(asker: Asker, action: string, resource: string, context: Context, model: AccessModel): boolean {
  const resourceAccount = accountOf(resource, scope);
  const request = { principal: asker.principal, action, resource, resourceAccount, context };
  try {
    const { verdict, never } = decide(
      { ...request, unlisted: 'unknown', unseenResourcePolicy: 'delegates' },
      policiesOf(asker, resource, model),
    );
    return !never && (verdict === 'Allowed' || verdict === 'DependsOn');
  } catch (error) {
    // Most pairs are not requests: the action acts on another kind of resource.
    if (error instanceof PolicyError && error.code === 'request') return false;
    throw error;
  }
}

const allows: Record<string, JsonObject> = {
  'one action on one prefix': read,
  'every action on one prefix': { ...read, Action: 's3:*' },
  'every action on everything': { ...read, Action: '*', Resource: '*' },
  'a wildcard, under a condition that few actions have': {
    ...read,
    Action: 's3:PutObject*',
    Condition: { StringEquals: { 's3:x-amz-acl': 'private' } },
  },
  'all but some': {
    Sid: 'Rest',
    Effect: 'Allow',
    NotAction: ['s3:Get*', 's3:DeleteBucket'],
    Resource: [below(''), below('/*')],
  },
};
const policies: Record<string, JsonObject> = {
  'denies without TLS': {},
  'denies one action': { Action: 's3:PutObject', Condition: {} },
  'denies all but a prefix': {
    NotResource: [below(''), below('/train/*')],
    Resource: undefined as never,
    Condition: {},
  },
  'lets in all, over TLS': {
    Effect: 'Allow',
    Action: ['s3:GetObject', 's3:ListBucket'],
    Condition: { Bool: { 'aws:SecureTransport': 'true' } },
  },
  'lets in another account to put, one way': {
    Effect: 'Allow',
    Principal: { AWS: '999999999999' },
    Action: 's3:PutObject*',
    Condition: { StringEquals: { 's3:x-amz-acl': 'private' } },
  },
};
const rows = [
  'training cannot s3:* raw/* ever',
  'training with any policy cannot s3:* * ever',
  'anyone cannot s3:Get*, s3:Put* raw/train/* without TLS',
  'anyone but root cannot s3:*, sts:AssumeRole* * ever',
  'a stranger, anonymous, an administrator cannot s3:* elsewhere ever',
  'any service cannot s3:*, sts:AssumeRole * over TLS 1.2',
];

for (const [allow, statement] of Object.entries(allows)) {
  for (const [policy, own] of Object.entries(policies)) {
    it.each(rows)(`a role that may do ${allow}, a bucket that ${policy}: %s`, (text) => {
      const model = templates(statement, own);
      const row = parseRow(text, 1);
      const { failures } = judge(row, {}, model, scope);
      const failing = failures.map((failure) => failure.replace(/ on .*$/s, ''));
      expect(new Set(failing)).toEqual(notDenied(row, model));
    });
  }
}
