import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { Cast } from './cast.ts';
import { withoutAccepted } from './compare/accepted.ts';
import { placesOf, withAcceptedPlaces, withInheritance } from './compare/accepted-places.ts';
import { compareAssemblies } from './compare/assemblies.ts';
import { diffDocument, exitCode, renderText } from './compare/explain.ts';
import { PolicyError } from './decide/request.ts';
import { type Control, type ControlResult, prove } from './prove/controls.ts';
import { fromAccounts, RowError } from './prove/row.ts';
import { type Project, scopeOf } from './prove/what.ts';
import { AssemblyError, readAssemblies } from './read/assembly.ts';
import { givenOf } from './read/given.ts';
import { modelOf } from './read/model.ts';
import { fenced } from './show/fenced.ts';
import { matrix } from './show/matrix.ts';
import { notProvenInWords, unansweredIn } from './show/not-proven.ts';
import { printable, printableInline, printableJson } from './show/printable.ts';
import { anyOpen, proofsInWords } from './show/proofs.ts';
import { provenance } from './show/provenance.ts';
import { reachAnswer } from './show/reach.ts';
import { assemblyToJudge } from './show/renewed.ts';
import { withAssemblyOf } from './show/since.ts';
import { explainDecision } from './show/why.ts';
import { explanationInWords, matrixInWords } from './show/words.ts';

/** What is judged: a repository's answers, the controls that are on with what proves them, and who acts in it. */
export interface Subject<Judged extends { settings: Project }> {
  judged: Judged;
  controls: Control<Judged>[];
  cast: Cast;
  /** Why the repository is not what its answers say, before any template is read. */
  objections?: string[];
}

/** The file of accepted findings, from the repository's top; the second is where it was before version 0.2.0. */
const accepted = ['accepted.json', '.secure-ml/waivers.json'].find((file) => existsSync(file)) ?? 'accepted.json';

const acceptedText = () => (existsSync(accepted) ? readFileSync(accepted, 'utf8') : undefined);

const options = {
  assembly: { type: 'string' },
  why: { type: 'boolean', default: false },
  reach: { type: 'string' },
  since: { type: 'string' },
  condition: { type: 'string', multiple: true },
  parameters: { type: 'string' },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

const usages = {
  verify: `Proves every control that is on from the synthesized templates.

  npm run verify                       exit 1 where one fails or is not proven
  npm run verify -- --assembly DIR     on these templates, in place of cdk.out, which is synthesized
                                       where it is not of the sources that are here
  npm run verify -- --json             for programs`,
  access: `Who can do what, from the synthesized templates.

  npm run access                                              the matrix
  npm run access -- --since main                              what the work tree widens or narrows; exit 1 where it widens
  npm run access -- --why training s3:GetObject raw/train/x   one decision, statement by statement
  npm run access -- --why people sagemaker:DeleteModel model/NAME-a "without MFA"
  npm run access -- --reach engineer                          whose rights it comes by, and by which calls

  --assembly DIR   templates to read, in place of cdk.out, which is synthesized where it is not of the sources that are here
  --since REF|DIR  a commit or branch, which is synthesized, or another assembly
  --parameters FILE, --condition NAME=true|false   what the deployment gives, where templates leave it open
  --json           for programs`,
};

/** The caller typed something else than the command takes. */
class UsageError extends RowError {}

interface Answer {
  code: 0 | 1;
  document: unknown;
  text: string;
}

type Values = ReturnType<typeof parseArgs<{ options: typeof options; allowPositionals: true }>>['values'] & {
  assembly: string;
};

/** Every control's result; what the repository itself objects to is one of them. */
export function proveSubject<Judged extends { settings: Project }>(
  { controls, judged, cast, objections = [] }: Subject<Judged>,
  assembly: string,
): ControlResult[] {
  const results = prove(readAssemblies(assembly), controls, judged, cast);
  if (objections.length === 0) return results;
  const sentence = 'what the answers turn on is here, and nothing else';
  const said = { sentence, state: 'fails' as const, evidence: [], failures: objections };
  return [
    ...results,
    { id: 'answers', title: 'The controls are those of the answers', state: 'fails', sentences: [said] },
  ];
}

function verified<Judged extends { settings: Project }>({ assembly }: Values, subject: Subject<Judged>): Answer {
  const results = withInheritance(withAcceptedPlaces(proveSubject(subject, assembly), acceptedText()), acceptedText());
  const open = anyOpen(results);
  const more = [
    ...(open ? ['What to do where one fails: docs/proofs.md, "When a proof fails".'] : []),
    'What no template can prove is your duty: SECURITY.md, "What templates cannot prove".',
  ];
  return { code: open ? 1 : 0, document: results, text: [proofsInWords(results), ...more].join('\n') };
}

/** What widens is a person's to accept: the exit code is 1, and a pull request shows the text. */
function compared({ assembly, condition, parameters }: Values, since: string): Answer {
  const { diff, escalations, ...rest } = withAssemblyOf(since, (before) =>
    withoutAccepted(compareAssemblies(before, assembly, givenOf(condition, parameters)), accepted),
  );
  const code = exitCode(diff, escalations);
  const text = [
    ...rest.accepted.map((line) => printableInline(`Accepted: ${line}`)),
    ...(rest.accepted.length > 0 ? ['\nApart from that:'] : []),
    renderText(diff, escalations),
    ...(code === 1 ? ['A person decides on what is wider: docs/proofs.md, "Exploring access".'] : []),
  ].join('\n');
  const summary = process.env.GITHUB_STEP_SUMMARY;
  if (summary)
    appendFileSync(summary, `### Access, compared with ${printableInline(since)}\n\n${fenced(printable(text))}\n`);
  return { code, document: { ...diffDocument(diff, escalations), accepted: rest.accepted }, text };
}

/** The matrix or one explanation, over each account of the assembly. */
function looked<Judged extends { settings: Project }>(
  { assembly, why, reach, condition, parameters }: Values,
  words: string[],
  { judged, cast }: Subject<Judged>,
): Answer {
  const accounts = readAssemblies(assembly, givenOf(condition, parameters)).map((one) => {
    const model = modelOf([one]);
    return { account: one.account, model, scope: scopeOf(judged.settings, one.account, model.partition, cast) };
  });
  if (why) {
    const [who, action, what, phrase] = words;
    if (!who || !action || !what) throw new UsageError('--why WHO ACTION WHAT ["PHRASE"]');
    const found = fromAccounts(accounts, ({ model, scope }) =>
      explainDecision({ who, action, what, phrase }, model, scope),
    );
    const open = found.some(({ notProven }) => notProven.length > 0);
    return { code: open ? 1 : 0, document: found, text: found.map(explanationInWords).join('\n\n') };
  }
  if (reach !== undefined) return reachAnswer(reach, accounts);
  const each = accounts.map(({ account, model, scope }) => ({ account, model, cells: matrix(model, scope) }));
  const places = placesOf(
    each.flatMap(({ account, model, cells }) => [...model.notProven, ...unansweredIn(cells, account)]),
    acceptedText(),
  );
  const titled = each.map(({ account, cells }) => {
    return `${each.length > 1 ? `Account ${account}\n\n` : ''}${matrixInWords(cells)}`;
  });
  return {
    code: places.some((place) => !place.accepted) ? 1 : 0,
    document: {
      cells: each.flatMap(({ account, cells }) => cells.map((cell) => ({ account, ...cell }))),
      notProven: places,
    },
    text: [...titled, notProvenInWords(places)].filter(Boolean).join('\n\n'),
  };
}

/**
 * The one door of the judge: `verify` or `access` with what was typed after it, on what `read` gives. Prints, and returns
 * the exit code: 0, 1 where a person must look, 2 where nothing could be judged.
 */
export async function runJudge<Judged extends { settings: Project }>(
  command: 'verify' | 'access',
  words: string[],
  read: () => Promise<Subject<Judged>>,
): Promise<number> {
  try {
    const { values: given, positionals } = parseArgs({ args: words, allowPositionals: true, options });
    if (positionals.length > 0 && !given.why) throw new UsageError(`${positionals[0]} is not an option`);
    if (given.help) {
      console.log(usages[command]);
      return 0;
    }
    const values = { ...given, assembly: assemblyToJudge(given.assembly) };
    const answer =
      command === 'access' && values.since
        ? compared(values, values.since)
        : command === 'access'
          ? looked(values, positionals, await read())
          : verified(values, await read());
    console.log(values.json ? printableJson(answer.document) : printable(answer.text));
    // Beside the answer: what programs read stays one document.
    console.error(printableInline(provenance()));
    return answer.code;
  } catch (error) {
    const known = [AssemblyError, RowError, PolicyError].some((kind) => error instanceof kind);
    if (!known && !isUsageError(error)) throw error;
    console.error(printableInline((error as Error).message));
    if (error instanceof UsageError) console.error(`\n${usages[command]}`);
    return 2;
  }
}

/** What util.parseArgs throws over options that a program does not have: the caller's to fix. */
const isUsageError = (error: unknown): boolean =>
  String((error as { code?: unknown } | null)?.code).startsWith('ERR_PARSE_ARGS_');
