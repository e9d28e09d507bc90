import { lstatSync, mkdirSync } from 'node:fs';
import { homedir, platform } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';
import { readBelow } from '../files/read.ts';
import { writeBelow } from '../files/write.ts';

/** Where the person's own state is: XDG Base Directory Specification, and its equivalents on macOS and Windows. */
export function stateDirectory(environment: NodeJS.ProcessEnv = process.env): string {
  const { XDG_STATE_HOME: state, LOCALAPPDATA: local } = environment;
  const home = environment.HOME || homedir();
  if (state && isAbsolute(state)) return join(state, 'secure-ml');
  if (platform() === 'win32') return join(local || join(homedir(), 'AppData', 'Local'), 'secure-ml');
  if (platform() === 'darwin') return join(home, 'Library', 'Application Support', 'secure-ml');
  return join(home, '.local', 'state', 'secure-ml');
}

/** What somebody agreed to on this machine. */
export interface Agreed {
  /** Folders whose code may run, by path, each with the digests of what was to run then, the newest last. */
  folders: Record<string, string[]>;
  /** Where overlays may be fetched from though only a lock or a project's .npmrc says so. */
  origins: string[];
}

const file = 'agreed.json';
const most = 4 * 1024 * 1024;
/** More digests of one folder than that are of no use: those that were not used for longest are forgotten. */
const mostDigests = 200;
/** With more folders than that, those that are not there any more are forgotten: each new repository reads the whole record. */
const manyFolders = 100;

function thoseThatAreThere(folders: Agreed['folders']): Agreed['folders'] {
  const entries = Object.entries(folders);
  if (entries.length <= manyFolders) return folders;
  return Object.fromEntries(entries.filter(([folder]) => lstatSync(folder, { throwIfNoEntry: false }) !== undefined));
}

const texts = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];

/** What was agreed to. A record that cannot be read counts as none: then the person is asked again. */
export function readAgreed(directory = stateDirectory()): Agreed {
  try {
    const bytes = readBelow(directory, file, most);
    const { folders = {}, origins } = JSON.parse(bytes?.toString() ?? '{}');
    const entries = Object.entries(folders as object).map(([folder, list]) => [folder, texts(list)] as const);
    return { folders: Object.fromEntries(entries), origins: texts(origins) };
  } catch {
    return { folders: {}, origins: [] };
  }
}

/** The digests of what somebody agreed to in a folder, by its real path. */
export const agreedAt = (place: string): string[] => readAgreed().folders[place] ?? [];

function record(change: (agreed: Agreed) => Agreed, directory: string): void {
  const document = `${JSON.stringify({ format: 1, ...change(readAgreed(directory)) }, null, 2)}\n`;
  try {
    if (!lstatSync(directory, { throwIfNoEntry: false })) mkdirSync(directory, { recursive: true, mode: 0o700 });
    writeBelow(dirname(directory), `secure-ml/${file}`, document);
  } catch {
    // Without a place to keep it (a read-only home), the person is asked again.
  }
}

export function agreeToFolder(folder: string, digests: readonly string[], directory = stateDirectory()): void {
  record(({ folders, origins }) => {
    const known = (folders[folder] ?? []).filter((one) => !digests.includes(one));
    const newest = [...known, ...digests].slice(-mostDigests);
    return { origins, folders: { ...thoseThatAreThere(folders), [folder]: newest } };
  }, directory);
}

export function agreeToOrigin(origin: string, directory = stateDirectory()): void {
  record(({ folders, origins }) => ({ folders, origins: [...new Set([...origins, origin])] }), directory);
}
