/** The person stopped it: exit 130, nothing was changed. */
export class Interrupted extends Error {
  constructor() {
    super('Stopped; nothing was written.');
    this.name = 'Interrupted';
  }
}

const waiting = new Set<() => void>();
let heeding = false;
let asked = false;

/** From here on a signal no longer ends the process by itself: what waits with untilInterrupted stops and cleans up. */
export function heedInterrupts(): void {
  if (heeding) return;
  heeding = true;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      asked = true;
      for (const stop of waiting) stop();
    });
  }
}

/** Waits for `work`, or throws Interrupted as soon as a signal asked to stop. */
export async function untilInterrupted<T>(work: Promise<T>): Promise<T> {
  heedInterrupts();
  let stop = (): void => undefined;
  const stopped = new Promise<never>((_, reject) => {
    stop = () => reject(new Interrupted());
    waiting.add(stop);
    if (asked) stop();
  });
  try {
    return await Promise.race([work, stopped]);
  } catch (error) {
    // What inquirer throws on Ctrl-C, or where the input ends.
    if (error instanceof Error && error.name === 'ExitPromptError') throw new Interrupted();
    throw error;
  } finally {
    waiting.delete(stop);
  }
}
