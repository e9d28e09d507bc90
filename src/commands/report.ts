import { proofSummary } from '../../templates/judge/show/proof-summary.ts';
import { type Answers, tiers } from '../answers/answers.ts';
import { recordedAnswers } from '../answers/recorded.ts';
import { writeNamed } from '../files/write.ts';
import { commitAt } from '../judging/commit.ts';
import { judging } from '../judging/judging.ts';
import { templates, version } from '../package.ts';
import { type Declaration, readCatalog, stateOf } from '../plan/catalog.ts';
import type { Evidence } from '../report/evidence.ts';
import { reportPage } from '../report/page.ts';
import type { Call, Command } from './call.ts';
import { someRepositoryAt } from './judged.ts';
import { withAssembly } from './repository.ts';

export const options: Command['options'] = { output: { type: 'string', short: 'o' }, assembly: { type: 'string' } };

export const help = `secure-ml report [--output FILE]

Writes one self-contained HTML page for a security reviewer: the architecture, who can do what, and each control with its evidence. This
program's own judge evaluates the templates that would be deployed. Exits with 1 if a control does not hold or is not proven.

  --output FILE    write the page to FILE instead of secure-ml-report.html
  --json           also print the evidence as one JSON document on stdout
  --assembly DIR   use these templates; without it, the work tree is synthesized first

Examples
  secure-ml report
  secure-ml report --output /tmp/review.html`;

/** What the tier asks for and is off, and what only a higher tier or an answer turns on. */
function offIn(catalog: Declaration[], answers: Answers): Pick<Evidence, 'off' | 'beyond'> {
  const isOfTier = ({ from, optIn }: Declaration) =>
    !optIn && tiers.indexOf(from) <= tiers.indexOf(answers.sensitivity);
  const offOf = (some: Declaration[]) =>
    some.flatMap((one) => {
      const { on, why } = stateOf(one, answers);
      return on ? [] : [{ id: one.id, title: one.title, why }];
    });
  return { off: offOf(catalog.filter(isOfTier)), beyond: offOf(catalog.filter((one) => !isOfTier(one))) };
}

export async function run(call: Call): Promise<number> {
  const { values, directory, print } = call;
  const repository = someRepositoryAt(directory);
  const on = new Set(repository.controls.map(({ declaration: { id } }) => id));
  const catalog = readCatalog(templates);
  // What compares workflows loads a library, which --help has no use for.
  const { inspect } = await import('../fleet/inspect.ts');
  const { published } = await import('../fleet/published.ts');
  const date = new Date();
  const { lock, files, findings } = inspect(directory, version, date.toISOString().slice(0, 10));
  const { results, cells, notProven, parts, digest, jobs } = await withAssembly(call, (assembly) =>
    judging((engine) => engine.evidence(assembly, repository)),
  );
  const settings = JSON.parse(repository.settings) as Evidence['settings'];
  const commit = commitAt(directory)?.slice(0, 12);
  const { judge, proofs } = published(templates);
  const evidence: Evidence = {
    ...{ settings, digest, date, results, notProven, cells, parts, jobs, findings, program: version },
    judge: { digest: judge, proofs },
    ...(commit && { commit }),
    ...(lock && { generator: `create-secure-ml ${lock.generator}` }),
    overlays: lock?.overlays.map(({ policy }) => `${policy.name} ${policy.version}`) ?? [],
    controls: catalog.filter(({ id }) => on.has(id)),
    ...(lock ? offIn(catalog, recordedAnswers(settings, lock, []).answers) : { off: [], beyond: [] }),
    edited: files
      .filter(({ state, security }) => security && (state === 'edited' || state === 'deleted'))
      .map(({ path, state }) => `${path} (${state})`),
  };
  const output = typeof values.output === 'string' ? values.output : 'secure-ml-report.html';
  const file = writeNamed(output, directory, reportPage(evidence));
  const named = (state: string) => results.filter((result) => result.state === state).map(({ id }) => id);
  const unread = notProven.filter(({ accepted }) => !accepted).length;
  const [failing, open, inherited] = [named('fails'), named('not proven'), named('inherited')];
  const text = [
    `${file}: ${proofSummary(results)}`,
    ...(failing.length + open.length > 0 ? [[...failing, ...open].join(', ')] : []),
    ...(unread > 0 ? [`${unread} places not read`] : []),
  ].join('; ');
  const { controls: _, jobs: within, ...shown } = evidence;
  const counted = { file, controls: results.filter(({ isGeneral }) => !isGeneral).length, failing, open, inherited };
  print({ ...counted, ...shown, jobs: [...within] }, text);
  return failing.length + open.length + unread > 0 ? 1 : 0;
}
