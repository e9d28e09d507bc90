import type { PolicyError, PolicyLayer, StatementRef, Truth } from './request.ts';

/** Policies as decide reads them: compiled once (policy.ts), then matched as often as wanted. */

/** A text with `*`, `?` and variables. `${*}`, `${?}` and `${$}` are already literal. */
export type Token = { literal: string } | 'any' | 'one' | { variable: string; otherwise?: string };

export interface Pattern {
  text: string;
  tokens: Token[];
  /** The text it stands for, where it has neither wildcard nor variable. */
  exact?: string;
  /** Lower-case condition keys of its variables. */
  variables: string[];
}

export interface Patterns {
  /** NotAction, NotResource: matches what no pattern matches. */
  not: boolean;
  patterns: Pattern[];
}

export interface ActionPatterns extends Patterns {
  /** What they said of lower-case actions so far. */
  matched: Map<string, boolean>;
}

export interface ResourcePattern extends Pattern {
  /** The patterns of the six parts of an ARN; undefined for `*`. Variables before the fifth colon stay text. */
  parts?: Pattern[];
  /** Where a part before the last ends with `*`: how many parts are written. */
  mayCross?: number;
}

export type Operator =
  | 'StringEquals'
  | 'StringEqualsIgnoreCase'
  | 'StringLike'
  | 'NumericEquals'
  | 'NumericLessThan'
  | 'NumericLessThanEquals'
  | 'NumericGreaterThan'
  | 'NumericGreaterThanEquals'
  | 'DateEquals'
  | 'DateLessThan'
  | 'DateLessThanEquals'
  | 'DateGreaterThan'
  | 'DateGreaterThanEquals'
  | 'Bool'
  | 'BinaryEquals'
  | 'IpAddress'
  | 'ArnLike'
  | 'Null';

export interface Condition {
  /** The positive operator; StringNotEquals is StringEquals with `negated`. ArnEquals is ArnLike. */
  operator: Operator;
  negated: boolean;
  set: 'ForAllValues' | 'ForAnyValue' | undefined;
  ifExists: boolean;
  /** Lower case. */
  key: string;
  /** As the policy writes it. */
  written: string;
  values: Pattern[];
  /** Keys whose value bears on the outcome: `key` and the variables in `values`. */
  keys: string[];
  holds: (facts: Facts) => Truth;
}

/** What is known of the request's context. `null` is known absent, `undefined` is unknown. Keys in lower case. */
export interface Facts {
  get(key: string): readonly string[] | null | undefined;
}

export type PrincipalPattern =
  | { type: 'everyone' }
  | { type: 'account'; account: string }
  | { type: 'arn'; arn: string }
  | { type: 'service'; host: string }
  | { type: 'federated'; provider: string };

export interface CompiledStatement {
  ref: StatementRef;
  /** Where it stands, for messages. */
  place: string;
  allows: boolean;
  actions: ActionPatterns;
  /** undefined: a trust policy, which is about its role. */
  resources: { not: boolean; patterns: ResourcePattern[] } | undefined;
  /** Whether `resources` has variables; else `last` keeps what it said of the last resource. */
  variesByContext: boolean;
  last: { resource?: readonly string[] | undefined; about?: Truth };
  principals: { not: boolean; patterns: PrincipalPattern[] } | undefined;
  conditions: Condition[];
}

export interface CompiledPolicy {
  name: string;
  layer: PolicyLayer;
  /** False for Version 2008-10-17. */
  hasVariables: boolean;
  statements: CompiledStatement[];
  /** Those of them that are about a lower-case action. */
  about: (action: string) => CompiledStatement[];
  /** With `strict: false`: what would have been refused for unknown actions and keys. */
  doubts: PolicyError[];
}

export interface CompiledSet {
  identity: CompiledPolicy[];
  boundary?: CompiledPolicy[];
  session?: CompiledPolicy[];
  endpoint?: CompiledPolicy[];
  resource?: CompiledPolicy;
  scp?: CompiledPolicy[][];
  rcp?: CompiledPolicy[][];
}
