import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type GitRepository, stateFolder } from './repository.ts';

/** A repository of our own that sees the person's objects and none of their settings: previews leave no trace in theirs. */
export interface Scratch {
  directory: string;
  environment: Record<string, string>;
  /** The same refs and settings, writing into the person's objects. */
  through: Record<string, string>;
}

const config = `[core]
\trepositoryformatversion = 0
\tbare = true
\tautocrlf = false
[merge]
\tdirectoryRenames = false
\trenames = false
`;

export function openScratch(repository: GitRepository): Scratch {
  const directory = join(stateFolder(repository), 'scratch');
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(join(directory, 'refs/heads'), { recursive: true });
  mkdirSync(join(directory, 'objects/info'), { recursive: true });
  writeFileSync(join(directory, 'HEAD'), 'ref: refs/heads/none\n');
  writeFileSync(join(directory, 'config'), config);
  writeFileSync(join(directory, 'objects/info/alternates'), `${repository.objects}\n`);
  const environment = {
    GIT_DIR: directory,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_ATTR_NOSYSTEM: '1',
  };
  return { directory, environment, through: { ...environment, GIT_OBJECT_DIRECTORY: repository.objects } };
}

export function closeScratch({ directory }: Scratch): void {
  rmSync(directory, { recursive: true, force: true });
}
