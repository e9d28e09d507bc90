import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { AssemblyError } from '../read/assembly.ts';
import { assertFresh, standingOf } from '../read/sources.ts';

const own = 'cdk.out';
const program = 'infra/app.ts';

/**
 * The assembly to judge. Without a name it is this repository's own, which is synthesized where it is not of the sources that
 * are here; one that was named is refused then.
 */
export function assemblyToJudge(named: string | undefined): string {
  if (named !== undefined) {
    assertFresh(named, '.');
    return named;
  }
  if (!existsSync(program) || (existsSync(own) && standingOf(own, '.') === 'fresh')) return own;
  console.error(`${own} is not of the sources that are here: synthesizing`);
  const env = { ...process.env, CDK_OUTDIR: own, CDK_DISABLE_CLI_TELEMETRY: 'true' };
  try {
    execFileSync(process.execPath, ['--import', 'tsx', program], { env, stdio: ['ignore', 2, 2] });
  } catch {
    throw new AssemblyError('The sources do not synthesize: npm run synth says why');
  }
  return own;
}
