import { unprovenId } from '../compare/accepted.ts';
import { compareAssemblies } from '../compare/assemblies.ts';
import { diffDocument } from '../compare/explain.ts';
import { byNewRole } from '../compare/new-roles.ts';
import type { ControlResult } from '../prove/controls.ts';
import { unwatched } from '../ratchet/detection.ts';
import { losses } from '../ratchet/losses.ts';
import { newRolesIn, ratchetResources } from '../ratchet/resources.ts';
import { findingOf, type GateFinding, lossFinding } from './finding.ts';

/** What the second assembly lets somebody do, or loses, that the first does not. */
export function comparedAssemblies(before: string, after: string): GateFinding[] {
  const [old, now] = [ratchetResources(before), ratchetResources(after)];
  const roles = newRolesIn(old, now);
  return [...accessFindings(before, after, roles), ...[...losses(old, now), ...unwatched(old, now)].map(lossFinding)];
}

function accessFindings(before: string, after: string, newRoles: readonly string[]): GateFinding[] {
  const { diff, escalations } = compareAssemblies(before, after);
  const { wider, latent, escalations: ways, unproven } = diffDocument(diff, escalations);
  const told = (title: string) => (each: { id: string; text: string }) => findingOf(each.id, `${title}: ${each.text}`);
  const { others, roles } = byNewRole(wider, newRoles);
  return [
    ...others.map(told('Wider access')),
    ...roles,
    ...ways.map(told('Leads to more access')),
    ...latent.filter(({ direction }) => direction === 'wider').map(told('Wider access once a new action exists')),
    ...unproven.map((reason) => findingOf(unprovenId(reason), `Not proven that nobody may do more: ${reason}`)),
  ];
}

/** Controls that do not hold, with why. */
export function proofFindings(results: ControlResult[]): GateFinding[] {
  return results
    .filter(({ state }) => state === 'fails' || state === 'not proven')
    .map(({ id, title, state, sentences }) => {
      const why = sentences
        .filter((one) => one.state !== 'holds')
        .flatMap(({ sentence, failures }) =>
          failures.length > 0 ? failures : [`${sentence}: nothing found to look at`],
        );
      return findingOf(`control/${id}`, [`${title}: ${state}`, ...why].join('\n'));
    });
}
