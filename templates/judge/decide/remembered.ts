/** `make` for each name once; forgets all when there are too many, so that names from outside cannot fill the memory. */
export const remembered = <V>(make: (name: string) => V): ((name: string) => V) => {
  const known = new Map<string, V>();
  return (name) => {
    const found = known.get(name);
    if (found !== undefined || known.has(name)) return found as V;
    const value = make(name);
    if (known.size >= 50_000) known.clear();
    known.set(name, value);
    return value;
  };
};

/** `make` for each object once, and for as long as the object is there. */
export const rememberedFor = <K extends object, V>(make: (of: K) => V): ((of: K) => V) => {
  const known = new WeakMap<K, { value: V }>();
  return (of) => {
    let found = known.get(of);
    if (!found) {
      found = { value: make(of) };
      known.set(of, found);
    }
    return found.value;
  };
};
