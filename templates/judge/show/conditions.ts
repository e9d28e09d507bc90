import type { CompiledStatement, Condition } from '../decide/compiled.ts';

/** Conditions in words, with their values: `repo:org/*` and `repo:org/one:*` must not read alike. */

const operators: Record<string, [is: string, isNot: string]> = {
  StringEquals: ['is', 'is not'],
  StringEqualsIgnoreCase: ['is (in any case)', 'is not (in any case)'],
  StringLike: ['is like', 'is not like'],
  NumericEquals: ['is', 'is not'],
  NumericLessThan: ['is less than', 'is not less than'],
  NumericLessThanEquals: ['is at most', 'is not at most'],
  NumericGreaterThan: ['is more than', 'is not more than'],
  NumericGreaterThanEquals: ['is at least', 'is not at least'],
  DateEquals: ['is', 'is not'],
  DateLessThan: ['is before', 'is not before'],
  DateLessThanEquals: ['is at or before', 'is not at or before'],
  DateGreaterThan: ['is after', 'is not after'],
  DateGreaterThanEquals: ['is at or after', 'is not at or after'],
  Bool: ['is', 'is not'],
  BinaryEquals: ['is', 'is not'],
  IpAddress: ['is in', 'is not in'],
  ArnLike: ['is like', 'is not like'],
};

const mostValues = 8;

/** `aws:SourceVpce is vpce-1 or vpce-2`; `shorten` gives the name that people know for an ARN. */
function inWords(condition: Condition, shorten: (text: string) => string): string {
  const { operator, negated, set, ifExists, written } = condition;
  const texts = condition.values.map(({ text }) => shorten(text) || '""');
  if (operator === 'Null') return `${written} is ${texts.includes('true') ? 'absent' : 'present'}`;
  const [is = operator, isNot = `not ${operator}`] = operators[operator] ?? [];
  const more = texts.length > mostValues ? ` or ${texts.length - mostValues} more` : '';
  const values = `${texts.slice(0, mostValues).join(' or ')}${more}`;
  const each = set === 'ForAllValues' ? 'each of ' : set === 'ForAnyValue' ? 'one of ' : '';
  return `${each}${written} ${negated ? isNot : is} ${values}${ifExists ? ', or absent' : ''}`;
}

/** Denies that people know by another name: what they leave allowed. */
const known: [RegExp, string][] = [
  [/^aws:SecureTransport is false$/i, 'over TLS'],
  [/^s3:TlsVersion is less than 1\.2$/i, 'with TLS 1.2 or newer'],
  [/^aws:MultiFactorAuthPresent is false(, or absent)?$/i, 'with MFA'],
];

/** When an allow holds, or when a deny leaves what others allow; empty where it has no condition. */
export function whenInWords({ allows, conditions }: CompiledStatement, shorten: (text: string) => string): string {
  const texts = conditions.map((condition) => inWords(condition, shorten));
  if (allows) return texts.join(' and ');
  const [text = '', ...more] = texts;
  const phrase = more.length === 0 ? known.find(([form]) => form.test(text))?.[1] : undefined;
  return phrase ?? (text ? `not if ${texts.join(' and ')}` : '');
}
