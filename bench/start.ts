import { execFileSync } from 'node:child_process';
import { readdirSync, statfsSync, statSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { bundle } from '../scripts/bundle.ts';
import { cold } from './start/cold.ts';
import { generators, nodes, prepare, versionOf, work } from './start/contestants.ts';
import { fleet, fleetSize } from './start/fleet.ts';
import { growth } from './start/growth.ts';
import { interleave } from './start/measure.ts';
import {
  budgets,
  coldTable,
  fleetTable,
  generationChart,
  generationTable,
  growthTable,
  promptTable,
} from './start/page.ts';
import { prompts } from './start/prompt.ts';

/**
 * `npm run bench [ROUNDS]`: this program beside its peers, in one run, written to docs/performance.md. Nothing is asserted: what
 * else the machine does decides more than a test could stand.
 */
const rounds = Number(process.argv[2] ?? 9);
const docs = (name: string) => fileURLToPath(new URL(`../docs/${name}`, import.meta.url));
const load = () => (loadavg()[0] ?? 0).toFixed(1);

await bundle();
prepare();
/** What another bench of ours prints. */
const told = (file: string) => {
  const words = ['--import', 'tsx', fileURLToPath(new URL(file, import.meta.url))];
  return execFileSync(process.execPath, words, { encoding: 'utf8', cwd: docs('..') }).trim();
};
/** Linux' include/uapi/linux/magic.h. */
const inMemory = statfsSync(tmpdir()).type === 0x0102_1994;
const before = load();
const generated = nodes.map((node) => ({ version: versionOf(node), measured: interleave(generators(node), rounds) }));
const [oldest] = generated;
if (!oldest) throw new Error('no Node to measure');
const coldly = cold(Math.ceil(rounds / 2));
const first = await prompts(rounds);
const grown = growth([100, 360, 1000, 2000], Math.ceil(rounds / 2));
const surveyed = fleet(Math.ceil(rounds / 2));
const [access, difference, proofs, upgrade] = ['access.ts', 'access-diff.ts', 'proofs.ts', 'upgrade.ts'].map(told);
const tarball = readdirSync(work).find((name) => name.startsWith('create-secure-ml-')) as string;
const size = Math.round(statSync(`${work}/${tarball}`).size / 1000);

const page = `# Performance

Written by \`npm run bench\`. In each of the ${rounds} rounds, the programs run in turn; one more round before them is not counted. The machine
has ${cpus().length} cores (${cpus()[0]?.model ?? 'unknown'}); its load was ${before} at the start and ${load()} at the end; files were written ${inMemory ? 'in memory' : 'to a disk'}. If the load is higher than the number
of cores, wall times are long and vary widely, and processor time is the better measure. Compare ratios within one table, not times
from different tables.

![Processor time relative to bare node](performance.svg)

## A new repository

Each generator uses its own template, except copier, whose template contains the files of create-secure-ml. None of them installs
packages. create-secure-ml writes its whole repository and makes the first commit; the other generators do not commit. Processor time
includes all processes, including git.

${generated.map(({ version, measured }) => `### Node ${version}\n\n${generationTable(measured)}`).join('\n\n')}

## Cold start: \`npm exec\` of a tarball with an empty cache

The tarball of create-secure-ml is ${size} kB and has no dependencies.

${coldTable(coldly)}

## The first question in a terminal

${promptTable(first)}

## Growth with the number of files

${growthTable(grown)}

## Checking a fleet

\`secure-ml fleet\` on ${fleetSize} repositories that it wrote, each with a name and a commit of its own; \`npm run bench:fleet\` measures this alone.
It reads every file of each, and processor time includes its workers. What \`git status\` takes in each, one after the other, is beside it.

${fleetTable(surveyed, fleetSize)}

## Deciding and comparing access

Output of \`npm run bench:access\` and \`npm run bench:diff\`:

\`\`\`
${access}
\`\`\`

\`\`\`
${difference}
\`\`\`

## What the proofs add to a synth

Output of \`npm run bench:proofs\`, in processor time (wall time in brackets):

\`\`\`
${proofs}
\`\`\`

## Upgrades compared with \`git merge\`

Output of \`npm run bench:upgrade\`:

\`\`\`
${upgrade}
\`\`\`

## Budgets

Measured in the run above, on Node ${oldest.version} unless a row names another version. A new repository is compared with create-vite
by processor time, because that is the part that the program controls.

${budgets(generated, coldly, first, surveyed, fleetSize)}
`;
writeFileSync(docs('performance.md'), page);
writeFileSync(docs('performance.svg'), generationChart(oldest.measured, oldest.version));
process.stdout.write(page);
