import { matchesTokens, parsePattern } from '../decide/pattern.ts';
import { remembered, rememberedFor } from '../decide/remembered.ts';
import { type AccessModel, resourceOf } from '../read/model.ts';
import { type Alike, alike } from './alike.ts';
import type { Row } from './row.ts';
import { actsOn, expanded, kindsOf, patternOf, type Scope } from './what.ts';

/** What a row asks, whoever asks it: actions that decide alike, on what one of its words means for them. */
export interface Matter {
  alike: Alike;
  what: string;
  pattern: string;
  /** Where such resources are: each of those with a policy of its own, and all others together. */
  places: PatternPlace[];
}

export interface PatternPlace {
  pattern: string;
  /** The ARN whose policy judges there. */
  owner: string;
  /** What the pattern is not about: resources that have places of their own. */
  outside: string[];
}

const alikeIn = rememberedFor(alike);

/** For each of a row's words, every group of its actions. What no request is about has no places. */
export function mattersOf(
  { actions, what }: Pick<Row, 'actions' | 'what'>,
  model: AccessModel,
  scope: Scope,
): Matter[][] {
  const groups = actions.flatMap(alikeIn(model));
  return what
    .flatMap((each) => expanded(each, model))
    .map((each) =>
      groups.map((group): Matter => {
        const [action = ''] = group.actions;
        const pattern = patternOf(each, action, model, scope);
        return { alike: group, what: each, pattern, places: placesOf(pattern, action, model, scope) };
      }),
    );
}

const placesIn = rememberedFor((_: AccessModel) => new Map<string, PatternPlace[]>());

function placesOf(pattern: string, action: string, model: AccessModel, scope: Scope): PatternPlace[] {
  const known = placesIn(model);
  const key = `${scope.account} ${kindsOf(action)} ${pattern}`;
  let found = known.get(key);
  if (!found) {
    const apart = apartIn(model)(pattern);
    found = [...apart, pattern]
      .filter((inside) => actsOn(action, inside, scope))
      .map((inside) => ({ pattern: inside, owner: ownerIn(model)(inside), outside: inside === pattern ? apart : [] }));
    known.set(key, found);
  }
  return found;
}

/** What a pattern means that has a place of its own. */
const apartIn = rememberedFor((model: AccessModel) =>
  remembered((pattern) => {
    const all = owned(model);
    if (pattern === '*' || !/[*?]/.test(pattern)) return pattern === '*' ? all : [];
    const { tokens } = parsePattern(pattern, true, false, pattern);
    // What is inside of ARN* is no whole part of what such a pattern means.
    return all.filter((inside) => !inside.endsWith('*') && matchesTokens(tokens, inside));
  }),
);

const ownerIn = rememberedFor((model: AccessModel) =>
  remembered((pattern) => resourceOf(model, pattern.replace(/\*$/, ''))?.arn ?? pattern),
);

/** `ARN*` of each resource with a policy of its own; nothing is inside of a role, and another one's name may begin as its does. */
const owned = rememberedFor(({ resources }: AccessModel) =>
  resources.flatMap(({ type, arn, also, policy }) => {
    if (type === 'AWS::IAM::Role') return [arn];
    return policy ? [`${arn}*`, ...(also ? [`${also}*`] : [])] : [];
  }),
);
