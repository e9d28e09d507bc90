import { answerText, valueAt } from '../src/answers/keys.ts';
import { lines } from '../src/lines.ts';
import type { Policy } from '../src/overlay/policy-record.ts';
import { broken, rulesOf } from '../src/overlay/rules.ts';
import type { Governed } from '../src/plan/overlays.ts';
import type { Json } from '../templates/judge/read/json.ts';

/** What overlays say of the questions. */
export interface Rules {
  /** The answer is fixed: it is shown, not asked. */
  locked(key: string): boolean;
  /** What is wrong with a value, and who says so; nothing where every rule is kept. */
  fault(key: string, value: unknown): string | undefined;
  /** Tags that somebody has to give. */
  tags: readonly string[];
}

export const noRules: Rules = { locked: () => false, fault: () => undefined, tags: [] };

export function rulesFor({ answers, held }: Governed, policies: readonly Policy[]): Rules {
  const rules = rulesOf(policies);
  const wanted = policies.flatMap(({ limit }) => limit.tags?.keys ?? []);
  return {
    locked: (key) => held[key]?.some(({ locked }) => locked) ?? false,
    fault: (key, value) => {
      for (const rule of rules) {
        // The entries that a rule adds to a list are added after the answer.
        if (rule.key !== key || ('limit' in rule && rule.limit.includes)) continue;
        const fault = broken(rule, value as Json);
        if (fault) return `${fault}. ${rule.who}: ${rule.why}`;
      }
      return undefined;
    },
    tags: [...new Set(wanted)].filter((tag) => !answers.tags[tag]),
  };
}

/** Each answer that is fixed, in lines of that width: its value, whose rule it is, and whom to ask. */
export function locked({ answers, held }: Governed, width: number): string[] {
  return Object.entries(held).flatMap(([key, rules]) => {
    const rule = rules.find((one) => one.locked);
    if (!rule) return [];
    const said = [`${rule.who}: ${rule.why}`, rule.waiver].flatMap((text) => lines(text, width - 3));
    return [`${key}: ${answerText(valueAt(answers, key))}`, ...said.map((line) => `  ${line}`)];
  });
}
