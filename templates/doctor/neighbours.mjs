// Other projects of the account and of the repository: whose names are the same, or begin as this one's do.
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { error, note } from './check.mjs';
import { byHand } from './fix.mjs';
import { json, mayBeTyped, Unreadable } from './repository.mjs';

const otherName = 'For one of the two, before it is deployed: npx create-secure-ml answers --set name=NAME';

/** What another repository, or the deployment of another region, made would be changed by this one. @param {any} context */
async function whose({ deployed }) {
  const stacks = await deployed();
  if (stacks.length === 0) return undefined;
  return stacks
    .filter((/** @type {import('./stacks.mjs').Deployed} */ { foreign }) => foreign)
    .map((/** @type {import('./stacks.mjs').Deployed} */ { name, region, foreign }) =>
      error(`${name} in ${region} is of ${foreign}, and this repository would change it`, otherName),
    );
}

/** Roles that every project has. */
const everyProject = ['processing', 'training', 'engineer'];

/** The projects of an account, by the names of its roles. @param {string[]} roles */
function projectsIn(roles) {
  const all = new Set(roles);
  const [first = '', ...others] = everyProject;
  return roles
    .filter((role) => role.endsWith(`-${first}`))
    .map((role) => role.slice(0, -first.length - 1))
    .filter((name) => others.every((one) => all.has(`${name}-${one}`)));
}

/** Rights are on names that begin with NAME-: those of the shorter name are on what the longer one makes. @param {string} mine @param {string} other */
function overlap(mine, other) {
  const [short, long] = mine.length < other.length ? [mine, other] : [other, mine];
  return long.startsWith(`${short}-`)
    ? [error(`The roles of ${short} have rights on ${short}-*, and so on the jobs and logs of ${long}`, otherName)]
    : [];
}

/** @param {any} context */
async function neighbours({ aws, home, settings }) {
  const { Roles = [] } = await aws(['iam', 'list-roles'], { region: home });
  const projects = projectsIn(Roles.map((/** @type {any} */ { RoleName }) => RoleName));
  return projects.filter((name) => name !== settings.name).flatMap((name) => overlap(settings.name, name));
}

/** Folders that hold nobody's project, and how far is looked. */
const skipped = /^(\..*|node_modules|cdk\.out|dist|build|vendor)$/;
const deepest = 4;
const mostFolders = 2000;

/** @param {string} directory */
function entriesOf(directory) {
  try {
    return readdirSync(directory, { withFileTypes: true });
  } catch {
    return [];
  }
}

/** The folder that holds .git, from here up; this one where there is none. @param {string} directory */
function topOf(directory) {
  for (let folder = directory; ; folder = dirname(folder)) {
    if (entriesOf(folder).some(({ name }) => name === '.git')) return folder;
    if (dirname(folder) === folder) return directory;
  }
}

/** Other projects of the same git repository: folder and settings. @param {string} directory @returns {[string, any][]} */
export function siblingsOf(directory) {
  /** @type {[string, number][]} */
  const todo = [[topOf(directory), 0]];
  /** @type {[string, any][]} */
  const found = [];
  for (let looked = 0; looked < mostFolders; looked += 1) {
    const [folder, depth] = todo.shift() ?? [];
    if (folder === undefined || depth === undefined) break;
    const entries = entriesOf(folder);
    const names = new Set(entries.filter((entry) => entry.isFile()).map(({ name }) => name));
    if (folder !== directory && names.has('settings.json') && names.has('cdk.json'))
      found.push([folder, settingsIn(folder)]);
    if (depth < deepest)
      for (const entry of entries)
        if (entry.isDirectory() && !skipped.test(entry.name)) todo.push([join(folder, entry.name), depth + 1]);
  }
  return found.filter(
    ([, settings]) =>
      typeof settings?.name === 'string' && mayBeTyped(settings.name) && typeof settings.region === 'string',
  );
}

/** @param {string} folder */
function settingsIn(folder) {
  try {
    return json(join(folder, 'settings.json'));
  } catch (fault) {
    if (fault instanceof Unreadable) return undefined;
    throw fault;
  }
}

/** @param {any} settings */
const deploys = ({ repository }) => Boolean(repository) && repository !== 'none';

/** @param {{ repository: import('./repository.mjs').Repository }} context */
async function siblings({ repository: { directory, settings } }) {
  const others = siblingsOf(directory);
  if (others.length === 0) return undefined;
  const pipelines = deploys(settings) ? others.filter(([, other]) => deploys(other)) : [];
  return others
    .flatMap(([folder, other]) =>
      other.name === settings.name
        ? [
            error(
              `${folder} is a project called ${other.name} too: each would change what the other deployed`,
              otherName,
            ),
          ]
        : overlap(settings.name, other.name),
    )
    .concat(
      pipelines.map(([folder]) =>
        note(
          `${folder} deploys from the same repository: environments, their reviewers and AWS_ACCOUNT_ID are one for both`,
          byHand(
            'each project deploys to the same account for an environment; another account needs a repository of its own.',
          ),
        ),
      ),
    );
}

/** @type {import('./check.mjs').Check[]} */
export const neighbourChecks = [
  { id: 'whose', title: 'What is deployed was deployed by this repository', look: whose },
  { id: 'neighbours', title: "No other project's names begin as these do", look: neighbours },
];

/** @type {import('./check.mjs').Check} */
export const siblingCheck = {
  id: 'siblings',
  title: "No other project of this repository has this one's names",
  look: siblings,
};
