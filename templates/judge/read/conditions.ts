import { isObject, type Json, listOf } from './json.ts';
import { own, type StackInfo } from './parameters.ts';

/** CloudFormation User Guide, "Condition functions". `unknown`: it turns on a value that only the deployment knows. */
export type Holds = boolean | 'unknown';

export const undecided = (name: string): string => `not decided: give its parameters, or --condition ${name}=true`;

/** Conditions can lead to each other further than functions can call themselves. */
const most = 500;

/** `known` gives undefined for a value that is not known. `asked`: conditions on the way, and those that are decided. */
export function conditionHolds(
  name: string,
  stack: StackInfo,
  known: (value: Json) => Json | undefined,
  asked: Map<string, Holds> = new Map(),
): Holds {
  const given = stack.given?.conditions;
  if (given && Object.hasOwn(given, name)) return given[name] as boolean;
  const condition = own(stack.template.Conditions, name);
  if (condition === undefined || asked.size > most) return 'unknown';
  const before = asked.get(name);
  if (before !== undefined) return before;
  asked.set(name, 'unknown');
  const evaluate = (value: Json): Holds => {
    if (typeof value === 'boolean') return value;
    if (/^(true|false)$/.test(String(value))) return value === 'true';
    const [[operator, argument] = ['', null], ...more] = isObject(value) ? Object.entries(value) : [];
    if (more.length > 0) return 'unknown';
    const all = () => listOf(argument).map((each) => evaluate(each as Json));
    switch (operator) {
      case 'Condition':
        return conditionHolds(String(argument), stack, known, asked);
      case 'Fn::Equals': {
        const [one, other] = listOf(argument).map((each) => known(each as Json));
        return one === undefined || other === undefined ? 'unknown' : String(one) === String(other);
      }
      case 'Fn::Not': {
        const [inner = 'unknown'] = all();
        return inner === 'unknown' ? inner : !inner;
      }
      case 'Fn::And':
        return all().reduce<Holds>(
          (sum, each) => (sum === false || each === false ? false : sum === true ? each : sum),
          true,
        );
      case 'Fn::Or':
        return all().reduce<Holds>(
          (sum, each) => (sum === true || each === true ? true : sum === false ? each : sum),
          false,
        );
      default:
        return 'unknown';
    }
  };
  const holds = evaluate(condition);
  asked.set(name, holds);
  return holds;
}
