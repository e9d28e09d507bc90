import type { CompiledStatement, PrincipalPattern } from './compiled.ts';
import { arnParts, pathParts } from './pattern.ts';
import { PolicyError } from './request.ts';

/** The Principal element. IAM User Guide, "AWS JSON policy elements: Principal". */

export const parsePrincipals = (value: unknown, not: boolean, place: string): PrincipalPattern[] => {
  if (value === '*' && !not) return [{ type: 'everyone' }];
  if (typeof value !== 'object' || value === null || Array.isArray(value) || Object.keys(value).length === 0) {
    throw new PolicyError('malformed', 'is neither * nor an object of principals', place);
  }
  return Object.entries(value).flatMap(([type, names]) => {
    const list: unknown[] = Array.isArray(names) ? names : [names];
    if (list.length === 0) throw new PolicyError('malformed', 'an empty list', `${place}.${type}`);
    return list.map((name) => {
      if (typeof name !== 'string') throw new PolicyError('malformed', 'is not text', `${place}.${type}`);
      return parsePrincipal(type, name, not, `${place}.${type}`);
    });
  });
};

const parsePrincipal = (type: string, name: string, not: boolean, place: string): PrincipalPattern => {
  if (type === 'AWS') return parseAws(name, not, place);
  if (/[*?]/.test(name)) throw new PolicyError('malformed', `"${name}": a principal has no wildcard`, place);
  if (type === 'Service' && /^[a-z0-9.-]+\.[a-z]+$/i.test(name)) return { type: 'service', host: name.toLowerCase() };
  if (type === 'Federated' && name) return { type: 'federated', provider: name };
  if (type === 'CanonicalUser') {
    throw new PolicyError('unsupported', 'which account a canonical user is, is not known', place);
  }
  throw new PolicyError('malformed', `"${name}" is not a principal of kind ${type}`, place);
};

const parseAws = (name: string, not: boolean, place: string): PrincipalPattern => {
  if (name === '*' && !not) return { type: 'everyone' };
  if (/[*?]/.test(name)) throw new PolicyError('malformed', `"${name}": a principal has no wildcard`, place);
  if (/^\d{12}$/.test(name)) return { type: 'account', account: name };
  const [, , service, region, account = '', resource = ''] = arnParts(name) ?? [];
  if (region === '' && /^\d{12}$/.test(account)) {
    if (service === 'iam' && resource === 'root') return { type: 'account', account };
    if (service === 'iam' && /^(user|role)\/./.test(resource)) return { type: 'arn', arn: name };
    const parts = service === 'sts' ? pathParts(resource) : [];
    const isSession = parts[0] === 'assumed-role' && parts.length === 3;
    if (isSession || (parts[0] === 'federated-user' && parts.length === 2)) return { type: 'arn', arn: name };
  }
  if (/^A[A-Z]{3}[A-Z0-9]{12,}$/.test(name)) {
    throw new PolicyError('unsupported', `"${name}" is the id of a principal that was deleted`, place);
  }
  throw new PolicyError('malformed', `"${name}" is not an AWS principal`, place);
};

/** A principal as a policy names it. */
export const inPolicy = (pattern: PrincipalPattern): string => {
  switch (pattern.type) {
    case 'everyone':
      return 'everyone';
    case 'arn':
      return pattern.arn;
    case 'account':
      return `account ${pattern.account}`;
    case 'service':
      return pattern.host;
    case 'federated':
      return pattern.provider;
  }
};

/** An account that no template names. */
export const stranger = '999999999999';

/** The ARN of a role of an account, whichever it is. */
export const anyone = (account: string, partition: string): string => `arn:${partition}:iam::${account}:role/anyone`;

/**
 * Callers whom a policy tells apart without letting them in by name, in its conditions and in its NotPrincipal, with what people
 * call them.
 */
export const toldApart = (statements: CompiledStatement[], partition: string): Map<string, string> => {
  const found = new Map<string, string>();
  const addAnyone = (account: string) => found.set(anyone(account, partition), `any role of account ${account}`);
  for (const { conditions, principals } of statements) {
    for (const { key, values } of conditions)
      for (const { text } of values) {
        if (/account$/.test(key) && /^\d{12}$/.test(text)) addAnyone(text);
        if (key === 'aws:principalservicename') found.set(text, text);
        if (key !== 'aws:principalarn' || text.includes('${')) continue;
        // Of a pattern some ARN that it matches.
        const [, account = stranger] = /:(\d{12}):/.exec(text) ?? [];
        const [name = `role/${text.slice(text.lastIndexOf(':') + 1)}`] = /(role|user)\/.+$|root$/.exec(text) ?? [];
        found.set(`arn:${partition}:iam::${account}:${name.replace(/[*?]/g, 'x')}`, text);
      }
    for (const each of principals?.not ? principals.patterns : []) {
      if (each.type === 'account') addAnyone(each.account);
      if (each.type === 'arn') found.set(each.arn, each.arn);
      if (each.type === 'service') found.set(each.host, each.host);
    }
  }
  return found;
};
