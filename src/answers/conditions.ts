import { type Answers, partitionNameOf } from './answers.ts';
import { valueAt } from './keys.ts';

/** Holds while the answer, by its dotted key, is none of these. */
export interface AnswerCondition {
  answer: string;
  not: unknown[];
}

export function holds({ answer, not }: AnswerCondition, answers: Answers): boolean {
  const value = JSON.stringify(valueAt(answers, answer));
  return !not.some((one) => JSON.stringify(one) === value);
}

/** Where what a control makes exists. */
export interface Places {
  /** Partitions where the services exist; all when absent. */
  partitions?: string[];
  /** Regions where CloudFormation lacks the type, so that the control is off there; not where each of `unless` holds. */
  regions?: { not: string[]; unless?: AnswerCondition[] };
}

/** The partition or the region that lacks what a control makes; undefined where it exists. */
export function missingIn({ partitions, regions }: Places, answers: Answers): string | undefined {
  const partition = partitionNameOf(answers.region);
  if (partitions && !partitions.includes(partition)) return partition;
  if (!regions?.not.includes(answers.region)) return undefined;
  return regions.unless?.every((one) => holds(one, answers)) ? undefined : answers.region;
}
