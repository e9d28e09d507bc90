import type { PolicyStatement, Request } from '../../templates/judge/decide/request.ts';
import type { Random } from './random.ts';
import { ours, providers, theirs } from './vocabulary.ts';

/** Who asks, and whom a Principal element names. */

export const principals = [
  `arn:aws:iam::${ours}:user/red`,
  `arn:aws:iam::${ours}:role/train`,
  `arn:aws:sts::${ours}:assumed-role/train/s1`,
  `arn:aws:sts::${theirs}:assumed-role/train/s1`,
  `arn:aws:iam::${theirs}:user/red`,
  `arn:aws:iam::${theirs}:role/train`,
];
const federated = [`arn:aws:sts::${ours}:federated-user/guest`, `arn:aws:sts::${theirs}:federated-user/guest`];
const roots = [`arn:aws:iam::${ours}:root`, `arn:aws:iam::${theirs}:root`];
const services = ['sns.amazonaws.com', 'cloudtrail.amazonaws.com'];

/** `outside`: a caller who belongs to no account may ask. */
export const caller = (random: Random, outside: boolean): string => {
  if (random.chance(0.08)) return outside ? random.one([...services, '*']) : (principals[0] as string);
  if (random.chance(0.08)) return random.one(federated);
  if (random.chance(0.05)) return random.one(roots);
  return random.one(principals);
};

/** Who has policies of their own. */
export const belongs = (principal: string): boolean =>
  principal.startsWith('arn') && !/:(oidc|saml)-provider\//.test(principal);
export const isRoot = (principal: string): boolean => principal.endsWith(':root');
export const isFederated = (principal: string): boolean => principal.includes(':federated-user/');
export const isSession = (principal: string): boolean => principal.includes(':assumed-role/') || isFederated(principal);

type Scene = { random: Random; request: Request };
type Named = PolicyStatement['Principal'];

export const principalElement = ({ random, request }: Scene, mayNameSession: boolean): Named => {
  const { principal } = request;
  if (random.chance(0.3)) return random.chance(0.5) ? '*' : { AWS: '*' };
  if (providers.includes(principal) && random.chance(0.8))
    return { Federated: random.wrap(random.some(providers, 1, 2)) };
  if (random.chance(0.15)) return { Service: random.wrap(random.some(services, 1, 2)) };
  const [, , , , account = ''] = principal.split(':');
  const named = [...principals, ...federated, ours, theirs, ...roots];
  const usable = named.filter((name) => {
    if (!mayNameSession && name.includes(':sts:')) return false;
    // Which user a federated user came from is not known, nor whether an identity provider is of its account.
    if (isFederated(principal) && name.includes(`${account}:user/`)) return false;
    return !(providers.includes(principal) && /^\d|:root$/.test(name) && name.includes(account));
  });
  const list = random.some(usable, 1, 3);
  if (random.chance(0.4) && usable.includes(principal)) list.push(principal);
  return { AWS: random.wrap([...new Set(list)]) };
};

/** The caller with all that it belongs to, or a service: what else AWS leaves open is refused. */
export const exempted = ({ random, request }: Scene): Named => {
  const { principal } = request;
  const [, , , , account = ''] = principal.split(':');
  const root = `arn:aws:iam::${account}:root`;
  if (random.chance(0.5)) {
    if (providers.includes(principal)) return { Federated: principal };
    if (isRoot(principal)) return { AWS: principal };
    if (principal.includes(':user/') || isFederated(principal)) return { AWS: [principal, root] };
    if (isSession(principal)) return { AWS: [principal, `arn:aws:iam::${account}:role/train`, root] };
  }
  return { Service: random.one(services) };
};
