import { judgementOf } from '../../src/judging/judgement.ts';
import { assemblyOf } from '../../templates/judge/read/assembly.ts';
import type { JsonObject } from '../../templates/judge/read/json.ts';

export const resource = (Type: string, Properties: JsonObject = {}): JsonObject => ({ Type, Properties });

/** What is weak of a template with these resources, and what of it is not proven. */
export function weakIn(Resources: Record<string, JsonObject>): string[] {
  const stack = { name: 'T', account: '000000000000', region: 'us-east-1', partition: 'aws', template: { Resources } };
  const { weaknesses, notProven } = judgementOf([assemblyOf([stack])]);
  return [...weaknesses.map(({ rule, logicalId }) => `${rule} ${logicalId}`), ...notProven.map(({ why }) => why)];
}
