import { isObject, type Json, type JsonObject, listOf } from '../../templates/judge/read/json.ts';
import { type Change, change, edited, type Operator, type Path, propertiesOf } from './template.ts';

/** A statement of any policy document: of an identity, a resource, a key, an endpoint, a trust. */
interface Found {
  path: Path;
  statement: JsonObject;
  /** Stands in a document that says who is trusted. */
  trust: boolean;
}

function statements(resource: JsonObject): Found[] {
  return propertiesOf(resource).flatMap(({ path, value }) => {
    if (!isObject(value) || value.Statement === undefined) return [];
    return listOf(value.Statement).flatMap((statement, index): Found[] =>
      isObject(statement)
        ? [{ path: [...path, 'Statement', index], statement, trust: path.includes('AssumeRolePolicyDocument') }]
        : [],
    );
  });
}

/** Template generators write one statement, action or value without a list around it. */
function normal(resource: JsonObject): JsonObject {
  const documents = propertiesOf(resource).filter(({ value }) => isObject(value) && isObject(value.Statement));
  return documents.reduce((all, { path }) => edited(all, [...path, 'Statement'], (one) => [one]), resource);
}

type Weaken = (found: Found) => { at?: Path; what: string; next: (old: Json) => Json | undefined }[];

function onStatements(id: string, weaken: Weaken): Operator {
  return {
    id,
    changes(given, logicalId): Change[] {
      const resource = normal(given);
      return statements(resource).flatMap((found) =>
        weaken(found).map(({ at = [], what, next }) => change(resource, logicalId, [...found.path, ...at], what, next)),
      );
    },
  };
}

const named = ({ Sid, Effect }: JsonObject) => `${Effect} ${Sid ?? ''}`.trim();
const allows = ({ statement }: Found) => statement.Effect === 'Allow';
const stranger = { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::999999999999:root']] };

const conditionKeys = ({ statement }: Found): { at: Path; key: string; value: Json; operator: string }[] =>
  Object.entries((statement.Condition ?? {}) as JsonObject).flatMap(([operator, keys]) =>
    Object.entries((isObject(keys) ? keys : {}) as JsonObject).map(([key, value]) => ({
      at: ['Condition', operator, key],
      key,
      value,
      operator,
    })),
  );

/** One of a list taken away; nothing where it is the last one. */
const without = (list: Json | undefined, property: string, what: string) =>
  Array.isArray(list) && list.length > 1
    ? list.map((item, index) => ({
        at: [property, index],
        what: `${what} ${JSON.stringify(item)}`,
        next: () => undefined,
      }))
    : [];

export const policyOperators: Operator[] = [
  onStatements('statement-removed', ({ statement }) => [{ what: named(statement), next: () => undefined }]),
  onStatements('deny-to-allow', (found) =>
    allows(found) ? [] : [{ at: ['Effect'], what: named(found.statement), next: () => 'Allow' }],
  ),
  onStatements('condition-dropped', ({ statement }) =>
    statement.Condition ? [{ at: ['Condition'], what: named(statement), next: () => undefined }] : [],
  ),
  onStatements('condition-key-dropped', (found) => {
    const keys = conditionKeys(found);
    if (keys.length < 2) return [];
    return keys.map(({ at, key, operator }) => ({
      at: at.slice(0, 2),
      what: `${named(found.statement)} ${operator} ${key}`,
      next: (old) => edited(old, [key], () => undefined),
    }));
  }),
  onStatements('condition-value-widened', (found) =>
    conditionKeys(found).flatMap(({ at, key, operator, value }) => {
      const what = `${named(found.statement)} ${operator} ${key}`;
      if (/Bool|Null/.test(operator)) {
        return [{ at, what, next: () => (String(value) === 'true' ? 'false' : 'true') }];
      }
      if (/Numeric|Date/.test(operator)) return [{ at, what, next: () => '999999999' }];
      // In a negated operator of a Deny a wider value exempts more; in a positive one of an Allow it lets more through.
      return /Not/.test(operator) !== allows(found) ? [{ at, what, next: () => '*' }] : [];
    }),
  ),
  onStatements('action-widened', (found) =>
    allows(found)
      ? listOf(found.statement.Action)
          .filter((action) => typeof action === 'string' && !action.endsWith(':*') && action !== '*')
          .map((action) => ({
            at: ['Action'],
            what: `${named(found.statement)} ${action}`,
            next: (old) => listOf(old).map((each) => (each === action ? `${String(action).split(':')[0]}:*` : each)),
          }))
      : [],
  ),
  onStatements('resource-widened', (found) =>
    allows(found) && found.statement.Resource !== undefined && found.statement.Resource !== '*'
      ? [{ at: ['Resource'], what: named(found.statement), next: () => '*' }]
      : [],
  ),
  onStatements('deny-narrowed', (found) => {
    if (allows(found)) return [];
    const { Action, Resource, Principal } = found.statement;
    return [
      ...without(Action, 'Action', `${named(found.statement)} without`),
      ...without(Resource, 'Resource', `${named(found.statement)} without`),
      ...(Principal === undefined
        ? []
        : [{ at: ['Principal'], what: `${named(found.statement)} for one other`, next: () => ({ AWS: stranger }) }]),
    ];
  }),
  onStatements('principal-added', (found) => {
    if (!allows(found) || found.statement.Principal === undefined) return [];
    const everyone = {
      at: ['Principal'],
      what: `${named(found.statement)} everyone`,
      next: (): Json => ({ AWS: '*' }),
    };
    const { Principal } = found.statement;
    if (!isObject(Principal)) return [];
    const one = (old: Json): Json => ({
      ...(old as JsonObject),
      AWS: [...listOf((old as JsonObject).AWS), stranger],
    });
    return [everyone, { at: ['Principal'], what: `${named(found.statement)} another account`, next: one }];
  }),
];
