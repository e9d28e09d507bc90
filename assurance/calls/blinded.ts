import { isDeepStrictEqual } from 'node:util';
import { accessFailures, fileIn, open } from '../sabotage/judge.ts';
import { type Sabotage, sabotages } from '../sabotage/operators.ts';
import { type Variant, withVariants } from '../variants.ts';

/** Kinds of resources that record, find, decide what to tell, or tell. */
export const seeing =
  /^AWS::(Events|CloudWatch|SNS|SQS|GuardDuty|CloudTrail|Macie|AccessAnalyzer|SecurityHub|Config|Route53Resolver|Budgets|Chatbot)::|^AWS::Logs::|^AWS::EC2::FlowLog$/;

type Blinded = Omit<Sabotage, 'stacks'>;

export interface Blinding {
  tier: string;
  /** What the answers are about, where they are not the default ones. */
  answers: Exclude<Variant['resources'], 'created'> | undefined;
  made: number;
  survivors: Blinded[];
  /** How many of a kind of resource are found, and how many there are. */
  perKind: Map<string, { found: number; made: number }>;
}

/** At restricted every part is on: other answers are put to the proofs there. */
const others = ['existing', 'locked', 'alone'] as const;

/** Removes or narrows each part of detection, one at a time, and asks the proofs of a repository of each tier. */
export async function blind(chosen: readonly string[]): Promise<Blinding[]> {
  process.env.CDK_VALIDATION = 'false';
  return withVariants(['created', ...others], async (variants) => {
    const all: Blinding[] = [];
    const asked = variants.filter(
      ({ tier, resources }) => chosen.includes(tier) && (resources === 'created' || tier === 'restricted'),
    );
    for (const { tier, resources, directory } of asked) {
      const answers = resources === 'created' ? undefined : resources;
      const blinding: Blinding = { tier, answers, made: 0, survivors: [], perKind: new Map() };
      for await (const { sabotage, found } of judged(directory)) {
        const { type } = sabotage;
        const of = blinding.perKind.get(type) ?? { found: 0, made: 0 };
        blinding.perKind.set(type, { found: of.found + Number(found), made: of.made + 1 });
        blinding.made += 1;
        if (!found) blinding.survivors.push(sabotage);
      }
      all.push(blinding);
    }
    return all;
  });
}

async function* judged(directory: string): AsyncGenerator<{ sabotage: Blinded; found: boolean }> {
  const { assemblies, settings, cast, enabled, controls, assemblyOf, modelOf, proveAccess, rowsOf } =
    await open(directory);
  const judged = { settings, enabled, file: fileIn(directory) };
  for (const whole of assemblies) {
    // What noticed the last one comes first: sabotages of one resource come together.
    let checks = controls.flatMap((control) =>
      control.checks(judged).map((check) => ({ check, before: new Set(check.run(whole).failures) })),
    );
    const model = modelOf([whole]);
    const rows = controls.map(rowsOf);
    const open = accessFailures(proveAccess(whole, rows, settings, cast)).length;
    for (const { stacks, ...sabotage } of sabotages(whole.stacks)) {
      if (!seeing.test(sabotage.type)) continue;
      const assembly = assemblyOf(stacks());
      const noticed = checks.find(({ check, before }) => check.run(assembly).failures.some((one) => !before.has(one)));
      if (noticed) checks = [noticed, ...checks.filter((one) => one !== noticed)];
      const refused = () => assembly.unresolved.length > whole.unresolved.length;
      const widened = () =>
        !isDeepStrictEqual(modelOf([assembly]), model) &&
        accessFailures(proveAccess(assembly, rows, settings, cast)).length > open;
      yield { sabotage, found: noticed !== undefined || refused() || widened() };
    }
  }
}
