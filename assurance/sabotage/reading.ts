import { isDeepStrictEqual } from 'node:util';
import type { Assembly } from '../../templates/judge/read/assembly.ts';

/** Tells each name that is read of an object, and `*` where all of them are. `inner` is given instead of a value. */
function told<T extends object>(of: T, tell: (name: string) => void, inner: Record<string, unknown> = {}): T {
  const read = (name: string | symbol) => tell(typeof name === 'string' ? name : '*');
  return new Proxy(of, {
    get(target, name) {
      read(name);
      return typeof name === 'string' && Object.hasOwn(inner, name) ? inner[name] : Reflect.get(target, name);
    },
    has(target, name) {
      read(name);
      return Reflect.has(target, name);
    },
    ownKeys(target) {
      tell('*');
      return Reflect.ownKeys(target);
    },
    getOwnPropertyDescriptor(target, name) {
      read(name);
      return Reflect.getOwnPropertyDescriptor(target, name);
    },
  });
}

/** An assembly that tells what is read of it, as far as a property of a resource: `resources.7.properties.Name`. */
function reading(assembly: Assembly, tell: (place: string) => void): Assembly {
  const at = (place: string) => (name: string) => tell(`${place}.${name}`);
  return told({ ...assembly }, tell, {
    names: told(assembly.names, at('names')),
    stacks: assembly.stacks.map((stack, index) => told({ ...stack }, at(`stacks.${index}`))),
    resources: assembly.resources.map((resource, index) =>
      told({ ...resource }, at(`resources.${index}`), {
        properties: told({ ...resource.properties }, at(`resources.${index}.properties`)),
      }),
    ),
  });
}

/** The places in here whose values differ, and with them that of all values. */
function differing(place: string, before: object, after: object, below: string[] = []): string[] {
  const [old, now] = [before, after] as Record<string, unknown>[];
  if (!old || !now || old === now) return [];
  const names = [...new Set([...Object.keys(old), ...Object.keys(now)])];
  const found = names.flatMap((name) => {
    if (old[name] === now[name] || isDeepStrictEqual(old[name], now[name])) return [];
    const inner = `${place}.${name}`;
    return below.includes(name) ? differing(inner, old[name] as object, now[name] as object) : [inner];
  });
  // Whoever read all of it may have read the order too.
  const isSame = found.length === 0 && isDeepStrictEqual(Object.keys(old), Object.keys(now));
  return isSame ? [] : [`${place}.*`, ...found];
}

/** Where two assemblies differ, in the words of `reading`; undefined where they are not of the same resources. */
export function differencesOf(before: Assembly, after: Assembly): Set<string> | undefined {
  const { stacks: oldStacks, resources: oldResources, names: oldNames, ...old } = before;
  const { stacks, resources, names, ...now } = after;
  const isOther =
    stacks.length !== oldStacks.length ||
    resources.length !== oldResources.length ||
    resources.some((each, index) => {
      const was = oldResources[index];
      return each !== was && (each.logicalId !== was?.logicalId || each.stack !== was.stack);
    });
  if (isOther || !isDeepStrictEqual(old, now)) return undefined;
  return new Set([
    ...differing('names', oldNames, names),
    ...stacks.flatMap((stack, index) => differing(`stacks.${index}`, oldStacks[index] as object, stack)),
    ...resources.flatMap((each, index) =>
      differing(`resources.${index}`, oldResources[index] as object, each, ['properties']),
    ),
  ]);
}

/**
 * `ask`, a function of the assembly and of nothing else. What it answered of the whole one is its answer where nothing differs
 * of what it read there.
 */
export function askedAgain<T>(whole: Assembly, ask: (assembly: Assembly) => T) {
  const places = new Set<string>();
  const first = ask(reading(whole, (place) => places.add(place)));
  return (assembly: Assembly, differences: Set<string> | undefined): T =>
    !differences || [...differences].some((place) => places.has(place)) ? ask(assembly) : first;
}
