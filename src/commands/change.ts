import { readLock } from '../baseline/drift.ts';
import { settingsPath } from '../baseline/recorded.ts';
import { Refusal } from '../refusal.ts';
import { rollout } from '../upgrade/rollout.ts';
import { applyChange, type Wish } from './apply.ts';
import type { Call } from './call.ts';
import { upgradeDocument, upgradeText } from './upgrade.ts';

/** Changed answers, and what follows from them, by the merge of `upgrade` with the versions that the repository has. */
export async function change(call: Call, wish: Omit<Wish, 'overlays'>): Promise<number> {
  const isOwn = readLock(call.directory).files.get(settingsPath)?.owner === 'ejected';
  if (isOwn) {
    const what = `${settingsPath} is ejected, and only you change it. ${wish.what}`;
    const fix = 'Change that in the file and commit it. Then type: secure-ml upgrade';
    throw new Refusal({ code: 'answers/ejected', what, where: settingsPath, fix });
  }
  const applied = await applyChange(call, { ...wish, overlays: 'same' });
  const { before, plan, result, preview } = applied;
  const steps = rollout(before.answers, plan.answers);
  const shown = steps.map((step, at) => `  ${at + 1}. ${step}`).join('\n');
  const text = upgradeText(applied);
  call.print({ preview, ...upgradeDocument(result), rollout: steps }, shown ? `${text}\n\nRollout\n${shown}` : text);
  return result.conflicts.length + result.objections.length > 0 ? 1 : 0;
}
