import type { Loss } from '../judge/ratchet/resources.ts';
import { type Tier, tiers } from './config.ts';

/** Controls that a release made opt-in, with the logical ids of what each leaves behind. */
export type OptIn = ReadonlyMap<string, string[]>;

const settingsPath = 'settings.json';
const enabledPath = 'infra/controls/enabled.json';
const factsPath = 'infra/tiers.ts';

/** What a project says about its own strictness. */
export interface TierStrictness {
  tier: Tier;
  /** Controls that are on. */
  controls: readonly string[];
  /** Those that the answers turn on by name. */
  chosen: readonly string[];
  /** What its tier sets, by name, as it is written: `true`, `365`, `none`. */
  facts: ReadonlyMap<string, string>;
  minimumSeverity: string;
  /** guardduty, trail and network: who gives them. */
  providers: ReadonlyMap<string, string>;
  permissionsBoundary: string | undefined;
}

/** Where less is stricter, or the order is not a number's. Other facts are stricter as they grow, and true is stricter than false. */
const orders: Record<string, readonly string[]> = {
  dataEvents: ['none', 'write', 'all'],
  peopleWithoutMfa: ['true', 'false'],
  peopleDeleteModels: ['true', 'false'],
};
/** Facts that a version took away, and the control that holds something stricter in every tier. */
const replacedFacts: Partial<Record<string, string>> = {
  // Version 0.2.0: no sign-in reaches a role of people without a second factor (controls/mfa).
  peopleWithoutMfa: 'mfa',
};
const severities = ['high', 'medium', 'low'];

/** A file of a project as text, by its path; undefined where there is none. */
export type FileOf = (path: string) => string | undefined;

/** The block of one tier in infra/tiers.ts: it holds literals alone. */
function factsOf(text: string, tier: Tier): Map<string, string> | undefined {
  const block = new RegExp(`^ {2}['"]?${tier}['"]?: \\{([^{}]*)\\}`, 'm').exec(text)?.[1];
  const code = block?.replaceAll(/\/\/.*$|\/\*[\s\S]*?(?:\*\/|(?![\s\S]))/gm, '');
  const pairs = [...(code ?? '').matchAll(/\b(\w+):\s*['"]?([\w.]+)['"]?\s*(?:,|$)/g)];
  if (block === undefined || pairs.length === 0) return undefined;
  return new Map(pairs.map(([, name, value]) => [name as string, value as string]));
}

/** The ids in the text of enabled.json; undefined where it is not a list of texts. */
export function controlsIn(text = ''): string[] | undefined {
  try {
    const ids: unknown = JSON.parse(text.replace(/^\ufeff/, ''));
    return Array.isArray(ids) && ids.every((id) => typeof id === 'string') ? ids : undefined;
  } catch {
    return undefined;
  }
}

/** Reads a project's files; the text says what could not be read. */
export function strictnessOf(file: FileOf): TierStrictness | string {
  let settings: Record<string, unknown>;
  try {
    settings = JSON.parse((file(settingsPath) ?? '').replace(/^\ufeff/, '')) as Record<string, unknown>;
  } catch {
    return `${settingsPath} is missing or no JSON`;
  }
  const tier = tiers.find((one) => one === settings.sensitivity);
  if (!tier) return `"sensitivity" in ${settingsPath} is none of ${tiers.join(', ')}`;
  const facts = factsOf(file(factsPath) ?? '', tier);
  if (!facts) return `${factsPath} does not say in literals what ${tier} sets`;
  const controls = controlsIn(file(enabledPath));
  if (!controls) return `${enabledPath} is not a list of controls`;
  const { minimumSeverity } = (settings.alerting ?? {}) as { minimumSeverity?: unknown };
  const boundary = settings.permissionsBoundary;
  return {
    tier,
    facts,
    controls,
    chosen: Object.entries(settings.controls ?? {}).flatMap(([id, on]) => (on === true ? [id] : [])),
    minimumSeverity: String(minimumSeverity),
    providers: new Map(['guardduty', 'trail', 'network'].map((key) => [key, JSON.stringify(settings[key])])),
    permissionsBoundary: typeof boundary === 'string' ? boundary : undefined,
  };
}

/** Is the second value less strict than the first? Values that no order knows are asked about when they differ. */
export function isLower(name: string, before: string, after: string | undefined): boolean {
  if (before === after) return false;
  if (after === undefined) return true;
  const order = orders[name] ?? (before === 'true' || before === 'false' ? ['false', 'true'] : undefined);
  if (order) return !order.includes(after) || order.indexOf(after) < order.indexOf(before);
  return !(Number(after) >= Number(before));
}

const down = (id: string, what: string): Loss => ({ id, what });

function* lowered(before: TierStrictness, after: TierStrictness, optIn: OptIn): Generator<Loss> {
  if (tiers.indexOf(after.tier) < tiers.indexOf(before.tier))
    yield down('upgrade/lower/sensitivity', `The sensitivity goes down from ${before.tier} to ${after.tier}`);
  for (const id of before.controls) {
    const declared = optIn.has(id) && !before.chosen.includes(id);
    if (!after.controls.includes(id) && !declared) yield down(`upgrade/off/${id}`, `The control ${id} is turned off`);
  }
  for (const [name, value] of before.facts) {
    if (!after.facts.has(name) && after.controls.includes(replacedFacts[name] ?? '')) continue;
    const now = after.facts.get(name);
    if (isLower(name, value, now))
      yield down(`upgrade/lower/${name}`, `${name} in ${factsPath} goes from ${value} to ${now ?? 'nothing'}`);
  }
  if (severities.indexOf(after.minimumSeverity) < severities.indexOf(before.minimumSeverity))
    yield down(
      'upgrade/lower/alerting.minimumSeverity',
      `Alerts begin at ${after.minimumSeverity} and no longer at ${before.minimumSeverity}`,
    );
  if (after.providers.get('network') === '"none"' && before.providers.get('network') !== '"none"')
    yield down('upgrade/lower/network', 'Jobs lose their network and run in one that SageMaker shares');
  if (before.permissionsBoundary && before.permissionsBoundary !== after.permissionsBoundary)
    yield down(
      'upgrade/lower/permissionsBoundary',
      `The permissions boundary ${before.permissionsBoundary} becomes ${after.permissionsBoundary ?? 'none'}`,
    );
}

/** What goes down between two versions of a project: pure, from their files alone. What a release declares is left out. */
export function ratchet(before: FileOf, after: FileOf, optIn: OptIn = new Map()): Loss[] {
  const [old, now] = [strictnessOf(before), strictnessOf(after)];
  if (typeof old === 'string') return [down('upgrade/lower/unreadable', `What stands cannot be compared: ${old}`)];
  if (typeof now === 'string') return [down('upgrade/lower/unreadable', `The result cannot be compared: ${now}`)];
  return [...lowered(old, now, optIn)];
}

/** The files that the ratchet reads. */
export const ratchetPaths: readonly string[] = [settingsPath, enabledPath, factsPath];
