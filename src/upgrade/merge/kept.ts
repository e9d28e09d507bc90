import { readBlobs } from '../../git/objects.ts';
import type { GitRepository } from '../../git/repository.ts';
import type { Recorded } from '../../overlay/record.ts';
import type { AppliedOverlay } from '../../plan/overlays.ts';
import { Refusal } from '../../refusal.ts';
import type { Entry } from '../../tree/tree.ts';
import type { Committed } from './sides.ts';

/**
 * An overlay as lock and base have it, for a merge without the overlay: what it brought stays as it is. Its defaults and
 * moves have done their work, and its slots are filled.
 */
export async function keptOverlay(
  repository: GitRepository,
  committed: Committed,
  recorded: Recorded,
): Promise<AppliedOverlay> {
  const { lock, pristine } = committed;
  const { policy, removes } = recorded;
  const brought = [...lock.files].filter(([, { overlay }]) => overlay === policy.name);
  const ids = brought.flatMap(([, { blob }]) => (pristine.has(blob) ? [] : [blob]));
  // Binaries, seeded and ejected files are not in the base: git has them, unless its history was cut off.
  const read = await readBlobs(repository.top, ids).catch(() => new Map<string, Buffer>());
  const files = brought.map(([path, { blob, mode, owner }]): [string, Entry] => {
    const content = pristine.get(blob) ?? read.get(blob) ?? (owner === 'generated' ? undefined : Buffer.alloc(0));
    if (content) return [path, { content, mode }];
    throw new Refusal({
      code: 'upgrade/overlay-lost',
      what: `What ${policy.name} ${policy.version} brought is not in any commit here`,
      where: path,
      fix: 'Name the source of the overlay: --org SPEC',
    });
  });
  const seeded = brought.filter(([, { owner }]) => owner === 'seeded').map(([path]) => [path, 'seeded'] as const);
  const overlay: AppliedOverlay['overlay'] = {
    ...policy,
    generator: '*',
    defaults: {},
    remove: removes,
    moves: [],
    slots: new Set(),
    owner: Object.fromEntries(seeded),
    files: new Map(files),
  };
  return { overlay, recorded };
}
