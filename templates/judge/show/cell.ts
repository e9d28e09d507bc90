/** What somebody may do on something: `training`, `raw/train/*`, Read, s3:GetObject, under which conditions. */
export interface Cell {
  who: string;
  what: string;
  /** Access level of the Service Authorization Reference; `Any` where actions of every level are meant. */
  level: string;
  actions: string[];
  /** Condition keys that the answer turns on; empty where it is yes in every context. */
  conditions: string[];
  /** The conditions with their values, a phrase a statement. */
  when: string[];
  /** What of it is denied whatever the context is. */
  but: string[];
  /** Where it gives the rights of a role that no template makes. */
  beyond?: string;
  /** What the engine refuses to answer of it. */
  notProven?: string[];
  /** Nothing of it is known to be allowed: it is told because the engine refuses to answer. */
  undecided?: true;
}
