/** A generator of numbers that one seed repeats (mulberry32). */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let t = this.#state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }

  chance(of: number): boolean {
    return this.next() < of;
  }

  below(limit: number): number {
    return Math.floor(this.next() * limit);
  }

  one<T>(list: readonly T[]): T {
    return list[this.below(list.length)] as T;
  }

  some<T>(list: readonly T[], atLeast: number, atMost: number): T[] {
    const left = [...list];
    const count = Math.min(left.length, atLeast + this.below(atMost - atLeast + 1));
    return Array.from({ length: count }, () => left.splice(this.below(left.length), 1)[0] as T);
  }

  /** A list of one may stand without its brackets. */
  wrap<T>(list: T[]): T | T[] {
    return list.length === 1 && this.chance(0.5) ? (list[0] as T) : list;
  }

  times<T>(atLeast: number, atMost: number, make: (index: number) => T): T[] {
    return Array.from({ length: atLeast + this.below(atMost - atLeast + 1) }, (_, index) => make(index));
  }
}
