import { groups } from '../answers/keys.ts';
import type { Finding } from '../finding.ts';
import { answerKeys } from '../shape/kinds.ts';
import { settingAt } from '../shape/settings.ts';
import { twinIn } from '../upgrade/merge/structure/json.ts';

const isGroup = (value: unknown) => typeof value === 'object' && value !== null && !Array.isArray(value);

/** The outermost part of a key that is not there, or is not an object though answers are below it. */
function brokenAt(document: unknown, key: string): string | undefined {
  const parts = key.split('.');
  const paths = parts.map((_, at) => parts.slice(0, at + 1).join('.'));
  return paths.find((path) => {
    const value = settingAt(document, path);
    return groups.includes(path) ? !isGroup(value) : value === undefined;
  });
}

/**
 * What settings.json lacks of what was recorded, and what it says twice. The repository's own code stops where one is missing, or
 * takes a default that nobody chose.
 */
export function shapeFindings(document: unknown, text: string, recorded: unknown): Finding[] {
  const had = [...answerKeys, 'controls', 'tags'].filter((key) => settingAt(recorded, key) !== undefined);
  const broken = new Set(had.flatMap((key) => brokenAt(document, key) ?? []));
  const twin = twinIn(text);
  const finding = (key: string, what: string, fix: string): Finding => {
    return { id: `control/settings/${key}`, kind: 'control', level: 'error', what, fix, path: 'settings.json' };
  };
  return [
    ...[...broken].map((key) => {
      const [now, was] = [settingAt(document, key), JSON.stringify(settingAt(recorded, key))];
      const shown = JSON.stringify(now)?.slice(0, 60);
      const what = now === undefined ? `says no ${key}` : `${key} is ${shown}, and not an object`;
      const fix = was.length < 80 ? `Write there, as it was: ${was}` : 'git checkout COMMIT -- settings.json';
      return finding(key, `settings.json: ${what}`, fix);
    }),
    ...(twin === undefined ? [] : [finding(twin, `settings.json says ${twin} twice`, 'Take one of the two out')]),
  ];
}
