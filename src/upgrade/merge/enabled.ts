import type { Side } from '../../git/objects.ts';
import { enabledPath, formerControlsIn, formerEnabledPath, remarksIn, textOf } from '../../overlay/enabled.ts';
import { blobId } from '../../tree/tree.ts';
import { mergeValues, type Value } from './structure/value.ts';

/**
 * Version 0.2.0 made the list of controls data: enabled.ts was the list and now reads enabled.json. A list that a person edited
 * meets the new one in enabled.json, and enabled.ts counts as unedited. What is more than a list stays, and ends as a conflict.
 * `contents`: by blob id, with line feeds.
 */
export function moveEnabled(
  base: Side,
  mine: Side,
  incoming: Side,
  contents: ReadonlyMap<string, Buffer>,
): { mine: Side; incoming: Side; made: Map<string, Buffer>; why: Map<string, string> } {
  const unchanged = { mine, incoming, made: new Map<string, Buffer>(), why: new Map<string, string>() };
  const [then, here] = [base.get(formerEnabledPath), mine.get(formerEnabledPath)];
  const list = incoming.get(enabledPath);
  if (!then || !here || !list || base.has(enabledPath) || mine.has(enabledPath)) return unchanged;
  const read = ({ id }: { id: string }) => contents.get(id)?.toString() ?? '';
  const [before, after] = [formerControlsIn(read(then)), formerControlsIn(read(here))];
  if (!before || !after || then.id === here.id || remarksIn(read(here)).length > 0) return unchanged;
  const { value, conflicts } = mergeValues(before, after, JSON.parse(read(list)) as Value);
  if (conflicts.length > 0) return unchanged;
  const content = Buffer.from(textOf(value as string[]));
  const id = blobId(content);
  return {
    mine: new Map([...mine, [formerEnabledPath, then]]),
    incoming: new Map([...incoming, [enabledPath, { mode: list.mode, id }]]),
    made: new Map([[id, content]]),
    why: new Map([
      [formerEnabledPath, `the list of controls is in ${enabledPath} from now on`],
      [enabledPath, `the list of controls, with your changes of ${formerEnabledPath}`],
    ]),
  };
}
