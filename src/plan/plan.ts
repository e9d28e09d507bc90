import type { Answers, SourcedAnswers } from '../answers/answers.ts';
import { trainAndApprove } from '../answers/people.ts';
import { projectNameFault } from '../answers/project-name.ts';
import { isRegionWithoutImage } from '../answers/regions.ts';
import { reachesSomebody } from '../answers/validate.ts';
import type { AnswerSource } from '../shape/kinds.ts';
import type { UnitKind } from '../units/kind.ts';
import type { Unit } from '../units/unit.ts';
import { controlsFor, type Declaration, dutiesElsewhere } from './catalog.ts';
import { type AppliedOverlay, joined } from './overlays.ts';
import { monthlyUsd } from './prices.ts';

/** What will be written, before any of it is. */
export interface Plan {
  answers: Answers;
  sources: Record<string, AnswerSource>;
  /** Those that are on, in the order in which they are applied. */
  controls: Declaration[];
  version: string;
  /** What `add` brought. */
  units: readonly Unit[];
  /** The organizations' overlays, in their order. */
  layers: readonly AppliedOverlay[];
  /** The ids of the controls that the generator's catalogue has, on or off. */
  ours: ReadonlySet<string>;
  /** USD a month that the repository costs deployed and idle. */
  monthlyUsd: number;
  /** What is left to the owner because the partition or the region lacks a control's services. */
  elsewhere: string[];
  /** What the answers leave open, for the plan's screen. */
  notes: string[];
  /** What stays the owner's to do: the notes, and what the controls cannot do themselves. */
  duties: string[];
}

function* notesOn(answers: Answers): Generator<string> {
  const fault = projectNameFault(answers.name);
  if (fault) yield `The name "${answers.name}" ${fault}: a new deployment of it fails`;
  if (isRegionWithoutImage(answers.region))
    yield `AWS publishes no image for jobs in ${answers.region}: infra/registries.json names the account of yours`;
  if (!answers.globalStack) {
    const alarms = answers.trail === 'create' ? 'alarms on the trail alone tell of them' : 'no alert tells of them';
    yield `Nothing is deployed in the region with the events of IAM, root and sign-ins: ${alarms}`;
  }
  if (answers.alerting.watchRegion === null && !answers.alerting.topicArn) {
    yield `Alerts about alerts go by a second topic in ${answers.region}: whatever stops that region stops both`;
  }
  for (const who of trainAndApprove(answers))
    yield `${who} is engineer and approver: whoever trains a model can approve it too. Others: people.roles.approver`;
  if (!reachesSomebody(answers)) {
    yield 'Nobody is subscribed to alerts: set alerting.emails in settings.json, or subscribe somebody to the topic';
  }
  const { topicArn, emails, https } = answers.alerting;
  if (topicArn && emails.length + https.length > 0) {
    yield `Subscribe ${[...emails, ...https].join(', ')} at ${topicArn}: an existing topic's subscribers are its owner's`;
  }
}

/** Pure: the same catalogue (the generator's own), answers, version and overlays give the same plan. */
export function plan(
  catalog: Declaration[],
  { answers, sources }: SourcedAnswers,
  version: string,
  layers: readonly AppliedOverlay[] = [],
  { units, kinds }: { units: readonly Unit[]; kinds: readonly UnitKind[] } = { units: [], kinds: [] },
): Plan {
  const controls = controlsFor(joined(catalog, layers), answers);
  const unitsUsd = units.reduce(
    (sum, { kind }) => sum + (kinds.find((one) => one.kind === kind)?.fixedMonthlyUsd ?? 0),
    0,
  );
  const elsewhere = dutiesElsewhere(catalog, answers);
  const notes = [...notesOn(answers), ...elsewhere];
  return {
    answers,
    sources,
    controls,
    version,
    units,
    layers,
    ours: new Set(catalog.map(({ id }) => id)),
    monthlyUsd: monthlyUsd(controls, answers) + unitsUsd,
    elsewhere,
    notes,
    duties: [...notes, ...controls.flatMap(({ duty }) => duty ?? [])],
  };
}
