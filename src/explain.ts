import { arch, platform } from 'node:os';
import { Interrupted } from './interrupt.ts';
import { lines } from './lines.ts';
import { Refusal, type RefusalParts, systemRefusal } from './refusal.ts';
import { traced } from './trace.ts';
import { asTyped } from './typed.ts';

/** How the program ends for an error: the exit code, the document of --json, and what a person reads. */
export interface End {
  exit: number;
  document: { error: { code: string; what: string; where?: string; fix: string; faults?: readonly RefusalParts[] } };
  text: string;
}

function faultLines(faults: readonly RefusalParts[], width: number): string {
  const indented = (text: string, by: string) =>
    text.split('\n').flatMap((one) => lines(one.trim(), width - by.length).map((line) => `\n${by}${line}`));
  return faults
    .flatMap(({ key, what, fix }) => [...indented(`${key}: ${what}`, '  '), ...indented(fix, '    ')])
    .join('');
}

export function explain(thrown: unknown, width = 80): End {
  const error = systemRefusal(thrown) ?? thrown;
  if (error instanceof Refusal) {
    const { code, what, where } = error;
    const fix = asTyped(error.fix);
    const faults = error.faults.map((fault) => ({ ...fault, fix: asTyped(fault.fix) }));
    const document = { error: { code, what, ...(where && { where }), fix, ...(faults.length > 0 && { faults }) } };
    const at = where ? `\n  at ${where}` : '';
    return {
      exit: 2,
      document,
      text: `${what}${at}${faultLines(faults, width)}${faults.length > 0 ? '\n' : ''}\n${fix}`,
    };
  }
  if (error instanceof Interrupted) {
    const what = error.message;
    return {
      exit: 130,
      document: { error: { code: 'interrupted', what, fix: 'Run the command again.' } },
      text: `\n${what}`,
    };
  }
  const trace = error instanceof Error ? traced(error.stack ?? error.message) : String(error);
  const fix = 'This is a bug in create-secure-ml. Please report it with the lines above: npm bugs create-secure-ml';
  return {
    exit: 70,
    document: { error: { code: 'fault', what: error instanceof Error ? error.message : String(error), fix } },
    text: `${trace}\n\nNode ${process.version}, ${platform()} ${arch()}\n${fix}`,
  };
}
