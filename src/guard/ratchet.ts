import * as strictness from '../../templates/infra/strictness.ts';
import { digestOfLoss, type Loss } from '../../templates/judge/ratchet/resources.ts';
import { enabledPath, enabledText, formerEnabledPath } from '../overlay/enabled.ts';
import type { Tree } from '../tree/tree.ts';
import { typedWord } from '../typed.ts';
import type { Objection } from './guard.ts';

export type { OptIn } from '../../templates/infra/strictness.ts';

/** The files that the ratchet reads, of any version. */
export const ratchetPaths: readonly string[] = [...strictness.ratchetPaths, formerEnabledPath];

/** A loss, as an upgrade objects to it. */
export function objectionTo(loss: Loss): Objection {
  const { id, what } = loss;
  const digest = digestOfLoss(loss);
  const fix = `Keep it in the merged code, or accept it: secure-ml waive ${typedWord(id, 'ID')} --digest ${digest} (--help says with what)`;
  return { id, what, digest, fix };
}

const fileOf = (tree: Tree) => (path: string) =>
  path === enabledPath ? enabledText(tree) : tree.get(path)?.content.toString();

/** What goes down between two versions of a project: pure, from their files alone. What a release declares is left out. */
export const ratchet = (before: Tree, after: Tree, optIn?: strictness.OptIn): Objection[] =>
  strictness.ratchet(fileOf(before), fileOf(after), optIn).map(objectionTo);
