import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nodes, program, versionOf } from './contestants.ts';
import { interleave, type Measured, surroundings } from './measure.ts';

export const fleetSize = 500;

/** The list of whole repositories, each written by the program, with a name and a first commit of its own. */
function makeFleet(folder: string): string {
  const regions = ['eu-west-1', 'eu-central-1', 'us-east-1', 'us-west-2', 'ap-southeast-2'];
  const directories = [...Array(fleetSize).keys()].map((at) => {
    const name = `team-${at}-ml`;
    const answers = [
      `region=${regions[at % regions.length]}`,
      `repository=acme/${name}`,
      'alerting.emails=a@example.com',
    ];
    const words = ['--yes', '--no-install', '--quiet', ...answers.flatMap((answer) => ['--set', answer])];
    const identity = { GIT_AUTHOR_NAME: 'A', GIT_COMMITTER_NAME: 'A', EMAIL: 'a@example.com' };
    execFileSync(process.execPath, [program, join(folder, name), ...words], { env: { ...surroundings, ...identity } });
    return join(folder, name);
  });
  const list = join(folder, 'list.txt');
  writeFileSync(list, `${directories.join('\n')}\n`);
  return list;
}

/** Looking at all of them, in turn with what git takes to look at the files of each. */
export function fleet(rounds: number): Measured[] {
  const folder = mkdtempSync(join(tmpdir(), 'bench-fleet-'));
  try {
    const list = makeFleet(folder);
    const git = `while read -r place; do git -C "$place" status --porcelain; done < "${list}"`;
    return interleave(
      [
        { name: 'git status in each', command: ['sh', '-c', git] },
        ...nodes.map((node) => ({
          name: `secure-ml fleet, Node ${versionOf(node)}`,
          command: [node, program, 'fleet', '--from', list],
        })),
      ],
      rounds,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
