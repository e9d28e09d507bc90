/** The person stopped it: exit 130, nothing was changed. */
export class Interrupted extends Error {
  constructor() {
    super('Stopped; nothing was written.');
    this.name = 'Interrupted';
  }
}

const controller = new AbortController();
let heeding = false;

/** Aborts when a signal asks to stop. What starts a process passes it on, and waits until that process has ended. */
export const interruption: AbortSignal = controller.signal;

/** From here on a signal no longer ends the process by itself: what runs stops where it can clean up. */
export function heedInterrupts(): void {
  if (heeding) return;
  heeding = true;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => controller.abort());
}

export function stopIfInterrupted(): void {
  if (interruption.aborted) throw new Interrupted();
}

/** Waits for a person's answers, or throws Interrupted as soon as a signal asks to stop. */
export async function untilInterrupted<T>(work: Promise<T>): Promise<T> {
  heedInterrupts();
  stopIfInterrupted();
  let stop = (): void => undefined;
  const stopped = new Promise<never>((_, reject) => {
    stop = () => reject(new Interrupted());
  });
  interruption.addEventListener('abort', stop);
  try {
    return await Promise.race([work, stopped]);
  } catch (error) {
    // What inquirer throws on Ctrl-C, or where the input ends.
    if (error instanceof Error && error.name === 'ExitPromptError') throw new Interrupted();
    throw error;
  } finally {
    interruption.removeEventListener('abort', stop);
  }
}
