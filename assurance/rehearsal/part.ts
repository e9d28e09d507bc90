import { table, today } from '../page.ts';

export interface Rehearsal {
  signIn: string;
  people: number;
  attacks: number;
  calls: number;
  decisions: number;
  /** Allows that a decision rests on, and of them those that are missed once they are gone. */
  used: number;
  needed: number;
  elsewhere: number;
  /** Statements that rest on a call of a service that no page of AWS shows. */
  unshown: string[];
  idle: number;
  seconds: number;
}

/** A fault that was planted, and where the rehearsal stopped for it. */
export interface Found {
  title: string;
  stops: string;
  says: string;
  isFound: boolean;
}

export interface Command {
  what: string;
  seconds: number;
  holds: boolean;
}

const yes = (holds: boolean) => (holds ? 'yes' : '**no**');
const short = (text: string) => (text.length > 160 ? `${text.slice(0, 160)}…` : text).replaceAll(/-\d{8}-\d{6}/g, '');

/** docs/assurance.md, "Rehearsals". */
export function partOf({
  models,
  rehearsals,
  found,
  commands,
}: {
  models: string;
  rehearsals: Rehearsal[];
  found: Found[];
  commands: Command[];
}): string {
  return `## Rehearsals

\`npm run rehearsal\`, ${today()}. [A rehearsal](rehearse.md) of a confidential repository, in two sign-ins; training starts
through \`sagemaker-training\`, as in AWS's framework containers (faults and the command: by the same contract without it). The map of operations held
against the SDK's models: ${models.split('\n').at(-1)}. Each decision is asked again of the judge; then each allow that one rests on is
taken away, one at a time, and all decisions are asked again. Allows of roles that no call needed are those of journeys and of
calls that services make by themselves (\`src/operations/service-made.json\`, with AWS's pages).

${table(
  [
    'sign-in',
    'steps of people',
    'of attackers',
    'calls',
    'decisions',
    'allows they rest on',
    'missed when gone',
    'needed elsewhere',
    'on no page of AWS',
    'by nothing known',
    'seconds',
  ],
  rehearsals.map((one) => [
    one.signIn,
    one.people,
    one.attacks,
    one.calls,
    one.decisions,
    one.used,
    one.needed,
    one.elsewhere,
    one.unshown.map((statement) => `\`${statement}\``).join(', ') || 'none',
    one.idle,
    one.seconds.toFixed(0),
  ]),
)}

### Faults that were planted

Each into the repository or its templates, alone; the rehearsal has to stop at the step, with AWS's reason.

${table(
  ['fault', 'stops at', 'says', 'found'],
  found.map((one) => [one.title, one.stops, short(one.says), yes(one.isFound)]),
)}

### The command

${table(
  ['what', 'seconds', 'holds'],
  commands.map(({ what, seconds, holds }) => [what, seconds.toFixed(0), yes(holds)]),
)}
`;
}
