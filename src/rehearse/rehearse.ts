import { attackers } from './attackers.ts';
import { disguises, withoutDevice } from './disguises.ts';
import { eventOf, jobEvent } from './events.ts';
import { Inbox } from './inbox.ts';
import { people } from './people.ts';
import type { StandIn } from './stand-in.ts';
import { type Played, type RehearsalStep, Stage, Stopped } from './step.ts';
import { unitSteps } from './units.ts';

/** A whole run: what was played, and what there is to look at. */
export interface RehearsalRun {
  played: Played[];
  milliseconds: number;
}

/** Plays the journeys of people, then those of attackers. `tell` gets each step as it ends; `isOver` ends the run before its time. */
export async function rehearse(
  aws: StandIn,
  { repository, python, env }: { repository: string; python: string; env: Record<string, string> },
  tell: (played: Played) => void,
  isOver: () => boolean,
): Promise<RehearsalRun> {
  const started = Date.now();
  const inbox = new Inbox(aws.here, aws.names);
  const stage = new Stage(aws, repository, python, env);
  aws.gate.onTold = (told) => inbox.receive(eventOf(told, aws.here));
  aws.jobs.onEnd = (job) => inbox.receive(jobEvent(job, aws.here));
  aws.services.onEvent = (event) => inbox.receive(event);
  const played: Played[] = [];
  for (const step of [
    ...people(repository),
    ...attackers,
    ...unitSteps(repository),
    ...disguises,
    ...(aws.here.signIn === 'iam-users' ? [withoutDevice] : []),
  ]) {
    if (isOver()) break;
    const one = await play(step, stage, inbox);
    // What was stopped in the middle of a step says nothing of rights.
    if (isOver()) break;
    played.push(one);
    tell(one);
  }
  return { played, milliseconds: Date.now() - started };
}

async function play(step: RehearsalStep, stage: Stage, inbox: Inbox): Promise<Played> {
  const { gate } = stage.aws;
  const [firstCall, firstAlert, started] = [gate.told.length, inbox.alerts.length, Date.now()];
  let stopped: string | undefined;
  try {
    await step.run(stage);
  } catch (error) {
    if (!(error instanceof Stopped)) throw error;
    stopped = error.message;
  }
  const calls = gate.told.slice(firstCall);
  const alerts = inbox.alerts.slice(firstAlert);
  return {
    step,
    ...(stopped !== undefined && { stopped }),
    calls,
    alerts,
    asExpected: isAsExpected(step, stopped, calls, alerts.length),
    milliseconds: Date.now() - started,
  };
}

/** An attack that stopped for another reason than IAM's, a slip of ours for instance, was not refused. */
function isAsExpected(
  { expects }: RehearsalStep,
  stopped: string | undefined,
  calls: Played['calls'],
  alerts: number,
): boolean {
  if (expects === 'goes through') return stopped === undefined;
  if (expects === 'raises an alert') return alerts > 0;
  const last = calls.at(-1);
  return stopped !== undefined && last !== undefined && !last.allowed && /^AccessDenied/.test(last.error?.code ?? '');
}
