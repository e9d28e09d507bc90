/** What util.parseArgs throws over options that a program does not have: the caller's to mend. */
export function isUsageError(error: unknown): boolean {
  return String((error as { code?: unknown } | null)?.code).startsWith('ERR_PARSE_ARGS_');
}
