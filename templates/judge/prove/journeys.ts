import type { Cast } from '../cast.ts';
import type { Assembly } from '../read/assembly.ts';
import { type AccessModel, modelOf } from '../read/model.ts';
import { type Context, contextsOf } from './circumstance.ts';
import type { Journey, JourneyStep } from './journey.ts';
import { type JudgedRow, judge } from './judge.ts';
import { type Phrases, type Row, RowError } from './row.ts';
import { type Project, type Scope, scopeOf } from './what.ts';

export interface JudgedJourney {
  journey: Journey;
  /** Where an attack stops: the step, from 1, and the call. */
  stopped?: string;
  /** What stops it there: statements, or that none allows the call. */
  deniedBy?: string[];
  failures: string[];
}

/** One account's templates, read once for all journeys. */
export interface JudgedPlace {
  assembly: Assembly;
  model: AccessModel;
  scope: Scope;
}

export function judgedPlaceOf(assembly: Assembly, project: Project, cast: Cast): JudgedPlace {
  const model = modelOf([assembly]);
  return { assembly, model, scope: scopeOf(project, assembly.account, model.partition, cast) };
}

/** All of a person's steps are allowed; an attack is stopped at a step, or accepted with an alert that is there. */
export function judgeJourney(journey: Journey, place: JudgedPlace, signIn: string): JudgedJourney {
  const { assembly, model, scope } = place;
  try {
    const steps = [...(journey.signsIn ?? []).map((role) => taking(role, signIn, scope)), ...journey.steps];
    const judged = steps.map((step) => judgedStep(step, journey.by === 'people', model, scope));
    if (journey.by === 'people')
      return {
        journey,
        failures: judged.flatMap(({ failures }, at) => failures.map((failure) => `step ${at + 1}: ${failure}`)),
      };
    return attacked(journey, steps, judged, assembly, scope);
  } catch (error) {
    if (!(error instanceof RowError)) throw error;
    return { journey, failures: [error.message] };
  }
}

function attacked(
  journey: Journey,
  steps: JourneyStep[],
  judged: JudgedStep[],
  assembly: Assembly,
  { project }: Scope,
): JudgedJourney {
  const at = judged.findIndex(({ failures }) => failures.length === 0);
  const { accepted } = journey;
  if (at >= 0) {
    const stopped = `step ${at + 1}: ${steps[at]?.who} ${steps[at]?.action} ${steps[at]?.what}`;
    const failures = accepted ? [`is stopped at ${stopped}: take its "accepted" away`] : [];
    return { journey, stopped, deniedBy: judged[at]?.evidence ?? [], failures };
  }
  if (!accepted) return { journey, failures: judged.flatMap(({ failures }) => failures.slice(0, 1)) };
  const name = `${project}-${accepted.alert}`;
  const tells = assembly.resources.some(
    ({ properties: { Name, AlarmName, State } }) => (Name === name && State !== 'DISABLED') || AlarmName === name,
  );
  return { journey, failures: tells ? [] : [`no alert is called ${name}`] };
}

/** The calls of a journey as rows, the way in among them: which policies they meet, without asking any. */
export function rowsOfSteps(journey: Journey, signIn: string, scope: Scope): Row[] {
  const taken = (journey.signsIn ?? []).map((role) => taking(role, signIn, scope));
  return [...taken, ...journey.steps].map((step) => rowOf(step, journey.by === 'people'));
}

/** `through an endpoint` also passes the policy of the service's endpoint, as in a row. */
const phraseOf = ({ from }: JourneyStep) => (from === 'through an endpoint' ? from : 'step');

const rowOf = (step: JourneyStep, may: boolean): Row => ({
  ...{ text: `${step.who} ${step.action} ${step.what}`, line: 0, who: step.who, may },
  ...{ actions: [step.action], what: [step.what], clause: { kind: 'given', phrase: phraseOf(step) } },
});

function taking(role: string, signIn: string, { cast }: Scope): JourneyStep {
  const how = cast.signIns[signIn];
  const who = cast.roles[role]?.person;
  if (!how || !who) throw new RowError(`the cast does not say how ${role} is taken with ${signIn}`);
  return { who, what: role, ...how };
}

type JudgedStep = Pick<JudgedRow, 'evidence' | 'failures'>;

/** What decides a step, and why it is not as expected, over all of its circumstances. */
function judgedStep(step: JourneyStep, may: boolean, model: AccessModel, scope: Scope): JudgedStep {
  const contexts = step.from ? contextsOf(step.from, model, {}, scope) : [{}];
  const judged = contexts.map((context: Context) => {
    const phrases: Phrases = { [phraseOf(step)]: { ...context, ...step.with } };
    return judge(rowOf(step, may), phrases, model, scope);
  });
  return {
    evidence: [...new Set(judged.flatMap(({ evidence }) => evidence))],
    failures: judged.flatMap(({ failures }) => failures),
  };
}
