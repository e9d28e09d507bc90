/** Can somebody answer here? Never wait for an answer that nobody can give. */
export function somebodyIsThere(): boolean {
  const { CI } = process.env;
  return Boolean(process.stdin.isTTY && process.stdout.isTTY) && (CI === undefined || CI === '' || CI === 'false');
}
