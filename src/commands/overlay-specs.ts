import { existsSync } from 'node:fs';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import { untilInterrupted } from '../interrupt.ts';
import { needsApproval, type Recorded, record, runsOf } from '../overlay/record.ts';
import { version } from '../package.ts';
import type { AppliedOverlay } from '../plan/overlays.ts';
import { Refusal } from '../refusal.ts';
import { somebodyIsThere } from '../terminal.ts';
import { agreedRegistry } from './agree.ts';
import type { Call } from './call.ts';

/** The specs of --org, in their order. */
export function specsOf({ values }: Call): string[] {
  return [values.org ?? []].flat().map(String);
}

/** A relative path starts at the repository in the lock, wherever it was typed. */
function specFor(repository: string, spec: string, from: string): string {
  const path = spec.replace(/^file:(?!\/\/)/, '');
  if (isAbsolute(path) || /^(git\+|file:)/.test(path) || !existsSync(resolve(from, path))) return spec;
  const way = relative(repository, resolve(from, path)).split(sep).join('/');
  return way.startsWith('.') ? way : `./${way}`;
}

/**
 * Fetches an overlay: it fits this version, and is what the lock knows of that version. Nothing of it is run. `from` is
 * where a relative spec starts. `typed`: a person named it now; otherwise the lock does, and its origin is asked about.
 */
export async function fetchAppliedOverlay(
  call: Call,
  spec: string,
  from: string,
  repository: string,
  recorded: readonly Recorded[],
  typed: boolean,
): Promise<AppliedOverlay> {
  const [{ fetchOverlay, assertKnown }, { readOverlay, assertFits }] = await Promise.all([
    import('../overlay/source.ts'),
    import('../overlay/overlay.ts'),
  ]);
  const fetched = await fetchOverlay(spec, from, await agreedRegistry(call, spec, from, typed));
  const overlay = readOverlay(fetched.tree, spec);
  assertFits(overlay, version);
  const { name, version: given } = overlay;
  const known = recorded.map(({ policy, integrity }) => ({ name: policy.name, version: policy.version, integrity }));
  assertKnown({ name, version: given, integrity: fetched.integrity, spec }, known);
  const asked = specFor(repository, spec, from);
  const resolved = fetched.resolved === spec ? asked : fetched.resolved;
  return { overlay, recorded: record({ ...fetched, spec: asked, resolved }, overlay) };
}

/** Enough of a digest to name it: 120 bits. */
const shortest = 'sha512-'.length + 20;

/** Somebody agreed to what the repository will run of these overlays: before, with --trust, or now. Otherwise a refusal. */
export async function approve(
  layers: readonly AppliedOverlay[],
  recorded: readonly Recorded[],
  call: Call,
): Promise<void> {
  const trusted = [call.values.trust ?? []].flat().map(String);
  // What is kept as the lock has it brings nothing.
  const wanted = layers.filter((layer) => !recorded.includes(layer.recorded) && needsApproval(layer.overlay, recorded));
  for (const { overlay } of wanted) {
    const { does, digest } = runsOf(overlay);
    if (trusted.some((given) => given.length >= shortest && digest.startsWith(given))) continue;
    const what = `Overlay ${overlay.name} ${overlay.version} adds files that a repository runs or obeys`;
    if (call.values['dry-run'] || call.values.preview) {
      call.say(`${what}:\n${does.map((line) => `  ${line}`).join('\n')}`);
      continue;
    }
    const trust = `--trust ${digest.slice(0, shortest)}`;
    if (!call.values.yes && somebodyIsThere()) {
      const { promptTrust: askTrust } = await import('../../generators/run.ts');
      if (await untilInterrupted(askTrust(what, does))) continue;
    }
    throw new Refusal({
      code: 'overlay/untrusted',
      what: `${what}, and nobody has agreed to them`,
      where: does.join('\n     '),
      fix: `Read them; then add: ${trust}`,
    });
  }
}
