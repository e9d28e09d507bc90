import { percent, renewed, table, today, writePart } from '../page.ts';

/** One tier and sign-in, sabotaged. */
export interface SabotagedJourneys {
  tier: string;
  signIn: string;
  people: number;
  attacks: number;
  accepted: number;
  rows: number;
  /** Removed or loosened statements that changed what somebody may do, and those of them that nothing noticed. */
  changed: number;
  survive: number;
  seconds: number;
}

const header = [
  'tier',
  'sign-in',
  'people',
  'stopped',
  'accepted',
  'rows',
  'changed',
  'survive',
  'noticed',
  'seconds',
  'run on',
];

/** Lines of earlier runs stay for what this one did not look at. */
export function writeJourneysPart({ tier, signIn, ...ran }: SabotagedJourneys): void {
  const { people, attacks, accepted, rows, changed, survive, seconds } = ran;
  const share = percent((changed - survive) / changed);
  const now = [tier, signIn, people, attacks, accepted, rows, changed, survive, share, seconds, today()];
  writePart(
    'journeys',
    `## Journeys

\`npm run journeys:sabotage -- --page\`. What people must be able to do, and what attackers try: each step is decided on the templates
(\`npm run journeys\` does so for every sign-in, tier and partition). Here each statement and each trust is removed or loosened in
turn, and a journey or a row has to go red: at least 98 % of those that change what somebody may do. A statement whose removal
neither a journey nor a row notices fails the run: it is taken out, or gets a row.

${table(header, renewed('journeys', now))}
`,
  );
}
