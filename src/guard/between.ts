import { unwatched } from '../../templates/judge/ratchet/detection.ts';
import { losses } from '../../templates/judge/ratchet/losses.ts';
import { ratchetResources } from '../../templates/judge/ratchet/resources.ts';
import type { Objection } from './guard.ts';
import { outgrownBetween } from './quotas.ts';
import { objectionTo } from './ratchet.ts';
import { widenings } from './widening.ts';

/**
 * What the second assembly loses, lets somebody do, or has too long, that the first does not. `accepted` names the file of
 * accepted findings; `leftBehind` what a release declares that it leaves behind, by logical id.
 */
export async function objectionsBetween(
  before: string,
  after: string,
  accepted: string,
  leftBehind: readonly string[] = [],
): Promise<Objection[]> {
  const [old, now] = [ratchetResources(before), ratchetResources(after)];
  const lost = [...losses(old, now, leftBehind), ...unwatched(old, now)].map(objectionTo);
  return [...(await outgrownBetween(before, after)), ...lost, ...(await widenings(before, after, accepted))];
}
