import type { Cast } from '../cast.ts';
import type { Assembly } from '../read/assembly.ts';
import { isObject, type Json } from '../read/json.ts';
import { type Journey, readJourneys } from './journey.ts';
import { type JudgedJourney, type JudgedPlace, judgedPlaceOf, judgeJourney } from './journeys.ts';
import { withControls } from './row.ts';
import { type AccessProof, proveAccess, type RowsFile } from './rows.ts';
import type { Project } from './what.ts';

/** What a check found: the resources that carry the control, and why it does not hold where it does not. */
export interface CheckVerdict {
  evidence: string[];
  failures: string[];
}

/** One sentence that an assembly either bears out or not. */
export interface Check {
  sentence: string;
  run(assembly: Assembly): CheckVerdict;
}

/** What proves a control: checks, which are code and may be elsewhere, and rows, which are data. */
export interface Control<Judged> {
  declaration: {
    id: string;
    title: string;
    /** Where nothing in this answer is `create`, somebody else fulfils the control: the account's owner, or the organization. */
    inherits?: string;
  };
  /** Absent where the code of its checks is the repository's own, and is run there alone. */
  checks?(judged: Judged): Check[];
  /** proofs.json as text: an error in a row names its line. */
  rows: string;
  /** Where those rows lie. */
  file: string;
  /** journeys.json as text, where there is one. */
  journeys?: string;
}

/** Only `holds` is counted as holding. Of what its repository runs by itself, nothing is known here. */
export type ControlState = 'holds' | 'fails' | 'off' | 'inherited' | 'not proven' | 'run by the repository';

/** One claim, with what bears it out or why it does not hold. A check that looked at no resource is not proven. */
export interface Sentence extends CheckVerdict {
  sentence: string;
  state: ControlState;
  /** Where the claim is a journey: whose, what it is called, what stops an attack and where, or what tells of it. */
  journey?: Pick<Journey, 'by' | 'title' | 'mitre' | 'accepted'> & { who: string } & Pick<
      JudgedJourney,
      'stopped' | 'deniedBy'
    >;
}

/** A control's standing, or that of what is asked of all templates together: `isGeneral`, and not counted as a control. */
export interface ControlResult {
  id: string;
  title: string;
  state: ControlState;
  sentences: Sentence[];
  isGeneral?: true;
}

/** A control's proofs.json as the judge takes it. */
export const rowsOf = ({ declaration: { id }, rows: text, file }: Omit<Control<never>, 'checks'>): RowsFile => ({
  id,
  text,
  file,
});

/**
 * Runs every check and every access row of every control on every account's stacks. Pure: the same templates give the
 * same answer. `judged` is what the checks are told of the repository.
 */
export function prove<Judged extends { settings: Project }>(
  assemblies: Assembly[],
  controls: Control<Judged>[],
  judged: Judged,
  cast: Cast,
): ControlResult[] {
  const ids = controls.map(({ declaration: { id } }) => id);
  const project = withControls(judged.settings, ids);
  const access = assemblies.map((assembly) => proveAccess(assembly, controls.map(rowsOf), project, cast));
  const places = assemblies.map((assembly) => judgedPlaceOf(assembly, judged.settings, cast));
  const results = controls.map((control): ControlResult => {
    const { declaration, checks } = control;
    const { id, title } = declaration;
    const sentences = [
      ...(checks?.(judged) ?? []).map(({ sentence, run }) => checked(sentence, merged(assemblies.map(run)))),
      ...sentencesOf(id, access),
      ...journeysOf(control, project, places),
    ];
    const state = stateOf(sentences, isInherited(declaration, judged.settings));
    return { id, title, state: !checks && state === 'not proven' ? 'run by the repository' : state, sentences };
  });
  const newAccount = [
    decided('no function reserves concurrency', {
      evidence: [`${assemblies.flatMap(functions).length} function(s)`],
      failures: assemblies.flatMap(functions).flatMap(reserved),
    }),
    decided('a first try that fails leaves no name taken and no key behind', {
      evidence: [`${assemblies.flatMap(takers).length} resource(s) checked`],
      failures: assemblies.flatMap(takers).flatMap(leftBehind),
    }),
  ];
  return [
    general('assembly', 'The templates can be judged', 'every value is known: none is invented or left open', {
      evidence: [`${assemblies.length} account(s)`],
      failures: assemblies.flatMap(soundness),
    }),
    ...results,
    general('access', 'Nobody may do more than a row says', 'every allow is needed by a row', {
      evidence: [`${access.flatMap(({ controls }) => controls.flatMap(({ judged }) => judged)).length} rows`],
      failures: [...new Set(access.flatMap(({ open }) => open))],
    }),
    {
      id: 'new-account',
      isGeneral: true,
      title: 'A new account takes the templates, and a second try after a failed one',
      state: newAccount.some(({ state }) => state === 'fails') ? 'fails' : 'holds',
      sentences: newAccount,
    },
  ];
}

function checked(sentence: string, verdict: CheckVerdict): Sentence {
  const looked = verdict.evidence.length > 0;
  return { sentence, state: verdict.failures.length > 0 ? 'fails' : looked ? 'holds' : 'not proven', ...verdict };
}

function isInherited({ inherits }: Control<never>['declaration'], settings: object): boolean {
  if (inherits === undefined) return false;
  const answer = (settings as Record<string, unknown>)[inherits];
  const parts = isObject(answer as Json) ? Object.values(answer as object) : [answer];
  return !parts.includes('create');
}

/** What looked at nothing says nothing for a control or against it; where nothing else speaks for it, it is not proven. */
function stateOf(sentences: Sentence[], inherited: boolean): ControlState {
  if (sentences.some(({ state }) => state === 'fails')) return 'fails';
  if (inherited) return 'inherited';
  return sentences.some(({ state }) => state === 'holds') ? 'holds' : 'not proven';
}

function decided(sentence: string, verdict: CheckVerdict): Sentence {
  return { sentence, state: verdict.failures.length > 0 ? 'fails' : 'holds', ...verdict };
}

function general(id: string, title: string, sentence: string, verdict: CheckVerdict): ControlResult {
  const one = decided(sentence, verdict);
  return { id, title, state: one.state, sentences: [one], isGeneral: true };
}

/** The rows of a control, each over all accounts. */
function sentencesOf(id: string, access: AccessProof[]): Sentence[] {
  const [first, ...more] = access.map(({ controls }) => controls.find((each) => each.id === id)?.judged ?? []);
  return (first ?? []).map((judged, index) => {
    const verdict = merged([judged, ...more.flatMap((each) => each[index] ?? [])]);
    // What nobody grants has no statement to show for it: the row was decided all the same.
    return { sentence: judged.row.text, state: verdict.failures.length > 0 ? 'fails' : 'holds', ...verdict };
  });
}

/** The journeys of a control, each over all accounts. */
function journeysOf(
  { journeys, file }: Pick<Control<never>, 'journeys' | 'file'>,
  settings: Project,
  places: JudgedPlace[],
): Sentence[] {
  if (!journeys) return [];
  return readJourneys(journeys, file.replace('proofs.json', 'journeys.json'), settings).map((journey) => {
    const all = places.map((place) => judgeJourney(journey, place, settings.people?.signIn ?? ''));
    const failures = [...new Set(all.flatMap((each) => each.failures))];
    const evidence = [...new Set(all.map(({ stopped }) => outcome(journey, stopped)))];
    const { by, title, mitre, accepted, steps } = journey;
    const { stopped, deniedBy } = all.find((each) => each.stopped) ?? {};
    const who = steps[0]?.who ?? '';
    return {
      ...{ sentence: sentenceOf(journey), state: failures.length > 0 ? 'fails' : 'holds', evidence, failures },
      journey: {
        by,
        title,
        who,
        ...(mitre && { mitre }),
        ...(accepted && { accepted }),
        ...(stopped && { stopped, deniedBy }),
      },
    };
  });
}

const sentenceOf = ({ by, title, mitre = [] }: Journey): string =>
  by === 'people' ? `people: ${title}` : `attack${mitre.map((id) => ` ${id}`).join('')}: ${title}`;

const outcome = ({ by, accepted }: Journey, stopped: string | undefined): string => {
  if (by === 'people') return 'every step is allowed';
  return stopped ? `stopped at ${stopped}` : `accepted, reported by the alert ${accepted?.alert}`;
};

function merged(verdicts: CheckVerdict[]): CheckVerdict {
  return {
    evidence: [...new Set(verdicts.flatMap(({ evidence }) => evidence))],
    failures: [...new Set(verdicts.flatMap(({ failures }) => failures))],
  };
}

function soundness({ missing, unresolved }: Assembly): string[] {
  return [
    ...missing.map((lookup) => `synthesis would have to ask an account: ${lookup}`),
    ...unresolved.map(({ stack, where, what }) => `${stack}: ${where} is not known before deployment (${what})`),
  ];
}

const functions = ({ resources }: Assembly) => resources.filter(({ type }) => type === 'AWS::Lambda::Function');

/** A new account has so little concurrency that none can be reserved (AWS Lambda Developer Guide, "Lambda quotas"). */
function reserved({ stack, path, properties }: Assembly['resources'][number]): string[] {
  const { ReservedConcurrentExecutions: given } = properties;
  return given === undefined ? [] : [`${stack}: ${path} reserves ${JSON.stringify(given)}`];
}

/** Types that keep their name or cost money where a failed creation leaves them, and hold nothing yet at that time. */
const held = [
  'AWS::KMS::Key',
  'AWS::Logs::LogGroup',
  'AWS::SecretsManager::Secret',
  'AWS::SageMaker::ModelPackageGroup',
];
const takers = ({ resources }: Assembly) => resources.filter(({ type }) => held.includes(type));

/** Retain also holds where a creation is rolled back (AWS CloudFormation User Guide, "DeletionPolicy attribute"). */
function leftBehind({ stack, path, deletionPolicy }: Assembly['resources'][number]): string[] {
  return deletionPolicy === 'Retain'
    ? [`${stack}: ${path} is retained by a creation that fails: RetainExceptOnCreate`]
    : [];
}

/** A person has to look: it fails, or nothing speaks for it. */
export const isOpen = ({ state }: { state: ControlState }): boolean => state === 'fails' || state === 'not proven';
