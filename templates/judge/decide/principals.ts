import type { PrincipalPattern } from './compiled.ts';
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
