import { rmSync } from 'node:fs';
import { build } from 'esbuild';

/** dist/: our own code as JavaScript; libraries stay in node_modules and are loaded when a command needs them. */
export async function buildProgram(outdir = 'dist'): Promise<void> {
  rmSync(outdir, { recursive: true, force: true });
  await build({
    entryPoints: ['src/bin.ts'],
    absWorkingDir: new URL('..', import.meta.url).pathname,
    outdir,
    bundle: true,
    splitting: true,
    packages: 'external',
    format: 'esm',
    platform: 'node',
    target: 'node20.17',
    logLevel: 'warning',
  });
}

if (import.meta.url === `file://${process.argv[1]}`) await buildProgram();
