import { decide } from '../../templates/judge/decide/decide.ts';
import { type PolicyDocument, PolicyError, type Verdict } from '../../templates/judge/decide/request.ts';
import { type Alone, alone, verdicts } from './alone.ts';
import { isRoot } from './callers.ts';
import type { Case } from './generate.ts';
import { askIamRs, hasCargo } from './iam-rs.ts';
import { type Misreading, misreadings } from './iam-rs-misreadings.ts';

/** The second opinion: iam-rs on each layer of each case. */

export interface Second {
  layers: Record<string, { asked: number; same: number }>;
  /** What iam-rs has no words for, and how often that was. */
  silent: Record<string, number>;
  disagreements: { seed: number; layer: string; ours: string; other: string; explained: string | undefined }[];
  misreadings: (Pick<Misreading, 'name' | 'says' | 'pages'> & { ours: string; other: string; holds: boolean })[];
}

const several = 'several of these at once';

/** Why iam-rs cannot be asked. */
const silence = ({ case: { request }, policies }: Alone): string | undefined => {
  if (request.resource === '*') return 'an action without a resource';
  if (request.principal === '*') return 'an anonymous caller';
  if (isRoot(request.principal)) return 'the root user, who needs no policy';
  if (/For(All|Any)Values?:\w+IfExists/.test(JSON.stringify(policies))) return 'a set operator with IfExists';
  return undefined;
};

const reworded = (asked: Alone, by: Misreading[]): Alone => {
  const policies = asked.policies.map((policy): PolicyDocument => {
    const statements = [policy.Statement].flat();
    const Statement = statements.map((each) =>
      by.reduce((statement, { reword }) => reword?.(statement, asked) ?? statement, each),
    );
    return { ...policy, Statement };
  });
  return { ...asked, policies };
};

/** For each question the name of what explains that iam-rs disagrees: it agrees once that is said in other words. */
const explain = (questions: { asked: Alone; ours: string }[]): (string | undefined)[] => {
  const apart = misreadings.filter(({ reword }) => reword);
  const ways = [...apart.map((each) => ({ name: each.name, by: [each] })), { name: several, by: apart }];
  const answers = askIamRs(questions.flatMap(({ asked }) => ways.map(({ by }) => reworded(asked, by))));
  return questions.map(({ ours }, index) => {
    const mine = answers.slice(index * ways.length);
    return ways.find((_, way) => verdicts[mine[way] ?? ''] === ours)?.name;
  });
};

const said = (asked: Alone): Verdict | 'refused' => {
  try {
    return decide(asked.case.request, asked.case.policies).verdict;
  } catch (error) {
    if (error instanceof PolicyError) return 'refused';
    throw error;
  }
};

/** undefined where there is no cargo to build iam-rs with. */
export const secondOpinion = (cases: { seed: number; case: Case }[]): Second | undefined => {
  if (!hasCargo()) return undefined;
  const second: Second = { layers: {}, silent: {}, disagreements: [], misreadings: [] };
  const all = cases.flatMap(({ seed, case: each }) => alone(each).map((asked) => ({ seed, asked })));
  const questions = all.filter(({ asked }) => {
    const why = silence(asked);
    if (why) second.silent[why] = (second.silent[why] ?? 0) + 1;
    return !why;
  });
  const answers = askIamRs(questions.map(({ asked }) => asked));
  const different: { seed: number; asked: Alone; ours: string; other: string }[] = [];
  for (const [index, { seed, asked }] of questions.entries()) {
    const count = second.layers[asked.layer] ?? { asked: 0, same: 0 };
    second.layers[asked.layer] = count;
    const [ours, answer = ''] = [said(asked), answers[index]];
    count.asked += 1;
    if (verdicts[answer] === ours) count.same += 1;
    else different.push({ seed, asked, ours, other: verdicts[answer] ?? answer });
  }
  const reasons = explain(different);
  for (const [index, { seed, asked, ours, other }] of different.entries()) {
    second.disagreements.push({ seed, layer: asked.layer, ours, other, explained: reasons[index] });
  }
  const shown = askIamRs(misreadings.map((each) => each.alone));
  for (const [index, { name, says, pages, alone: asked, verdict }] of misreadings.entries()) {
    const [ours, answer = ''] = [said(asked), shown[index]];
    const other = verdicts[answer] ?? answer;
    second.misreadings.push({ name, says, pages, ours, other, holds: ours === verdict && other !== ours });
  }
  return second;
};
