import { type Checkout, editsOf } from '../../templates/infra/edits.ts';
import { strictnessOf } from '../../templates/infra/strictness.ts';
import { fileFinding, type GateFinding, wholeOf } from '../../templates/judge/gate/finding.ts';
import type { Tree } from '../tree/tree.ts';

const checkoutOf = (tree: Tree): Checkout => ({
  paths: [...tree.keys()],
  text: (path) => tree.get(path)?.content.toString(),
});

/**
 * What the gate will say of a change to what judges, as one finding that accepted.json can name: the digest of every file of it
 * that is new, other or gone. Undefined where nothing that judges changes, and where the repository has no gate yet.
 */
export function judgeFinding(before: Tree, after: Tree): GateFinding | undefined {
  const [here, proposed] = [checkoutOf(before), checkoutOf(after)];
  if (!before.has('infra/gate.ts')) return undefined;
  const read = strictnessOf(proposed.text);
  const edits = editsOf(here, { ...proposed, irregular: [] }, typeof read === 'string' ? [] : read.controls);
  const findings = edits.map(({ path, what }) => fileFinding(path, what, after.get(path)?.content));
  return wholeOf(findings) ?? findings[0];
}
