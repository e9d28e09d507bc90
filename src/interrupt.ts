/** The person stopped it: exit 130, nothing was changed. */
export class Interrupted extends Error {
  constructor() {
    super('Stopped; nothing was written.');
    this.name = 'Interrupted';
  }
}

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Waits for `work`, or throws Interrupted as soon as a signal asks to stop, so that the caller can clean up. */
export async function untilInterrupted<T>(work: Promise<T>): Promise<T> {
  let stop = (): void => undefined;
  const stopped = new Promise<never>((_, reject) => {
    stop = () => reject(new Interrupted());
    for (const signal of signals) process.once(signal, stop);
  });
  try {
    return await Promise.race([work, stopped]);
  } catch (error) {
    // What inquirer throws on Ctrl-C, or where the input ends.
    if (error instanceof Error && error.name === 'ExitPromptError') throw new Interrupted();
    throw error;
  } finally {
    for (const signal of signals) process.removeListener(signal, stop);
  }
}
