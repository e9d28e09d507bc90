import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Given } from '../../templates/judge/read/parameters.ts';
import type { Stacks } from '../../templates/judge/read/stacks.ts';
import { writeBelow } from '../files/write.ts';
import { mostTemplate, stacksOf as stacksOfTemplates } from '../formats/templates.ts';
import { commitNamed } from '../git/named.ts';
import { filesAt, readBlobs } from '../git/objects.ts';
import { findRepository, type GitRepository } from '../git/repository.ts';
import { Refusal } from '../refusal.ts';
import type { Engine } from './judging.ts';
import { type JudgedSource, readSource, sourceAt } from './source.ts';

const mostFiles = 5000;
const mostBytes = 64 * 1024 * 1024;

const refuse = (what: string, fix: string): never => {
  throw new Refusal({ code: 'judge/since', what, fix });
};

async function commitOf({ top }: GitRepository, named: string, source: JudgedSource): Promise<string> {
  const commit = await commitNamed(top, named);
  if (commit) return commit;
  const what = `"${named}" is neither a commit nor templates`;
  return refuse(
    what,
    `Name a commit, a branch, or ${source.kind === 'assembly' ? 'the folder of an assembly' : 'a template'}.`,
  );
}

/** The JSON and YAML files of a commit that may be templates, by path from the folder that is judged. */
async function textsAt(repository: GitRepository, commit: string): Promise<Map<string, string>> {
  const files = [...(await filesAt(repository, commit))].filter(
    ([path, { mode }]) =>
      mode.startsWith('100') && /\.(ya?ml|json|template)$/.test(path) && !path.includes('node_modules/'),
  );
  if (files.length > mostFiles)
    refuse(
      `The commit has more than ${mostFiles} files that may be templates`,
      'Name a folder or a file with its templates.',
    );
  const contents = await readBlobs(
    repository.top,
    files.map(([, { id }]) => id),
  );
  let bytes = 0;
  return new Map(
    files.flatMap(([path, { id }]) => {
      const content = contents.get(id);
      if (!content || content.length > mostTemplate) return [];
      bytes += content.length;
      if (bytes > mostBytes)
        refuse(`The commit's files are larger than ${mostBytes} bytes`, 'Name a folder or a file with its templates.');
      return [[path, content.toString()] as const];
    }),
  );
}

/** What --since names: templates that are here, or those of a commit, which are read out of git and nowhere run. */
export async function earlier(since: string, source: JudgedSource, engine: Engine, given: Given): Promise<Stacks> {
  const here = sourceAt(since, source.directory);
  if (here) return readSource(here, engine, given);
  const repository = await findRepository(source.directory);
  const commit = await commitOf(repository, since, source);
  const texts = await textsAt(repository, commit);
  if (source.kind === 'templates')
    return stacksOfTemplates(source.paths, (path) => texts.get(path.replace(/^\.\//, '')), given);
  const folder = source.paths[0]?.replace(/^\.\/|\/$/g, '') ?? '';
  if (!texts.has(`${folder}/manifest.json`)) {
    return refuse(
      `The commit ${since} holds no ${folder}: it would have to be synthesized, which runs its code`,
      `Synthesize it yourself, and name what that wrote: git worktree add /tmp/before ${since}, npm ci and npx cdk synth there, then --since /tmp/before/${folder}`,
    );
  }
  const scratch = realpathSync(mkdtempSync(join(tmpdir(), 'secure-ml-')));
  try {
    for (const [path, text] of texts) if (path.startsWith(`${folder}/`)) writeBelow(scratch, path, text);
    return engine.readStacks(join(scratch, folder), given);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}
