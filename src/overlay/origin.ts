import { registriesIn } from '../children/npmrc.ts';
import { refuseSource } from './bounds.ts';

/** Where an overlay comes from, over a network. */
export interface OverlayOrigin {
  /** As it is shown and remembered: a git host, or a package with its registry. */
  name: string;
  /** The registry that the project's .npmrc names for it; none: the person's own. */
  registry?: { option: string; address: string };
}

/** A package of a registry: a name, perhaps a version or range. Everything else that npm could fetch is refused. */
export const packageSpec = /^(?:(@[a-z0-9][a-z0-9._-]*)\/)?[a-z0-9][a-z0-9._-]*(@[\w.^~*+-]+)?$/;

function registryFor(scope: string | undefined, from: string): OverlayOrigin['registry'] {
  const named = registriesIn(from);
  const option = scope && named.has(`${scope}:registry`) ? `${scope}:registry` : 'registry';
  const address = named.get(option);
  if (address === undefined) return undefined;
  const where = `${from}/.npmrc`;
  const fix = 'Write the address itself; tokens belong into your own ~/.npmrc.';
  // npm would put the value of a variable into the address, and so send it to whoever wrote the line (npm Docs, "npmrc").
  if (address.includes('$')) refuseSource(`The ${option} has a variable in it`, where, fix);
  if (!URL.canParse(address)) refuseSource(`The ${option} is not an address`, where, fix);
  const { protocol, username, password } = new URL(address);
  if (!/^https?:$/.test(protocol) || username || password) {
    refuseSource(`The ${option} is not a plain https address`, where, fix);
  }
  return { option, address };
}

/** Where fetching `spec` would go; undefined where it is a directory or an archive on this machine. Contacts nobody. */
export function originOf(spec: string, from: string): OverlayOrigin | undefined {
  if (spec.startsWith('git+')) {
    const [, address = ''] = /^git\+([^#]*)/.exec(spec) ?? [];
    if (!URL.canParse(address)) return undefined;
    const { protocol, host } = new URL(address);
    return protocol === 'file:' ? undefined : { name: `git+${protocol}//${host}` };
  }
  const [, scope] = packageSpec.exec(spec) ?? [];
  if (!packageSpec.test(spec)) return undefined;
  const registry = registryFor(scope, from);
  const name = spec.replace(/(?<=.)@.*$/, '');
  return registry ? { name: `npm:${name} from ${registry.address}`, registry } : { name: `npm:${name}` };
}
