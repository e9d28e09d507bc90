import type { Journey } from '../prove/journey.ts';

/** What people must be able to do, as a line of a table. */
export interface PeopleLine {
  title: string;
  /** The roles that they take. */
  roles: string;
}

/** What attackers try, and where it stops. */
export interface AttackLine {
  title: string;
  /** Techniques of MITRE ATT&CK and ATLAS. */
  techniques: string;
  /** The call that is denied, or the first one where nobody has judged templates. */
  call: string;
}

/** What nothing stops, the alert that tells of it, and why it is accepted. */
export interface AcceptedLine {
  title: string;
  techniques: string;
  alert: string;
  why: string;
}

export interface JourneyTable {
  people: PeopleLine[];
  attacks: AttackLine[];
  accepted: AcceptedLine[];
}

/** Journeys as tables: who can, where an attack stops (`stoppedAt`, by a journey's id), and what is accepted. */
export function journeyTable(journeys: readonly Journey[], stoppedAt: Record<string, string> = {}): JourneyTable {
  const table: JourneyTable = { people: [], attacks: [], accepted: [] };
  for (const { id, title, by, mitre = [], signsIn = [], steps, accepted } of journeys) {
    const techniques = mitre.join(', ');
    const [first] = steps;
    if (by === 'people') table.people.push({ title, roles: signsIn.join(', ') });
    else if (accepted) table.accepted.push({ title, techniques, ...accepted });
    else table.attacks.push({ title, techniques, call: stoppedAt[id] ?? `${first?.who} ${first?.action}` });
  }
  return table;
}
