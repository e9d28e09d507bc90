import type { Condition, Facts } from './compiled.ts';
import { operators, type PolicyValue, policyValue } from './operators.ts';
import { PolicyError, type Truth } from './request.ts';

/** One key of a Condition block, three-valued. All keys of a block must hold. */

const setForm = /^(?:(ForAllValues|ForAnyValue):)?([A-Za-z]+?)(IfExists)?$/i;

export const parseCondition = (
  name: string,
  writtenKey: string,
  texts: string[],
  hasVariables: boolean,
  place: string,
): Condition => {
  const [, set, base = '', ifExists] = setForm.exec(name) ?? [];
  const reading = operators.get(base.toLowerCase());
  if (!reading) throw new PolicyError('unknown-operator', `there is no operator ${name}`, place);
  const { operator, negated } = reading;
  const key = writtenKey.toLowerCase();
  const shared = { operator, negated, key, written: writtenKey, ifExists: ifExists !== undefined };
  if (operator === 'Null') {
    if (set || ifExists) throw new PolicyError('unsupported', `${name}: Null takes no qualifier`, place);
    const wanted = texts.map((text) => nullValue(text, place));
    const values = texts.map((text) => ({ text, tokens: [{ literal: text }], variables: [] }));
    return { ...shared, set: undefined, values, keys: [key], holds: (facts) => isAbsent(facts, key, wanted) };
  }
  const values = texts.map((text) => policyValue(operator, text, hasVariables, place));
  const condition = {
    ...shared,
    set: set ? (/all/i.test(set) ? ('ForAllValues' as const) : ('ForAnyValue' as const)) : undefined,
    values: values.map((value) => value.pattern),
    keys: [...new Set([key, ...values.flatMap((value) => value.pattern.variables)])],
  };
  return { ...condition, holds: (facts) => holds(condition, values, facts, place) };
};

const nullValue = (text: string, place: string): boolean => {
  if (!/^(true|false)$/i.test(text))
    throw new PolicyError('malformed', `Null takes true or false, not "${text}"`, place);
  return text.toLowerCase() === 'true';
};

const isAbsent = (facts: Facts, key: string, wanted: boolean[]): Truth => {
  const values = facts.get(key);
  if (wanted.includes(true) && wanted.includes(false)) return 'yes';
  if (values === undefined) return 'unknown';
  return wanted.includes(values === null) ? 'yes' : 'no';
};

const holds = (
  condition: Omit<Condition, 'holds'>,
  policyValues: PolicyValue[],
  facts: Facts,
  place: string,
): Truth => {
  const { key, negated, set, ifExists } = condition;
  const values = facts.get(key);
  if (values === undefined) return 'unknown';
  // "Set operators for multivalued context keys": over no values ForAllValues is true and ForAnyValue false; a value
  // that "resolves to a null dataset, such as an empty string" is none.
  const none = values === null || (set !== undefined && values.every((value) => value === ''));
  if (none) {
    if (ifExists && values === null) return 'yes';
    if (set) return set === 'ForAllValues' ? 'yes' : 'no';
    return negated ? 'yes' : 'no';
  }
  if (!set && values.length > 1) {
    throw new PolicyError('unsupported', `${key} has several values and the operator is for one`, place);
  }
  if (values.length === 1) return matchesOne(values[0] as string, policyValues, negated, facts, place);
  const each = values.map((value) => matchesOne(value, policyValues, negated, facts, place));
  if (set === 'ForAnyValue') return each.includes('yes') ? 'yes' : each.includes('unknown') ? 'unknown' : 'no';
  return each.includes('no') ? 'no' : each.includes('unknown') ? 'unknown' : 'yes';
};

const opposite = { yes: 'no', no: 'yes', unknown: 'unknown' } as const;

/** Any policy value (or, negated, none of them) matches the request's value. */
const matchesOne = (
  value: string,
  policyValues: PolicyValue[],
  negated: boolean,
  facts: Facts,
  place: string,
): Truth => {
  let found: Truth = 'no';
  let valueless = false;
  for (const { test } of policyValues) {
    const match = test(value, facts);
    if (match === 'yes') return negated ? 'no' : 'yes';
    if (match === 'unknown') found = 'unknown';
    if (match === 'absent') valueless = true;
  }
  if (valueless && negated) {
    // "Variables and tags": a variable that has no value "might cause the entire statement to be invalid".
    throw new PolicyError('unsupported', 'a variable of a negated operator has no value', place);
  }
  return negated ? opposite[found] : found;
};
