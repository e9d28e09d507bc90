// A refusal: nothing was changed, and this is what to do.
import { Unreadable } from '../doctor/repository.mjs';

export class Refused extends Error {
  /** @param {string} what @param {string} fix */
  constructor(what, fix) {
    super(`${what}\n${fix}`);
  }
}

/** Runs a command, and ends the process with its exit code: 2 where it refuses. @param {() => Promise<number>} command */
export async function ending(command) {
  try {
    process.exitCode = await command();
  } catch (error) {
    const { code = '', message } = /** @type {NodeJS.ErrnoException} */ (error);
    if (!(error instanceof Refused || error instanceof Unreadable || code.startsWith('ERR_PARSE_ARGS'))) throw error;
    console.error(message);
    process.exitCode = 2;
  }
}
