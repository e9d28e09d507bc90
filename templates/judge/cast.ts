/** Context keys with their values; `null` is absent, and `{data-key}` is what has that proof name. */
export type CastContext = Record<string, string | string[] | null>;

/** How a role's work is done: in which circumstances requests of it are expected to be made. */
export interface Part {
  /** A phrase of the cast. */
  ordinarily?: string;
  /** Its requests also pass the policy of the service's endpoint. */
  throughEndpoints?: boolean;
  /** The caller that takes the role: without that there is no session to ask as. */
  person?: string;
}

/** Who acts in a repository, and the words for how they do: a declaration of the repository, read as data. */
export interface Cast {
  /** By proof name. A role that is not here asks without any circumstance of its own. */
  roles: Record<string, Part>;
  /** Callers that are no role: a name for rows, and what it stands for (`{oidc-provider}`). */
  callers: Record<string, string>;
  /** A phrase that can come about in several ways has a context for each of them. */
  phrases: Record<string, CastContext[]>;
  /** The phrase that a row with `only` must hold without. */
  opposites: Record<string, string>;
}
