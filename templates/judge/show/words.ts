import { said } from '../read/not-proven.ts';
import type { Cell } from './matrix.ts';
import type { Explanation } from './why.ts';

/** What a condition key asks for, as people say it. A key that is not here is shown as it is. */
const phrases: Record<string, string> = {
  'aws:securetransport': 'over TLS',
  's3:tlsversion': 'with TLS 1.2 or newer',
  'aws:sourcevpce': 'through the VPC endpoint',
  'aws:sourcevpc': 'from the VPC',
  'aws:viaawsservice': 'or through an AWS service',
  'aws:multifactorauthpresent': 'with MFA',
  'aws:multifactorauthage': 'with fresh MFA',
  'aws:sourceaccount': 'for this account',
  'aws:sourcearn': 'for one named resource',
  'iam:passedtoservice': 'to the named service',
  'cloudwatch:namespace': 'in the named namespace',
  's3:prefix': 'below the named prefixes',
  'kms:calleraccount': 'for its principals',
  's3:x-amz-server-side-encryption': "with the bucket's key",
  's3:x-amz-server-side-encryption-aws-kms-key-id': "with the bucket's key",
  's3:x-amz-server-side-encryption-customer-algorithm': "with the bucket's key",
};

export function conditionsInWords(keys: string[]): string {
  return [...new Set(keys.map((key) => phrases[key] ?? `as ${key} says`))].join(', ');
}

/** The matrix as text, a block for each principal. */
export function matrixInWords(cells: Cell[]): string {
  const lines: string[] = [];
  let last: Cell | undefined;
  for (const cell of cells) {
    const { who, what, level, actions, conditions } = cell;
    if (who !== last?.who) lines.push('', who);
    if (who !== last?.who || what !== last.what) lines.push(`  ${what}`);
    last = cell;
    const when = conditionsInWords(conditions);
    lines.push(`    ${level}: ${actions.join(', ')}${when ? ` (${when})` : ''}`);
  }
  return lines.slice(1).join('\n');
}

/** A decision as text: the answer, each statement's part in it, and what it rests on that was not read. */
export function explanationInWords({ request, words, parts, notProven }: Explanation): string {
  return [
    `${request.principal} ${request.action} ${request.resource}: ${words}`,
    ...parts.map(({ layer, policy, statement, effect, why }) => `  ${layer} ${policy}/${statement} (${effect}) ${why}`),
    ...notProven.map((each) => `  not read: ${said(each)}`),
  ].join('\n');
}
