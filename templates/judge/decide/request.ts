/** What is asked, what the policies are, and what is answered. */

/** Explicit denies win; DependsOn: the verdict turns on context that the request leaves open. */
export type Verdict = 'Allowed' | 'ExplicitlyDenied' | 'ImplicitlyDenied' | 'DependsOn';

export interface Request {
  /** ARN of a user, role, session (sts assumed-role or federated-user), root or account; a service host
   * (`sagemaker.amazonaws.com`) that acts for itself; or `*`, an anonymous caller. A role's ARN stands for every
   * session of it, so what names one session is left open. */
  principal: string;
  /** `service:Action`, in any case. */
  action: string;
  /** ARN, or `*` for an action without resources. */
  resource: string;
  /** Twelve digits: who owns the resource. */
  resourceAccount: string;
  /** Condition keys in any case. `null`: known to be absent. An array: a key with many values. */
  context: Record<string, string | string[] | null>;
  /** What a key is that `context` does not list. Default: unknown. */
  unlisted?: 'absent' | 'unknown';
  /** How a key's or role's own policy answers when it is not in the set: `none` grants nothing, `delegates`
   * leaves it to the identity policies of its account. Without it, asking for such a resource is refused. */
  unseenResourcePolicy?: 'none' | 'delegates';
}

export interface PolicyStatement {
  Sid?: string;
  Effect: 'Allow' | 'Deny';
  Principal?: '*' | Record<string, string | string[]>;
  NotPrincipal?: '*' | Record<string, string | string[]>;
  Action?: string | string[];
  NotAction?: string | string[];
  Resource?: string | string[];
  NotResource?: string | string[];
  Condition?: Record<string, Record<string, ConditionValue | ConditionValue[]>>;
}

export type ConditionValue = string | number | boolean;

export interface PolicyDocument {
  /** Without it AWS reads 2008-10-17, which has no variables. */
  Version?: string;
  Id?: string;
  Statement: PolicyStatement | PolicyStatement[];
}

export interface NamedPolicy {
  name: string;
  policy: PolicyDocument;
  origin?: { stack: string; logicalId: string; path: string };
  /** Read from a template, which told what AWS does not know in it (read/policies.ts): compiled as it stands. */
  checked?: true;
}

/** Every policy that can bear on one principal and one resource. A layer left out does not limit. */
export interface PolicySet {
  identity: NamedPolicy[];
  boundary?: NamedPolicy[];
  session?: NamedPolicy[];
  endpoint?: NamedPolicy[];
  /** The policy of the bucket, key, secret, queue, topic, or the role's trust policy. */
  resource?: NamedPolicy;
  /** One list a level: root, organizational units, account. Every level must allow. */
  scp?: NamedPolicy[][];
  rcp?: NamedPolicy[][];
}

export type PolicyLayer = 'identity' | 'boundary' | 'session' | 'endpoint' | 'resource' | 'scp' | 'rcp';

export interface StatementRef {
  policy: string;
  /** The Sid, or `#index` counted from 0. */
  sid: string;
  effect: 'Allow' | 'Deny';
}

export interface Decision {
  verdict: Verdict;
  /** The statements that decide: the denies, the allows of each layer, or those that may apply. */
  by: StatementRef[];
  /** Lower-case condition keys whose value would settle it. Empty unless DependsOn. */
  dependsOn: string[];
  /** DependsOn between two denials: whatever the open keys are, it is not allowed. */
  never?: true;
  /** Layers that did not allow. */
  missing?: PolicyLayer[];
}

/** Kleene's third value is `unknown`. Strings, so that no truth test can take it for yes. */
export type Truth = 'yes' | 'no' | 'unknown';

export type Fault = 'malformed' | 'unknown-operator' | 'unknown-action' | 'unknown-key' | 'unsupported' | 'request';

/** What is not understood is refused by name and place, never answered. */
export class PolicyError extends Error {
  readonly code: Fault;
  /** `policy name, statement Sid, Condition.StringEquals` */
  readonly place: string;

  constructor(code: Fault, what: string, place: string) {
    super(`${place}: ${what}`);
    this.name = 'PolicyError';
    this.code = code;
    this.place = place;
  }
}
