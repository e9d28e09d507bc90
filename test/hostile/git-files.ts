import { execFileSync } from 'node:child_process';
import { mkdirSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { git, type Kind, many, pipe, put, sparse } from './place.ts';

/** As a repository that is large by many objects has them; the first commit of a new one is a pack. */
function unpack(repository: string): void {
  const [packs, moved] = [join(repository, '.git/objects/pack'), join(repository, 'packs')];
  renameSync(packs, moved);
  mkdirSync(packs);
  execFileSync('sh', ['-c', 'for p in packs/*.pack; do git unpack-objects -q < $p; done'], { cwd: repository });
  rmSync(moved, { recursive: true });
}
const looseOf = (repository: string, named: string) => {
  const id = git(repository, 'rev-parse', named);
  return join(repository, '.git/objects', id.slice(0, 2), id.slice(2));
};
const configured =
  (text: string): Kind['make'] =>
  (repository) =>
    writeFileSync(join(repository, '.git/config'), `\n${text}\n`, { flag: 'a' });
const within =
  (path: string, make: (file: string) => void): Kind['make'] =>
  (repository) =>
    make(join(repository, path));

/** What git reads of its directory besides what is at its top, and what it reads of the clone. */
export const gitFiles: Kind[] = (
  [
    [
      'a named pipe for the file of an object',
      (repository) => {
        unpack(repository);
        pipe(looseOf(repository, 'HEAD:settings.json'));
      },
    ],
    [
      'a named pipe for its commit',
      (repository) => {
        unpack(repository);
        pipe(looseOf(repository, 'HEAD'));
      },
    ],
    ...[`objects/pack/pack-${'a'.repeat(40)}.idx`, 'objects/info/commit-graph', 'logs/HEAD'].map(
      (file): [string, Kind['make']] => [`a named pipe for ${file}`, within(`.git/${file}`, pipe)],
    ),
    ...['.gitignore', '.gitattributes', '.gitmodules', '.mailmap'].map((file): [string, Kind['make']] => [
      `a named pipe for ${file}`,
      within(file, pipe),
    ]),
    [
      'named pipes for what it ignores and for attributes',
      (repository) => {
        pipe(join(repository, 'pipe'));
        for (const key of ['core.attributesFile', 'core.excludesFile'])
          git(repository, 'config', key, join(repository, 'pipe'));
      },
    ],
    ['a device for a configuration that it includes', configured('[include]\n\tpath = /dev/zero')],
    ['a configuration that includes itself', configured('[include]\n\tpath = config')],
    ['drivers without number', configured(many(20_000, (at) => `[filter "f${at}"]\n\tclean = x`).join('\n'))],
    [
      'another commit in the place of its own',
      (repository) => {
        const other = git(repository, 'commit-tree', '-m', 'x', git(repository, 'mktree', '--missing'));
        put(join(repository, '.git/refs/replace', git(repository, 'rev-parse', 'HEAD')), `${other}\n`);
      },
    ],
    [
      'a graft and a shallow end',
      (repository) => {
        const id = git(repository, 'rev-parse', 'HEAD');
        put(join(repository, '.git/info/grafts'), `${id} ${'a'.repeat(40)}\n`);
        put(join(repository, '.git/shallow'), `${id}\n${'b'.repeat(40)}\n`);
      },
    ],
    ['objects from itself', within('.git/objects/info/alternates', (file) => put(file, '../objects\n'))],
    [
      'objects from 3000 places',
      within('.git/objects/info/alternates', (file) => put(file, many(3000, (at) => `../../x${at}`).join('\n'))),
    ],
    [
      '100,000 branches',
      (repository) => {
        const id = git(repository, 'rev-parse', 'HEAD');
        const lines = many(100_000, (at) => `${id} refs/heads/b${String(at).padStart(6, '0')}\n`);
        put(join(repository, '.git/packed-refs'), `# pack-refs with: peeled fully-peeled sorted \n${lines.join('')}`);
      },
    ],
    [
      'a branch that is itself by another one',
      (repository) => {
        for (const [path, other] of [
          ['HEAD', 'a'],
          ['refs/heads/a', 'b'],
          ['refs/heads/b', 'a'],
        ] as const)
          put(join(repository, '.git', path), `ref: refs/heads/${other}\n`);
      },
    ],
    [
      'an index of more than is there',
      within('.git/index', (file) =>
        put(file, Buffer.from(`DIRC\0\0\0\x02\x7f\xff\xff\xff${'x'.repeat(999)}`, 'latin1')),
      ),
    ],
    ...['index', 'packed-refs', 'config'].map((name): [string, Kind['make']] => [
      `10 GB of holes for ${name}`,
      within(`.git/${name}`, (file) => sparse(file, 10 * 2 ** 30)),
    ]),
    [
      'trees in trees in trees',
      (repository) => {
        let [kind, id] = ['100644 blob', git(repository, 'rev-parse', 'HEAD:settings.json')];
        for (let depth = 0; depth < 9; depth += 1) {
          const input = many(10, (at) => `${kind} ${id}\tx${at}.json\n`).join('');
          id = execFileSync('git', ['mktree'], { cwd: repository, input }).toString().trim();
          kind = '040000 tree';
        }
        git(repository, 'update-ref', 'HEAD', git(repository, 'commit-tree', '-m', 'x', id));
      },
    ],
    [
      'a submodule with drivers of its own',
      (repository, outside) => {
        const module = join(repository, 'infra/sub');
        put(join(module, 'settings.json'), '{}');
        git(module, 'init', '-q');
        git(module, 'add', '.');
        git(module, 'commit', '-q', '-m', 'x');
        const canary = join(outside, '../../../canary');
        for (const key of ['filter.y.clean', 'filter.y.process', 'core.fsmonitor', 'diff.external'])
          git(module, 'config', key, `sh -c 'echo "submodule ${key}" >> ${canary}; cat'`);
        put(join(module, '.git/info/attributes'), '* filter=y diff=y\n');
        utimesSync(join(module, 'settings.json'), 1, 1);
        const lines = '[submodule "x"]\n\tpath = infra/sub\n\turl = -oProxyCommand=touch\n\tupdate = !touch x\n';
        put(join(repository, '.gitmodules'), lines);
        git(repository, 'add', '-f', 'infra/sub', '.gitmodules');
        git(repository, 'commit', '-q', '-m', 'x');
      },
    ],
    [
      'a submodule whose path leads out',
      (repository) => {
        put(join(repository, '.gitmodules'), '[submodule "../../x"]\n\tpath = ../outside\n\turl = ext::sh -c x\n');
        git(repository, 'update-index', '--add', '--cacheinfo', `160000,${'a'.repeat(40)},infra/sub`);
      },
    ],
    [
      'patterns of many stars',
      (repository) => {
        const pattern = `${'**/*a'.repeat(20)}b`;
        put(join(repository, '.gitignore'), many(200, () => pattern).join('\n'));
        writeFileSync(join(repository, '.gitattributes'), many(200, () => `${pattern} filter=x\n`).join(''), {
          flag: 'a',
        });
        for (const name of many(50, (at) => `${'a'.repeat(200)}${at}`)) put(join(repository, 'infra', name), '');
        git(repository, 'add', '-A');
      },
    ],
    [
      'a filter that is required',
      (repository) => {
        git(repository, 'config', 'filter.x.required', 'true');
        put(join(repository, '.gitattributes'), '* filter=x working-tree-encoding=UTF-7\n');
      },
    ],
  ] satisfies [string, Kind['make']][]
).map(([what, make]) => ({
  name: `.git: ${what}`,
  row: 'a git directory that came along',
  merges: true as const,
  make,
}));
