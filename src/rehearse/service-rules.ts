import families from '../../templates/infra/policies/families.json' with { type: 'json' };
import declared from '../operations/service-rules.json' with { type: 'json' };
import type { Called } from './reading.ts';

/**
 * What a service checks once IAM has allowed a call, as far as it stopped somebody before: data with its page, which
 * `npm run deployability` holds against the requests in templates as well (assurance/deployability/requests.py).
 */
interface Rule {
  id: string;
  calls: string[];
  /** Whom it is about: what is at one of the paths matches, or nothing does. */
  where?: { path: string[]; matches?: string; absent?: boolean };
  path: string[];
  kind: 'absent' | 'present' | 'matches' | 'lacks';
  /** A regular expression, in which {region} and {localDisks} are filled in. */
  value?: string;
  /** What the service answers where the rule is broken. */
  why: string;
}

type Request = Record<string, unknown>;

const rules = declared as Rule[];

const at = (request: Request, path: string): unknown =>
  path.split('.').reduce<unknown>((value, step) => (value as Request | undefined)?.[step], request);

const filled = (text: string, values: Record<string, string>) =>
  text.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);

/** The answer to a request that breaks the rule. */
function answerOf({ where, path, kind, value = '', why }: Rule, request: Request, region: string): string | undefined {
  const known = { region, localDisks: (families.localDisks as string[]).join('|') };
  const said = (paths: string[]) => paths.map((one) => at(request, one)).filter((one) => one !== undefined);
  const expression = (text: string) => new RegExp(filled(text, known));
  const [about] = said(where?.path ?? []);
  if (where?.absent && about !== undefined) return undefined;
  if (where?.matches && !(typeof about === 'string' && expression(where.matches).test(about))) return undefined;
  const found = said(path);
  const texts = found.filter((one) => typeof one === 'string');
  const missing = path.filter((one) => at(request, one) === undefined);
  const broken = {
    absent: () => found[0],
    present: () => missing[0],
    matches: () => texts.find((text) => !expression(value).test(text)),
    lacks: () => texts.find((text) => expression(value).test(text)),
  }[kind]();
  if (broken === undefined) return undefined;
  return filled(why, { ...known, found: String(broken), where: String(about), missing: missing.join(' and ') });
}

/** The service's answer to a call that breaks a rule of it. */
export function brokenRule({ service, operation, parameters }: Called, region: string): string | undefined {
  for (const rule of rules.filter(({ calls }) => calls.includes(`${service}:${operation}`))) {
    const answer = answerOf(rule, parameters, region);
    if (answer) return answer;
  }
  return undefined;
}
