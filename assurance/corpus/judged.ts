import { nobody } from '../../templates/judge/cast.ts';
import { type Project, scopeOf } from '../../templates/judge/prove/what.ts';
import { assemblyOf } from '../../templates/judge/read/assembly.ts';
import { AssemblyError } from '../../templates/judge/read/files.ts';
import { isObject, type Json, listOf } from '../../templates/judge/read/json.ts';
import { modelOf } from '../../templates/judge/read/model.ts';
import type { NotProven } from '../../templates/judge/read/not-proven.ts';
import { matrix } from '../../templates/judge/show/matrix.ts';

/** What became of one template. */
export interface Judged {
  outcome: 'judged' | 'refused' | 'crashed';
  /** Of a refusal or a crash. */
  why?: string;
  statements: number;
  /** Statements that are not proven, by cause. */
  open: { cause: Cause; statement: string; why: string }[];
  notProven: NotProven[];
  seconds: number;
}

export type Cause = 'parameter' | 'condition' | 'import' | 'dynamic reference' | 'name' | 'form' | 'other value';

const project: Project = { name: 'corpus', region: 'us-east-1', repository: 'none', accounts: {} };

export function judged(template: unknown): Judged {
  const started = performance.now();
  const done = (more: Partial<Judged> & Pick<Judged, 'outcome'>): Judged => ({
    ...{ statements: 0, open: [], notProven: [] },
    ...more,
    seconds: (performance.now() - started) / 1000,
  });
  if (!isObject(template)) return done({ outcome: 'refused', why: 'is not an object' });
  const account = '000000000000';
  const assumed = { account: true, region: true };
  try {
    const stack = { name: 'T', account, region: 'us-east-1', partition: 'aws', assumed, template };
    const model = modelOf([assemblyOf([stack])]);
    matrix(model, scopeOf(project, account, 'aws', nobody));
    const { notProven } = model;
    return done({ outcome: 'judged', statements: statementsIn(template), open: openIn(notProven), notProven });
  } catch (error) {
    if (error instanceof AssemblyError) return done({ outcome: 'refused', why: error.message });
    return done({ outcome: 'crashed', why: (error as Error).stack ?? String(error) });
  }
}

/** Statements of policies, wherever they stand. */
function statementsIn(value: Json): number {
  if (Array.isArray(value)) return value.reduce<number>((sum, each) => sum + statementsIn(each), 0);
  if (!isObject(value)) return 0;
  const own = listOf(value.Statement).filter((each) => isObject(each) && ('Effect' in each || 'Fn::If' in each)).length;
  return own + Object.values(value).reduce<number>((sum, each) => sum + statementsIn(each), 0);
}

function openIn(notProven: NotProven[]): Judged['open'] {
  const found = new Map<string, Judged['open'][number]>();
  for (const { stack, logicalId, what, why } of notProven) {
    const [place] = /^.*Statement(\[\d+\])?/.exec(what) ?? [];
    if (!place) continue;
    const statement = `${stack} ${logicalId} ${place}`;
    const cause = causeOf(why);
    const known = found.get(statement);
    if (!known || known.cause === 'other value') found.set(statement, { cause, statement, why });
  }
  return [...found.values()];
}

function causeOf(why: string): Cause {
  if (/«unresolved/.test(why)) return 'parameter';
  if (/condition /.test(why) && /not decided/.test(why)) return 'condition';
  if (/ImportValue/.test(why)) return 'import';
  if (/\{\{resolve:/.test(why)) return 'dynamic reference';
  if (/Ref \w|FindInMap/.test(why)) return 'parameter';
  if (/in the AWS data/.test(why)) return 'name';
  return /not known before deployment/.test(why) ? 'other value' : 'form';
}
