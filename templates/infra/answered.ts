import { existsSync, readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import type { Settings } from './config.ts';

const lock = new URL('../.secure-ml/lock.json', import.meta.url);
/** The answers that turn controls on and off. */
const turning = ['sensitivity', 'controls'] as const;

/**
 * Where settings.json was edited by hand, the controls that are here stay those of the answers that they were generated
 * with. Nothing is said where the folder with the recorded answers was deleted.
 */
export function unanswered(settings: Settings): string[] {
  if (!existsSync(lock)) return [];
  const { answers } = JSON.parse(readFileSync(lock, 'utf8')) as { answers?: Partial<Settings> };
  return turning.flatMap((key) => {
    const [now, then] = [settings[key], answers?.[key]];
    if (then === undefined || isDeepStrictEqual(now, then)) return [];
    const said = `settings.json says ${key} ${JSON.stringify(now)}, the controls are those of ${JSON.stringify(then)}`;
    return [`${said}: npx create-secure-ml upgrade brings them`];
  });
}
