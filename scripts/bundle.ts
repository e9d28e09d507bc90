import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Metafile } from 'esbuild';
import { keepOwnMaps } from './bundle/maps.ts';
import { evenModes } from './bundle/modes.ts';
import { notices, type Part, partsOf } from './bundle/parts.ts';
import { patching } from './bundle/patches.ts';
import { sbom } from './bundle/sbom.ts';
import { baseEnvironmentOnly, stubbing } from './bundle/stubs.ts';
import { archiveOf, compiledTemplates } from './bundle/templates.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

/** The program as it is published: no library is needed beside it. A command's libraries are chunks that it loads when called. */
export async function bundle(outdir = join(root, 'dist')): Promise<{ metafile: Metafile; parts: Part[] }> {
  const templates = join(root, 'templates');
  const modules = join(root, 'node_modules');
  const { metafile, outputFiles } = await build({
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
    write: false,
    metafile: true,
    sourcemap: 'external',
    sourcesContent: false,
    legalComments: 'none',
    // What is CommonJS asks for Node's modules by require.
    banner: { js: "import{createRequire as $require}from'node:module';const require=$require(import.meta.url);" },
    plugins: [patching(modules), baseEnvironmentOnly(modules), stubbing, compiledTemplates(templates)],
    logLevel: 'warning',
  });
  const files = new Map<string, Buffer>(
    outputFiles.map(({ path, contents }) => [basename(path), Buffer.from(contents)]),
  );
  keepOwnMaps(root, outdir, metafile, files);
  files.set('templates.bin', archiveOf(templates));
  const parts = partsOf(root, metafile);
  files.set('THIRD-PARTY-NOTICES.txt', Buffer.from(notices(parts)));
  const [product, lock] = ['package.json', 'package-lock.json'].map((file) =>
    JSON.parse(readFileSync(join(root, file), 'utf8')),
  );
  files.set('sbom.cdx.json', Buffer.from(sbom(product, parts, lock)));
  place(files, outdir);
  return { metafile, parts };
}

/** What is the same already is left alone: somebody may be running it. */
function place(files: Map<string, Buffer>, outdir: string): void {
  mkdirSync(outdir, { recursive: true });
  for (const name of readdirSync(outdir)) if (!files.has(name)) rmSync(join(outdir, name), { recursive: true });
  for (const [name, content] of files) {
    const file = join(outdir, name);
    if (existsSync(file) && readFileSync(file).equals(content)) continue;
    writeFileSync(`${file}.new`, content, { mode: name === 'bin.js' ? 0o755 : 0o644 });
    renameSync(`${file}.new`, file);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await bundle();
  evenModes(root);
}
