import { action, arnForms, hasResourceControl } from './iam-data.ts';
import { arnParts, withoutTokens } from './pattern.ts';
import { remembered } from './remembered.ts';
import { PolicyError, type Request } from './request.ts';

/** Whether a request is one that AWS could get. */

const formOf = remembered((form): RegExp => {
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
});

/** What of a request does not depend on who asks. */
export interface Asked {
  /** Lower case. */
  action: string;
  /** The parts of the resource's ARN, or undefined for `*`. */
  resource: readonly string[] | undefined;
  /** "How AWS enforcement code logic ...": a role's trust policy and a key's policy must themselves allow. */
  hasOwnPolicy: boolean;
  hasResourceControl: boolean;
}

/** IAM answers no permission question for these. */
const needsNoPermission = /^sts:(getcalleridentity|getsessiontoken)$/;

const check = (request: Request): Asked => {
  const { resource, resourceAccount } = request;
  const name = request.action.toLowerCase();
  const refuse = (code: 'request' | 'unknown-action' | 'unsupported', what: string) => {
    throw new PolicyError(code, what, `request ${request.action} on ${resource}`);
  };
  if (!action(name)) refuse('unknown-action', 'there is no such action');
  if (needsNoPermission.test(name)) refuse('unsupported', 'AWS asks no permission for it');
  if (!/^\d{12}$/.test(resourceAccount)) refuse('request', `"${resourceAccount}" is not an account`);
  checkResource(name, resource, resourceAccount, (what) => refuse('request', what));
  const parts = arnParts(resource);
  const [, , service, , , rest = ''] = parts ?? [];
  return {
    action: name,
    resource: parts,
    hasOwnPolicy:
      (name.startsWith('kms:') && service === 'kms' && rest.startsWith('key/')) ||
      (name.startsWith('sts:') && service === 'iam' && rest.startsWith('role/')),
    hasResourceControl: hasResourceControl(name),
  };
};

const sound = new Map<string, Asked>();

/** Refuses what cannot be asked. */
export const asked = (request: Request): Asked => {
  const key = `${request.action} ${request.resource} ${request.resourceAccount}`;
  let known = sound.get(key);
  if (!known) {
    known = check(request);
    if (sound.size > 50_000) sound.clear();
    sound.set(key, known);
  }
  return known;
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
  if (!arnForms(name).some((form) => formOf(form).test(text))) refuse('the action does not act on such a resource');
};
