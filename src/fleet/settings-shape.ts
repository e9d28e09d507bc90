import { groups } from '../answers/keys.ts';
import type { Finding } from '../finding.ts';
import { answerKeys } from '../shape/kinds.ts';
import { isMeant } from '../shape/near.ts';
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

/** The owner's own section: what infra/policies/instances.ts reads of it. */
const ofJobs = ['jobs.instanceTypes', 'jobs.volumeGb', 'jobs.maxMinutes'];
const every: readonly string[] = [...answerKeys, ...groups, ...ofJobs, 'jobs'];
/** A section with more keys of its owner's was not mistyped. */
const mostOwn = 200;

/** Keys that nothing reads beside one that is nearly the same. Other keys are the owner's own. */
function mistyped(document: unknown, recorded: unknown): [typed: string, meant: string][] {
  const sections = [
    '',
    ...[...groups, 'jobs'].filter((key) => key !== 'controls' && key !== 'tags').map((key) => `${key}.`),
  ];
  return sections.flatMap((section) => {
    const within = section === '' ? document : settingAt(document, section.slice(0, -1));
    if (!isGroup(within)) return [];
    const known = every.filter((key) => key.startsWith(section) && !key.slice(section.length).includes('.'));
    const own = Object.keys(within as object).filter((leaf) => !known.includes(section + leaf));
    return own.slice(0, mostOwn).flatMap((leaf): [string, string][] => {
      const typed = section + leaf;
      if (settingAt(recorded, typed) !== undefined) return [];
      const meant = known.find((key) => isMeant(leaf, key.slice(section.length)));
      return meant === undefined ? [] : [[typed, meant]];
    });
  });
}

/**
 * What settings.json lacks of what was recorded, what nothing reads, and what it says twice. The repository's own code stops where one is missing, or
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
    ...mistyped(document, recorded).map(([typed, meant]) =>
      finding(meant, `settings.json: ${typed} is not an answer. Did you mean ${meant}?`, 'Rename the key'),
    ),
    ...(twin === undefined ? [] : [finding(twin, `settings.json says ${twin} twice`, 'Take one of the two out')]),
  ];
}
