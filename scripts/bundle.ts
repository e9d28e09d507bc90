import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Metafile } from 'esbuild';
import { digestsBeside, digestsFile, keptOf } from './bundle/digests.ts';
import { awsData, judgeBeside, judgeFile, judgeFiles, tables, tablesBeside, tablesFile } from './bundle/judge.ts';
import { launcher } from './bundle/launcher.ts';
import { libraries, librariesBeside, libraryFiles, shared } from './bundle/libraries.ts';
import { narrowed } from './bundle/maps.ts';
import { evenModes } from './bundle/modes.ts';
import { once } from './bundle/once.ts';
import { notices, type Part, partsOf } from './bundle/parts.ts';
import { patching } from './bundle/patches.ts';
import { sbom } from './bundle/sbom.ts';
import { buildProgram } from './bundle/split.ts';
import { baseEnvironmentOnly, fewSpinners, stubbing } from './bundle/stubs.ts';
import { archiveOf, slotFiles, slotsBeside, slotsFile } from './bundle/templates.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

/** The program as it is published: no library is needed beside it. Libraries are files that a command loads when it needs them. */
export async function bundle(outdir = join(root, 'dist')): Promise<{ metafile: Metafile; parts: Part[] }> {
  const templates = join(root, 'templates');
  const modules = join(root, 'node_modules');
  const common = {
    absWorkingDir: root,
    outdir,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    minify: true,
    // Node starts CommonJS sooner: it compiles a file in one go, and makes no facade of each of its own modules.
    format: 'cjs',
    platform: 'node',
    target: 'node20.17',
    define: { 'import.meta.url': '$url' },
    banner: { js: "const $url=require('node:url').pathToFileURL(__filename).href;" },
    write: false,
    metafile: true,
    legalComments: 'none',
    logLevel: 'warning',
  } as const;
  const program = await buildProgram(root, common, [
    librariesBeside,
    judgeBeside,
    tablesBeside,
    digestsBeside,
    slotsBeside,
  ]);
  const slots = await build({
    ...common,
    entryPoints: { [slotsFile]: 'slots:' },
    supported: { arrow: false },
    plugins: [slotFiles(templates)],
  });
  const judge = await build({
    ...common,
    entryPoints: { [judgeFile]: 'src/judging/engine.ts' },
    mainFields: ['module', 'main'],
    plugins: [judgeFiles(root), tablesBeside],
  });
  const called = await build({ ...common, entryPoints: { [tablesFile]: tables } });
  const beside = await build({
    ...common,
    entryPoints: Object.keys(libraries).map((file) => ({ in: `library:${file}`, out: file })),
    mainFields: ['module', 'main'],
    alias: {
      // For Node, rxjs offers only CommonJS, which cannot be cut down to what is used.
      rxjs: join(modules, 'rxjs/dist/esm/index.js'),
      // ora counts its lines by string-width, which compiles an expression of all emoji at each start: an eighth of the time to
      // the first question. Those questions are measured by this one.
      'string-width': join(modules, 'fast-string-width/dist/index.js'),
    },
    plugins: [
      libraryFiles(root),
      shared,
      patching(modules),
      baseEnvironmentOnly(modules),
      stubbing,
      fewSpinners,
      once(root),
    ],
  });
  const files = new Map<string, Buffer>([
    ...program.files,
    ...[slots, judge, called, beside]
      .flatMap(({ outputFiles }) => outputFiles)
      .map(({ path, contents }): [string, Buffer] => [basename(path), Buffer.from(contents)]),
  ]);
  const built = [program, slots, judge, called, beside];
  const metafile = {
    inputs: Object.assign({}, ...built.map(({ metafile }) => metafile.inputs)),
    outputs: Object.assign({}, ...built.map(({ metafile }) => metafile.outputs)),
  };
  for (const [name, content] of files) {
    if (name.endsWith('.map')) files.set(name, narrowed(content, outdir, root));
    else files.set(name, ascii(content));
  }
  files.set('bin.cjs', Buffer.from(launcher));
  files.set('templates.bin', archiveOf(templates));
  files.set(digestsFile, Buffer.from(`${JSON.stringify(keptOf(templates))}\n`));
  files.set('rehearse.txt', readFileSync(join(root, 'src/rehearse/requirements.txt')));
  files.set(...awsData(root));
  const parts = partsOf(root, metafile);
  files.set('THIRD-PARTY-NOTICES.txt', Buffer.from(notices(parts)));
  const [product, lock] = ['package.json', 'package-lock.json'].map((file) =>
    JSON.parse(readFileSync(join(root, file), 'utf8')),
  );
  files.set('sbom.cdx.json', Buffer.from(sbom(product, parts, lock)));
  place(files, outdir);
  return { metafile, parts };
}

/**
 * Code with all other characters as escapes. esbuild writes those of regular expressions as they are, and one of them that is not in
 * Latin-1 has V8 keep and read the whole file as UTF-16, in twice the time.
 */
function ascii(code: Uint8Array): Buffer {
  const escaped = (unit: string) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return Buffer.from(
    Buffer.from(code)
      .toString()
      .replaceAll(/[\u0080-\uffff]/g, escaped),
  );
}

/** What is the same already is left alone: somebody may be running it. */
function place(files: Map<string, Buffer>, outdir: string): void {
  mkdirSync(outdir, { recursive: true });
  for (const name of readdirSync(outdir)) if (!files.has(name)) rmSync(join(outdir, name), { recursive: true });
  for (const [name, content] of files) {
    const file = join(outdir, name);
    if (existsSync(file) && readFileSync(file).equals(content)) continue;
    writeFileSync(`${file}.new`, content, { mode: name === 'bin.cjs' ? 0o755 : 0o644 });
    renameSync(`${file}.new`, file);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await bundle();
  evenModes(root);
}
