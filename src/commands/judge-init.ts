import { join } from 'node:path/posix';
import { printableInline } from '../../templates/judge/show/printable.ts';
import { walk } from '../files/guarded.ts';
import { readBelow } from '../files/read.ts';
import { writeBelow } from '../files/write.ts';
import type { Finding } from '../finding.ts';
import { runGit } from '../git/run.ts';
import { makeWaiver, mostWaivers, printWaivers, waiversPath } from '../guard/waiver.ts';
import { isOpenFinding, type Shown } from '../judging/show.ts';
import { forApp, forTemplates } from '../judging/workflow.ts';
import { version } from '../package.ts';
import { Refusal } from '../refusal.ts';
import type { Call } from './call.ts';

const workflowPath = '.github/workflows/secure-ml-judge.yml';
/** Days until somebody looks again at what was there when the judge came. */
const days = 90;
const mostPackage = 1024 * 1024;

async function ownerIn(directory: string): Promise<string> {
  const { stdout } = await runGit(directory, ['config', 'user.email']);
  if (/^[^\s@<>]+@[^\s@<>]+$/.test(stdout)) return stdout;
  throw new Refusal({
    code: 'judge/init-owner',
    what: 'The baseline needs an owner who can be asked, and git knows no e-mail address',
    fix: 'Type: git config user.email YOU@EXAMPLE.COM, or name one with --owner YOU@EXAMPLE.COM',
  });
}

/** A line for each finding of today. Its reason says what is accepted, so that a review of the file reads it. */
function linesOf(findings: readonly Finding[], owner: string, today: string) {
  const until = new Date(Date.parse(today) + days * 86_400_000).toISOString().slice(0, 10);
  return findings.filter(isOpenFinding).map(({ id, what }) => {
    const reason = printableInline(`Found on ${today}, when the judge was introduced: ${what}`).slice(0, 900);
    return makeWaiver({ id, owner, reason, until }, today);
  });
}

function workflowFor({ source }: Shown, directory: string, baseline: string): string {
  const [path = ''] = source.paths;
  if (source.kind === 'templates') return forTemplates(source.paths, baseline, version);
  const folder = path.split('/').slice(0, -1).join('/');
  const packages = readBelow(directory, join(folder, 'package.json'), mostPackage)?.toString() ?? '';
  const has = (file: string) => walk(directory, join(folder, file))?.isFile() ?? false;
  return forApp(path.replace(/\/$/, ''), baseline, version, { has, own: /"aws-cdk"\s*:/.test(packages) });
}

/** Writes the CI job and the baseline of what is found today, and nothing else; refuses where one of them is there. */
export async function init({ values, directory, print }: Call, shown: Shown): Promise<number> {
  const baseline = typeof values.baseline === 'string' ? values.baseline : waiversPath;
  const there = [workflowPath, baseline].filter((path) => walk(directory, path));
  if (there.length > 0) {
    const fix = `Remove ${there.length === 1 ? 'it' : 'them'} first, or name another baseline: --baseline FILE`;
    throw new Refusal({
      code: 'judge/init',
      what: `${there.join(' and ')} ${there.length === 1 ? 'exists' : 'exist'} already`,
      where: directory,
      fix,
    });
  }
  const owner = typeof values.owner === 'string' ? values.owner : await ownerIn(directory);
  const lines = linesOf(shown.findings, owner, new Date().toISOString().slice(0, 10));
  const workflow = workflowFor(shown, directory, baseline);
  const accepted = printWaivers(lines);
  if (accepted.length > mostWaivers) {
    const fix = 'Judge fewer templates at once, each with a baseline of its own.';
    throw new Refusal({ code: 'judge/init-size', what: `There are ${lines.length} findings`, fix });
  }
  if (!values['dry-run']) {
    writeBelow(directory, workflowPath, workflow);
    writeBelow(directory, baseline, accepted);
  }
  const text = [
    `${workflowPath}: judges ${shown.source.paths.join(' ')} on each pull request`,
    `${baseline}: ${lines.length} finding(s) of today, accepted by ${owner} for ${days} days`,
    'Read the baseline: each line is a weakness that nobody is told of until then. Then: git add and commit both',
  ].join('\n');
  print({ files: [workflowPath, baseline], accepted: lines.length, owner }, text);
  return 0;
}
