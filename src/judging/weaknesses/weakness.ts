import { contentDigest } from '../../../templates/judge/compare/accepted.ts';
import type { Scope } from '../../../templates/judge/prove/what.ts';
import type { Assembly, Resource } from '../../../templates/judge/read/assembly.ts';
import type { AccessModel } from '../../../templates/judge/read/model.ts';
import type { RuleReads } from './rule-reads.ts';

/** What is looked for in templates of anybody. */
export const weaknessRules = {
  public: 'Open to everybody',
  'other-account': 'Open to another account',
  escalation: 'Leads to more than it was given',
  'no-boundary': 'Has no permissions boundary',
  unencrypted: 'Not encrypted',
  'deletable-evidence': 'Evidence that can be deleted',
  'open-network': 'Reached from, or reaching, everywhere',
} as const;

export type WeaknessRule = keyof typeof weaknessRules;

/** One weakness at one place of the templates. */
export interface Weakness {
  /** `template/public-0f3a…`: the same weakness has the same id, a wider one has another. */
  id: string;
  rule: WeaknessRule;
  stack: string;
  logicalId: string;
  /** Where the construct stands, as the CDK writes it. */
  path: string;
  what: string;
  fix: string;
}

/** What a rule looks at: the templates of one account, and who may do what by them. */
export interface Looked {
  assembly: Assembly;
  model: AccessModel;
  scope: Scope;
  /** What a rule judges by its values, it takes from here. */
  asked: RuleReads;
}

type Place = Pick<Resource, 'stack' | 'logicalId' | 'path'>;

/** `bound`: what makes it another weakness where it changes. */
export function weakness(
  rule: WeaknessRule,
  { stack, logicalId, path }: Place,
  what: string,
  fix: string,
  bound: unknown = [],
) {
  const text = JSON.stringify([rule, stack, logicalId, bound]);
  const id = `template/${rule}-${contentDigest(text)}`;
  return { id, rule, stack, logicalId, path, what, fix } satisfies Weakness;
}

/** The resource that a policy or a name of the model comes from; the whole assembly where none does. */
export function resourceAt({ resources }: Assembly, is: (resource: Resource) => boolean): Place {
  return resources.find(is) ?? { stack: '', logicalId: '', path: '' };
}
