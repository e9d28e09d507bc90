import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Metafile } from 'esbuild';
import { keepOwnMaps } from './bundle/maps.ts';
import { notices, type Part, partsOf } from './bundle/parts.ts';
import { patching } from './bundle/patches.ts';
import { sbom } from './bundle/sbom.ts';
import { baseEnvironmentOnly, stubbing } from './bundle/stubs.ts';
import { archiveOf, compiledTemplates } from './bundle/templates.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

/** The program as it is published: no library is needed beside it. A command's libraries are chunks that it loads when called. */
export async function bundle(outdir = join(root, 'dist')): Promise<{ metafile: Metafile; parts: Part[] }> {
  rmSync(outdir, { recursive: true, force: true });
  const templates = join(root, 'templates');
  const modules = join(root, 'node_modules');
  const { metafile } = await build({
    entryPoints: ['src/bin.ts'],
    absWorkingDir: root,
    outdir,
    bundle: true,
    splitting: true,
    minify: true,
    chunkNames: '[name]-[hash]',
    format: 'esm',
    platform: 'node',
    target: 'node20.17',
    mainFields: ['module', 'main'],
    // For Node, rxjs offers only CommonJS, which cannot be cut down to what is used.
    alias: { rxjs: join(modules, 'rxjs/dist/esm/index.js') },
    metafile: true,
    sourcemap: 'external',
    sourcesContent: false,
    legalComments: 'none',
    // What is CommonJS asks for Node's modules by require.
    banner: { js: "import{createRequire as $require}from'node:module';const require=$require(import.meta.url);" },
    plugins: [patching(modules), baseEnvironmentOnly(modules), stubbing, compiledTemplates(templates)],
    logLevel: 'warning',
  });
  writeFileSync(join(outdir, 'templates.bin'), archiveOf(templates));
  keepOwnMaps(root, outdir, metafile);
  const parts = partsOf(root, metafile);
  writeFileSync(join(outdir, 'THIRD-PARTY-NOTICES.txt'), notices(parts));
  const [product, lock] = ['package.json', 'package-lock.json'].map((file) =>
    JSON.parse(readFileSync(join(root, file), 'utf8')),
  );
  writeFileSync(join(outdir, 'sbom.cdx.json'), sbom(product, parts, lock));
  return { metafile, parts };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await bundle();
