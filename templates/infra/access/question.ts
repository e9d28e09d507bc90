import { action, arnForms } from './iam-data.ts';
import { arnParts, withoutTokens } from './pattern.ts';
import { PolicyError, type Request } from './request.ts';

/** Whether a request is one that AWS could get. */

const formOf = (form: string): RegExp => {
  const parts = arnParts(form) ?? [form];
  const last = parts.length - 1;
  const patterns = parts.map((part, index) =>
    part
      .split(/(\$\{[^}]*\}|\*)/)
      .map((piece) => {
        if (piece === '*') return '.*';
        if (/^\$.BucketName\}$/.test(piece)) return '[^/:]+';
        if (piece.startsWith('${')) return index === last ? '.+' : '[^:]*';
        return piece.replace(/[.+^$?{}()|[\]\\]/g, '\\$&');
      })
      .join(''),
  );
  return new RegExp(`^${patterns.join(':')}$`, 's');
};

const forms = new Map<string, RegExp[]>();
const formsOf = (name: string): RegExp[] => {
  let found = forms.get(name);
  if (!found) {
    found = arnForms(name).map(formOf);
    forms.set(name, found);
  }
  return found;
};

const sound = new Map<string, string>();

/** The action in lower case. IAM answers no permission question for these. */
const needsNoPermission = /^sts:(getcalleridentity|getsessiontoken)$/;

/** The request's action in lower case; refuses what cannot be asked. */
export const actionOf = ({ action: written, resource, resourceAccount }: Request): string => {
  const key = `${written} ${resource} ${resourceAccount}`;
  const known = sound.get(key);
  if (known !== undefined) return known;
  const name = written.toLowerCase();
  const refuse = (code: 'request' | 'unknown-action' | 'unsupported', what: string) => {
    throw new PolicyError(code, what, `request ${written} on ${resource}`);
  };
  const found = action(name);
  if (!found) refuse('unknown-action', 'there is no such action');
  if (needsNoPermission.test(name)) refuse('unsupported', 'AWS asks no permission for it');
  if (!/^\d{12}$/.test(resourceAccount)) refuse('request', `"${resourceAccount}" is no account`);
  checkResource(name, resource, resourceAccount, (what) => refuse('request', what));
  if (sound.size > 100_000) sound.clear();
  sound.set(key, name);
  return name;
};

const checkResource = (name: string, resource: string, account: string, refuse: (what: string) => void) => {
  const takes = action(name)?.resourceTypes.length ?? 0;
  if (resource === '*') {
    if (takes > 0) refuse('the action acts on a resource: name one');
    return;
  }
  const parts = arnParts(resource);
  if (!parts) return refuse('the resource is neither an ARN nor *');
  if (takes === 0) return refuse('the action acts on no resource: ask for *');
  if (/[*?]/.test(resource)) return refuse('a request is for one resource, without wildcards');
  if (/^\d{12}$/.test(parts[4] as string) && parts[4] !== account) refuse(`the resource is not in account ${account}`);
  const text = withoutTokens(resource);
  if (!formsOf(name).some((form) => form.test(text))) refuse('the action does not act on such a resource');
};

/** IAM User Guide, "How AWS enforcement code logic ...": trust and key policies must themselves allow. */
export const hasOwnPolicy = ({ action: name, resource }: Request): boolean =>
  (/^kms:/i.test(name) && /^arn:[^:]*:kms:[^:]*:[^:]*:key\//.test(resource)) ||
  (/^sts:/i.test(name) && /^arn:[^:]*:iam::[^:]*:role\//.test(resource));
