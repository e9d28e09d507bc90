import type { Json } from './json.ts';
import { absent } from './references.ts';

/** Both branches of a condition that is not decided. */
export class Either {
  readonly values: Json[];
  constructor(values: Json[]) {
    this.values = values;
  }
}

export type Walked = Json | typeof absent | Either;

export const valuesOf = (walked: Walked): Json[] =>
  walked instanceof Either ? walked.values : walked === absent ? [] : [walked as Json];

/** Elements that hold one value or a list of them: with both branches they hold both. */
export const listable =
  /^(Not)?(Action|Resource)$|^(AWS|Service|Federated|Statement|ManagedPolicyArns|Policies|Roles|Users|Groups)$|:/;

/** Where one value has to stand, the first of both. */
export function single(walked: Walked): Json | typeof absent {
  return walked instanceof Either ? (walked.values[0] ?? absent) : walked;
}
