/** A place of the templates that was not read to its end. No other answer is worse for it, and none hides it. */
export interface NotProven {
  /** Of a nested stack: `Parent/LogicalId`. */
  stack: string;
  /** Empty where the whole template is meant. */
  logicalId: string;
  /** Where the construct stands, as the CDK writes it; the logical id without such metadata. */
  path: string;
  /** What of the resource: a property, a statement, a policy. Empty where it is the whole resource. */
  what: string;
  why: string;
  /** ARNs of principals and resources that may do, or be open to, more or less than is told. None: nobody knows whom. */
  about?: string[];
  /** What else it rests on, as rights of whoever is let in. null: its words say all that was not read. */
  rests?: unknown;
  /** Of what was not read: see bound(). */
  digest?: string;
}

/** A value that templates alone do not tell; a proof that rests on one fails. */
export interface Unresolved {
  stack: string;
  where: string;
  what: string;
}

/** `Data/Role (Data/Role/Resource): PolicyDocument.Statement[1]: there is no action s3:HeadObject (content 0f3a12bc45de)` */
export function said({ digest, ...place }: NotProven): string {
  return digest ? `${saidOf(place)} (content ${digest})` : saidOf(place);
}

/** The same of any content. */
export function saidOf({ stack, logicalId, path, what, why }: NotProven): string {
  const place = [stack, logicalId].filter(Boolean).join(': ');
  const where = path && path !== logicalId ? ` (${path})` : '';
  return `${place}${where}${what ? `, ${what}` : ''}: ${why}`;
}

export function eachOnce(list: NotProven[]): NotProven[] {
  return [...new Map(list.map((each) => [said(each), each])).values()];
}
