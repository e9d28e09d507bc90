type Value = string | number | boolean | null | undefined | object;

/**
 * Would a metric filter count the event? The part of the language that the templates use: Amazon CloudWatch Logs User
 * Guide, "Filter pattern syntax for metric filters, subscription filters, filter log events, and Live Tail". Throws on
 * anything else.
 */
export function counts(pattern: string, event: object): boolean {
  const tokens = pattern.match(/"[^"]*"|&&|\|\||!=|[{}()=]|[^\s{}()=!"]+/g) ?? [];
  let at = 0;
  const take = (wanted?: string): string => {
    const token = tokens[at];
    if (token === undefined || (wanted !== undefined && token !== wanted)) {
      throw new Error(`${wanted ?? 'a word'} expected at ${tokens.slice(at).join(' ')}`);
    }
    at += 1;
    return token;
  };
  const any = (): boolean => {
    let result = all();
    while (tokens[at] === '||') {
      take();
      const next = all();
      result = result || next;
    }
    return result;
  };
  const all = (): boolean => {
    let result = one();
    while (tokens[at] === '&&') {
      take();
      const next = one();
      result = result && next;
    }
    return result;
  };
  const one = (): boolean => {
    if (tokens[at] === '(') {
      take();
      const result = any();
      take(')');
      return result;
    }
    return comparison();
  };
  const comparison = (): boolean => {
    const found = selectedValue(event, take());
    const operator = take();
    if (operator === 'NOT') {
      take('EXISTS');
      return found === undefined;
    }
    if (operator === 'IS') return found === (take() === 'TRUE');
    const text = take().replace(/^"|"$/g, '');
    // A comparison with what the event lacks is false, whatever the operator.
    if (found === undefined || found === null) return false;
    const same = new RegExp(`^${text.split('*').map(escaped).join('.*')}$`, 's').test(String(found));
    if (operator === '=') return same;
    if (operator === '!=') return !same;
    throw new Error(`no operator: ${operator}`);
  };
  take('{');
  const result = any();
  take('}');
  return result;
}

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** What is at a selector, `$.requestParameters.roleArn`. */
export function selectedValue(event: object, selector: string): Value {
  if (!selector.startsWith('$.')) throw new Error(`no selector: ${selector}`);
  return selector
    .slice(2)
    .split('.')
    .reduce<Value>((value, key) => (value as Record<string, Value> | undefined)?.[key], event);
}
