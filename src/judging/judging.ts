import { printableInline } from '../../templates/judge/show/printable.ts';
import { Refusal } from '../refusal.ts';

export type Engine = typeof import('./engine.ts');

/** What the judge throws over input that it cannot judge; by name, for in the package the engine is a file of its own. */
const known = new Set(['AssemblyError', 'RowError', 'PolicyError', 'SettingsError']);

/** Lets `use` ask this program's own judge, which is loaded here and not before. What it cannot read is refused. */
export async function judging<T>(use: (engine: Engine) => T | Promise<T>): Promise<T> {
  const engine = await import('./engine.ts');
  try {
    return await use(engine);
  } catch (error) {
    // Node's own functions recurse too: JSON.stringify does.
    const isDeep = error instanceof RangeError && /call stack/.test(error.message);
    if (!(error instanceof Error) || !(isDeep || known.has(error.name))) throw error;
    throw new Refusal({
      code: 'judge/input',
      what: isDeep ? 'Values of a template are nested too deep' : printableInline(error.message),
      fix: error.name === 'SettingsError' ? 'Fix settings.json, then try again.' : 'Fix what it names, then try again.',
    });
  }
}
