import type { PolicyStatement, Verdict } from '../../templates/judge/decide/request.ts';
import { type Alone, alone } from './alone.ts';
import { ask, named, operators, policy, role, when } from './ask.ts';
import { contextOf } from './simulate.ts';
import { ours, theirs } from './vocabulary.ts';

/**
 * Where iam-rs 0.8.0 differs and AWS documentation says which is right. Each is put to both by itself, and each that
 * a run meets says the same in words that iam-rs reads as AWS does: where it then agrees, this was the difference.
 */
export interface Misreading {
  name: string;
  says: string;
  pages: string[];
  alone: Alone;
  verdict: Verdict | 'refused';
  reword?: (statement: PolicyStatement, asked: Alone) => PolicyStatement;
}

const principal = 'AWS JSON policy elements: Principal';
const variables = 'IAM policy elements: Variables and tags';
const resource = 'IAM JSON policy elements: Resource';

const only = (each: Alone['case']): Alone => alone(each)[0] as Alone;
const granted = (to: PolicyStatement['Principal'], more: Parameters<typeof ask>[1] = {}) =>
  alone(ask({ resource: named('resource', policy({ Principal: to })) }, more)).at(-1) as Alone;
const onResource = (pattern: string, asked: string, version?: string) =>
  only(ask({ identity: [named('identity', policy({ Resource: pattern }, version))] }, { resource: asked }));

type Block = NonNullable<PolicyStatement['Condition']>;
const inConditions = (statement: PolicyStatement, change: (block: Block) => Block): PolicyStatement =>
  statement.Condition ? { ...statement, Condition: change(statement.Condition) } : statement;

const renamed = (block: Block): Block => {
  const found: Block = {};
  for (const [name, keys] of Object.entries(block)) {
    const like = name.replace(/^(Arn(?:Not)?)Equals/, '$1Like');
    found[like] = { ...found[like], ...keys };
  }
  return found;
};

const filled = (block: Block, asked: Alone): Block => {
  const context = new Map(Object.entries(contextOf(asked.case)).map(([key, value]) => [key.toLowerCase(), value]));
  const fill = (text: string) =>
    text.replace(/\$\{([^}]+)\}/g, (whole, key: string) => String(context.get(key.toLowerCase()) ?? whole));
  return JSON.parse(JSON.stringify(block), (_, value) => (typeof value === 'string' ? fill(value) : value));
};

/** Names the caller where AWS takes one of `names` to mean them. */
const naming = (statement: PolicyStatement, asked: Alone, names: (list: string[]) => boolean): PolicyStatement => {
  const { Principal } = statement;
  const list = Principal && Principal !== '*' ? [Principal.AWS ?? []].flat() : [];
  return names(list) ? { ...statement, Principal: { AWS: [...list, asked.case.request.principal] } } : statement;
};

const accountOf = ({ case: { request } }: Alone) => request.principal.split(':')[4] ?? '';

export const misreadings: Misreading[] = [
  {
    name: 'ArnEquals with a wildcard',
    says: 'ArnEquals and ArnLike behave identically; iam-rs compares ArnEquals character by character.',
    pages: [operators],
    alone: only(when({ ArnEquals: { 'aws:SourceArn': 'arn:aws:s3:::*' } }, { 'aws:SourceArn': 'arn:aws:s3:::raw' })),
    verdict: 'Allowed',
    reword: (statement) => inConditions(statement, renamed),
  },
  {
    name: 'a wildcard in ArnLike and the colons of an ARN',
    says: 'Each of the six parts is checked separately; in iam-rs, a wildcard can match colons.',
    pages: [operators],
    alone: only(
      when(
        { ArnLike: { 'aws:SourceArn': 'arn:aws:cloudtrail:*:*:1' } },
        { 'aws:SourceArn': `arn:aws:cloudtrail:eu-west-1:${ours}:trail/t:1` },
      ),
    ),
    verdict: 'ImplicitlyDenied',
  },
  {
    name: 'a variable in a condition',
    says: 'Variables can be used in the values of string and ARN operators; iam-rs replaces them only in Resource.',
    pages: [variables],
    alone: only(
      when({ StringEquals: { 'aws:UserAgent': '${aws:SourceVpc}' } }, { 'aws:UserAgent': 'x', 'aws:SourceVpc': 'x' }),
    ),
    verdict: 'Allowed',
    reword: (statement, asked) => inConditions(statement, (block) => filled(block, asked)),
  },
  {
    name: 'an escaped character in Resource',
    says: '${*} means the character *; iam-rs replaces it with an empty string.',
    pages: [variables],
    alone: onResource('arn:aws:s3:::raw/a${$}b', 'arn:aws:s3:::raw/a$b'),
    verdict: 'Allowed',
  },
  {
    name: 'a variable without a value in Resource',
    says: 'A variable whose key is not in the request matches nothing; iam-rs replaces it with an empty string and continues.',
    pages: [variables],
    alone: onResource('arn:aws:s3:::raw/${aws:SourceVpc}/*', 'arn:aws:s3:::raw//a'),
    verdict: 'ImplicitlyDenied',
  },
  {
    name: 'variables in a policy version that has none',
    says: 'In Version 2008-10-17, a variable is a literal string; iam-rs replaces it with its value.',
    pages: ['IAM JSON policy elements: Version', variables],
    alone: only(
      ask(
        { identity: [named('identity', policy({ Resource: 'arn:aws:s3:::raw/${aws:SourceVpc}' }, '2008-10-17'))] },
        { resource: 'arn:aws:s3:::raw/v', context: { 'aws:SourceVpc': 'v' } },
      ),
    ),
    verdict: 'ImplicitlyDenied',
  },
  {
    name: 'BinaryEquals and upper and lower case',
    says: 'Binary values are compared byte for byte, and base64 is case-sensitive; iam-rs compares in lower case.',
    pages: [operators],
    alone: only(when({ BinaryEquals: { 'aws:RequestTag/b': 'QmluYXJ5' } }, { 'aws:RequestTag/b': 'qmluyxj5' })),
    verdict: 'ImplicitlyDenied',
  },
  {
    name: 'a role as principal and a session of that role',
    says: 'A role as principal means every session of that role; iam-rs compares the ARNs, which differ.',
    pages: [principal],
    alone: granted({ AWS: role }),
    verdict: 'Allowed',
    reword: (statement, asked) => {
      const [, , , , account, name = ''] = asked.case.request.principal.split(':');
      const own = `arn:aws:iam::${account}:${name.replace(/^assumed-role\/([^/]+)\/.*/, 'role/$1')}`;
      return naming(statement, asked, (list) => list.includes(own));
    },
  },
  {
    name: 'an account as principal',
    says: 'An account as principal, in either form, leaves the decision to the policies of its identities; iam-rs reads it as the root user.',
    pages: [principal],
    alone: granted({ AWS: theirs }, { principal: `arn:aws:iam::${theirs}:user/red` }),
    verdict: 'Allowed',
    reword: (statement, asked) => {
      // In the resource's own account it grants nothing by itself.
      const isOwn = accountOf(asked) === asked.case.request.resourceAccount;
      if (statement.Effect === 'Allow' && isOwn) return statement;
      const forms = [accountOf(asked), `arn:aws:iam::${accountOf(asked)}:root`];
      return naming(statement, asked, (list) => list.some((name) => forms.includes(name)));
    },
  },
  {
    name: '{"AWS": "*"} and callers without an ARN',
    says: '"*" and {"AWS": "*"} both mean everyone; for iam-rs, the second does not include services and identity providers.',
    pages: [principal],
    alone: granted({ AWS: '*' }, { principal: 'sns.amazonaws.com' }),
    verdict: 'Allowed',
    reword: (statement) => {
      const { Principal } = statement;
      return Principal && Principal !== '*' && Principal.AWS === '*' ? { ...statement, Principal: '*' } : statement;
    },
  },
  {
    name: 'a wildcard in the service part of an ARN',
    says: 'The part that names the service cannot contain a wildcard; iam-rs matches nothing with it, and decide refuses it.',
    pages: [resource],
    alone: onResource('arn:aws:s?:::raw/*', 'arn:aws:s3:::raw/a'),
    verdict: 'refused',
  },
];
