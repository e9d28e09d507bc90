import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fails } from '../../src/finding.ts';
import { inspect } from '../../src/fleet/inspect.ts';
import { needsLook, survey } from '../../src/fleet/survey.ts';
import { judgeFinding } from '../../src/guard/judge-line.ts';
import { root, version } from '../../src/package.ts';
import { Refusal } from '../../src/refusal.ts';
import type { Tree } from '../../src/tree/tree.ts';
import { workTree } from '../../src/trust/worktree.ts';
import { digestAt, recordSources } from '../../templates/judge/read/sources.ts';
import { table, today, writePart } from '../page.ts';
import { type Edit, edits, type Place } from './edits.ts';

/**
 * A widened policy, and one edit beside it that would have it pass: of the judge, the proofs, the lock, the workflows, the tools or
 * accepted.json. The program, the gate of the pull request and fleet have to tell each edit. Exits with 1 where one does not.
 */
const scratch = realpathSync(mkdtempSync(join(tmpdir(), 'tamper-')));
const project = join(scratch, 'my-ml');
const env = {
  ...process.env,
  ...{
    GIT_AUTHOR_NAME: 'a',
    GIT_AUTHOR_EMAIL: 'a@example.com',
    GIT_COMMITTER_NAME: 'a',
    GIT_COMMITTER_EMAIL: 'a@example.com',
  },
  CDK_VALIDATION: 'false',
};
const run = (program: string, words: string[], more: object = {}) =>
  execFileSync(program, words, {
    cwd: project,
    env: { ...env, ...more },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
const git = (...words: string[]) => run('git', words);
const synthesize = (to: string) => run(process.execPath, ['--import', 'tsx', 'infra/app.ts'], { CDK_OUTDIR: to });

const place: Place = {
  read: (path) => readFileSync(join(project, path), 'utf8'),
  write(path, text) {
    mkdirSync(dirname(join(project, path)), { recursive: true });
    writeFileSync(join(project, path), text);
  },
  remove: (path) => rmSync(join(project, path)),
  link: (path, target) => symlinkSync(target, join(project, path)),
};

/** The policy that the edit is to cover up. */
function widen(): void {
  const path = 'infra/policies/jobs.ts';
  const text = place.read(path).replace("['s3:PutObject', 's3:Abort", "['s3:PutObject', 's3:DeleteObject', 's3:Abort");
  if (text === place.read(path)) throw new Error(`${path} has no right to widen`);
  place.write(path, text);
}

interface Told {
  edit: Edit;
  check: boolean;
  fleet: boolean;
  gate: boolean;
  /** The gate tells the widened policy too, whatever the edit is. */
  widening: boolean;
}

function checked(path: string): boolean {
  try {
    return inspect(project, version, today()).findings.some(
      (one) => fails(one) && (path === one.path || path.startsWith(`${one.path}/`) || one.id === 'judge/version'),
    );
  } catch (error) {
    if (error instanceof Refusal) return true;
    throw error;
  }
}

interface GateFinding {
  id: string;
  path?: string;
  accepted?: object;
}

/** What the default branch's gate leaves open of the branch. */
function gated(assembly: string): GateFinding[] {
  const words = ['--import', 'tsx', 'infra/gate.ts', '--proposed', 'tampered', '--assembly', assembly, '--json'];
  const findingsIn = (text: string | undefined): GateFinding[] => JSON.parse(text ?? '').findings;
  try {
    return findingsIn(run(process.execPath, words)).filter(({ accepted }) => !accepted);
  } catch (error) {
    const { status, stdout, stderr } = error as { status?: number; stdout?: string; stderr?: string };
    if (status !== 1) throw new Error(`the gate ends with ${status}: ${stderr}`);
    return findingsIn(stdout).filter(({ accepted }) => !accepted);
  }
}

function tampered(edit: Edit, wide: string): Told {
  git('checkout', '--quiet', '-B', 'tampered', 'main');
  widen();
  edit.make(place);
  // An attacker writes the record that the gate expects.
  recordSources(wide, digestAt(project));
  git('add', '--all');
  // What .gitignore names is committed by whoever wants to.
  if (existsSync(join(project, edit.path))) git('add', '--force', edit.path);
  git('commit', '--quiet', '--message', edit.what);
  const check = checked(edit.path);
  const fleet = needsLook(survey(project, { generator: version, overlays: {} }, today()));
  git('checkout', '--quiet', 'main');
  const open = gated(wide);
  return {
    ...{ edit, check, fleet },
    gate: open.some(({ path }) => path === edit.path),
    widening: open.some(({ id }) => id.startsWith('access/')),
  };
}

symlinkSync(join(root, 'node_modules'), join(scratch, 'node_modules'));
const words = [
  'my-ml',
  '--yes',
  '--no-install',
  '--no-git',
  '--set',
  'region=eu-west-1',
  '--set',
  'repository=acme/ml',
];
execFileSync(
  join(root, 'node_modules/.bin/tsx'),
  [join(root, 'src/bin.ts'), ...words, '--set', 'alerting.emails=sec@example.com'],
  {
    ...{ cwd: scratch, env, stdio: 'ignore' },
  },
);
symlinkSync(join(root, 'node_modules'), join(project, 'node_modules'));
git('init', '--quiet', '--initial-branch', 'main');
writeFileSync(join(project, '.git/info/exclude'), 'node_modules\n');
git('add', '--all');
git('commit', '--quiet', '--message', 'Generate');
synthesize('cdk.out');
const wide = join(scratch, 'wide');
cpSync(join(project, 'cdk.out'), wide, { recursive: true });
widen();
synthesize(wide);
git('checkout', '--quiet', '.');

const told = edits.map((edit) => {
  const one = tampered(edit, wide);
  const ways = (['check', 'gate', 'fleet', 'widening'] as const).filter((way) => !one[way]);
  console.error(
    `${ways.length === 0 ? 'told  ' : 'MISSED'} ${edit.path}: ${edit.what}${ways.length > 0 ? ` (by ${ways.join(', ')})` : ''}`,
  );
  return one;
});
/** A newer judge with the line that an upgrade prints: what the gate leaves open of it. `slip`: after the line was printed. */
function upgraded(slip?: () => void): GateFinding[] {
  git('checkout', '--quiet', '-B', 'tampered', 'main');
  // What .gitignore names stays behind from the edits before.
  git('clean', '-fdxq', '--exclude', '/node_modules', '--exclude', '/cdk.out');
  const before = workTree(project) as Tree;
  place.write('judge/place.ts', `${place.read('judge/place.ts')}\nexport const newer = true;\n`);
  place.remove('judge/gate/summary.ts');
  place.write('judge/gate/page.ts', 'export {};\n');
  const found = judgeFinding(before, workTree(project) as Tree);
  const accepted = existsSync(join(project, 'accepted.json')) ? JSON.parse(place.read('accepted.json')) : [];
  const line = {
    finding: found?.id,
    digest: found?.digest,
    owner: 'a@example.com',
    reason: 'A newer version of what judges',
  };
  place.write('accepted.json', JSON.stringify([...accepted, line]));
  slip?.();
  recordSources(join(project, 'cdk.out'), digestAt(project));
  git('add', '--all');
  git('commit', '--quiet', '--message', 'Upgrade');
  cpSync(join(project, 'cdk.out'), join(scratch, 'same'), { recursive: true });
  git('checkout', '--quiet', 'main');
  recordSources(join(project, 'cdk.out'), digestAt(project));
  return gated(join(scratch, 'same'));
}
const passes = upgraded().length === 0;
const slips = upgraded(() => place.write('judge/place.ts', `${place.read('judge/place.ts')}\n`)).some(
  ({ path }) => path === 'judge/place.ts',
);
console.error(`${passes ? 'passes' : 'STOPPED'}: a newer judge with the line that an upgrade prints`);
console.error(`${slips ? 'told  ' : 'MISSED'}: the same with one edit more`);
rmSync(scratch, { recursive: true, force: true });
const yes = (is: boolean) => (is ? 'told' : 'MISSED');
writePart(
  'tamper',
  `## Tampering

\`npm run tamper\` widened a policy and made one edit beside it that would have it pass, on ${today()}: ${edits.length} edits of the judge, the
proofs, the lock, the workflows, the tools and \`accepted.json\`. Whether \`secure-ml check\`, the gate of the pull request and
\`secure-ml fleet\` tell the edit, and whether the gate tells the widened policy all the same:

${table(
  ['file', 'edit', 'check', 'gate', 'fleet', 'the policy, by the gate'],
  told.map(({ edit, check, gate, fleet, widening }) => [
    `\`${edit.path}\``,
    edit.what,
    ...[check, gate, fleet, widening].map(yes),
  ]),
)}

A newer judge with the line of \`accepted.json\` that an upgrade prints ${passes ? 'passes' : 'is STOPPED by'} the gate; with one edit more, the gate
${slips ? 'tells' : 'MISSES'} it.
`,
);
const isTold = told.every(({ check, gate, fleet, widening }) => check && gate && fleet && widening);
process.exitCode = isTold && passes && slips ? 0 : 1;
