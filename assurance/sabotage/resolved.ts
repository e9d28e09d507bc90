import type { Assembly } from '../../templates/judge/read/assembly.ts';
import { isObject, type Json, type JsonObject } from '../../templates/judge/read/json.ts';
import type { StackInfo } from '../../templates/judge/read/parameters.ts';

type AssemblyOf = (stacks: StackInfo[]) => Assembly;

const resourcesOf = ({ template }: StackInfo) => template.Resources as Record<string, JsonObject>;
const wordsIn = (value: unknown) => new Set((JSON.stringify(value) ?? '').match(/\w+/g) ?? []);
const idOf = (stack: StackInfo, logicalId: string) => `${stack.region}/${stack.name}/${logicalId}`;

/** Who may read whom: a resource is read by its logical id, which is in the text of whoever reads it. */
function readersIn(stacks: StackInfo[]) {
  const readers = new Map<string, string[]>();
  /** What other stacks may read of, and who reads of other stacks. */
  const exported = new Set<string>();
  const importers: string[] = [];
  /** What decides about more than one resource. */
  const general = new Set<string>();
  for (const stack of stacks) {
    const resources = resourcesOf(stack);
    const { Resources: _, Metadata: __, Outputs, ...rest } = stack.template;
    const [inOutputs, inRest] = [wordsIn(Outputs), wordsIn(rest)];
    for (const id of Object.keys(resources)) {
      if (inOutputs.has(id)) exported.add(idOf(stack, id));
      if (inRest.has(id)) general.add(idOf(stack, id));
    }
    for (const [id, resource] of Object.entries(resources)) {
      const words = wordsIn(resource);
      if (words.has('ImportValue') || words.has('GetStackOutput')) importers.push(idOf(stack, id));
      for (const word of words) {
        if (word === id || !Object.hasOwn(resources, word)) continue;
        const read = idOf(stack, word);
        readers.set(read, [...(readers.get(read) ?? []), idOf(stack, id)]);
      }
    }
  }
  return { readers, exported, importers, general };
}

/** The ids of resources that differ, where nothing else of the templates does. */
function changedIn(before: StackInfo[], after: StackInfo[]): string[] | undefined {
  const changed: string[] = [];
  for (const [index, stack] of after.entries()) {
    const old = before[index];
    if (!old || old.name !== stack.name) return undefined;
    if (old === stack) continue;
    const { Resources, ...rest } = stack.template;
    const { Resources: oldResources, ...oldRest } = old.template;
    if (!isObject(Resources as Json) || !isObject(oldResources as Json)) return undefined;
    const keys = Object.keys(oldRest);
    if (keys.length !== Object.keys(rest).length || keys.some((key) => rest[key] !== oldRest[key])) return undefined;
    const [now, then] = [resourcesOf(stack), resourcesOf(old)];
    for (const id of new Set([...Object.keys(now), ...Object.keys(then)]))
      if (now[id] !== then[id]) changed.push(idOf(stack, id));
  }
  return changed;
}

/** The same stack, of which only these resources are looked at: the others stay readable by their logical ids. */
function showing(stack: StackInfo, isShown: (id: string) => boolean): StackInfo {
  const Resources: JsonObject = {};
  for (const [id, value] of Object.entries(resourcesOf(stack)))
    Object.defineProperty(Resources, id, { value, enumerable: isShown(id), configurable: true, writable: true });
  return { ...stack, template: { ...stack.template, Resources } };
}

/**
 * What `assemblyOf` answers for stacks of which a few resources are others than in these: those, and whatever may read them,
 * are resolved again, and the rest is what it was. Templates that leave something open, or are nested, are always read as a whole.
 */
export function resolvedAgain(before: StackInfo[], assemblyOf: AssemblyOf): AssemblyOf {
  const whole = assemblyOf(before);
  const isPlain =
    whole.unresolved.length + whole.notProven.length === 0 &&
    before.every(({ parent, nested, template }) => !parent && !nested?.size && isObject(template.Resources as Json));
  if (!isPlain) return assemblyOf;
  const { readers, exported, importers, general } = readersIn(before);
  const regionOf = new Map(before.map(({ name, region }) => [name, region]));
  if (regionOf.size !== before.length) return assemblyOf;
  const known = new Map(whole.resources.map((each) => [keyOf(each), each]));
  const quiet = new Map(before.map((stack) => [stack, showing(stack, () => false)]));
  return (after) => {
    const changed = changedIn(before, after);
    if (!changed) return assemblyOf(after);
    const again = new Set(changed);
    for (const id of again) {
      if (general.has(id)) return assemblyOf(after);
      for (const reader of readers.get(id) ?? []) again.add(reader);
      if (exported.has(id)) for (const importer of importers) again.add(importer);
    }
    const isAgain = (stack: StackInfo) => Object.keys(resourcesOf(stack)).some((id) => again.has(idOf(stack, id)));
    const some = assemblyOf(
      after.map((stack) => {
        const hidden = quiet.get(stack);
        return hidden && !isAgain(stack) ? hidden : showing(stack, (id) => again.has(idOf(stack, id)));
      }),
    );
    const found = new Map(some.resources.map((each) => [keyOf(each), each]));
    const resources = after.flatMap((stack) =>
      Object.keys(resourcesOf(stack)).flatMap((id) => {
        const key = `${stack.name}/${id}`;
        return (again.has(idOf(stack, id)) ? found : known).get(key) ?? [];
      }),
    );
    return { ...some, stacks: after, resources };
  };
}

const keyOf = ({ stack, logicalId }: Assembly['resources'][number]) => `${stack}/${logicalId}`;
