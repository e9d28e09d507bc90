import type { Resource } from '../../../templates/judge/read/assembly.ts';

/** What rules read of resources: their answer is open where it rests on a value that only the deployment knows. */
export class RuleReads {
  readonly #read = new Map<Resource, Set<string>>();

  /** The resource, noting what is read of its properties. */
  of(resource: Resource): Resource {
    const read = this.#read.get(resource) ?? new Set();
    this.#read.set(resource, read);
    return { ...resource, properties: noting(resource.properties, read, '') };
  }

  /** Whether a rule read the value at `where`, or something inside of it. */
  has(resource: Resource, where: string): boolean {
    const place = where.replace(/\[\d+\]/g, '[]');
    // A value of no property is the name of the whole.
    if (place === '') return false;
    return [...(this.#read.get(resource) ?? [])].some(
      (read) => read.startsWith(place) && /^([.[]|$)/.test(read.slice(place.length)),
    );
  }
}

/** Conditions may move what is in a list: all of its places are one. */
function noting<T extends object>(value: T, read: Set<string>, where: string): T {
  return new Proxy(value, {
    get(target, key) {
      const found: unknown = Reflect.get(target, key);
      if (typeof key === 'symbol') return found;
      const at = `${where}${Array.isArray(target) ? '[]' : `.${key}`}`;
      read.add(at);
      return typeof found === 'object' && found !== null ? noting(found, read, at) : found;
    },
  });
}
