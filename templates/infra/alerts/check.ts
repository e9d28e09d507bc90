import { isDeepStrictEqual } from 'node:util';
import type { Resource } from '../assembly/assembly.ts';
import { isObject, listOf } from '../assembly/json.ts';
import { readSettings } from '../config.ts';
import { type Check, every, everyHas } from '../controls/check.ts';

const { name } = readSettings();

/** A rule exists, is on, catches exactly this, and tells the alerts topic with the runbook's name. */
export function alertChecks(runbook: string, pattern: Record<string, unknown>, state = 'ENABLED'): Check[] {
  const rule = {
    type: 'AWS::Events::Rule',
    where: ({ properties }: Resource) => properties.Name === `${name}-${runbook}`,
  };
  return [
    everyHas(`${runbook}: the rule is on and catches exactly its events`, rule, {
      State: state,
      EventPattern: pattern,
      EventBusName: undefined,
    }),
    every(`${runbook}: people are told, with the runbook's name`, rule, ({ properties }, { names }) => {
      const [target, ...more] = listOf(properties.Targets).filter(isObject);
      if (!target || more.length > 0 || target.Arn !== names.alerts) return `tells ${target?.Arn ?? 'nobody'}`;
      const input = isObject(target.InputTransformer) ? String(target.InputTransformer.InputTemplate) : '';
      const paths = isObject(target.InputTransformer) ? target.InputTransformer.InputPathsMap : {};
      if (!input.includes(`docs/runbooks/${runbook}.md`)) return 'does not name its runbook';
      return !isDeepStrictEqual(paths, inputPaths) && `sends ${JSON.stringify(paths)}`;
    }),
  ];
}

/** What a message takes from an event; it is the text between < and > in the input template. */
export const inputPaths = {
  account: '$.account',
  region: '$.region',
  time: '$.time',
  type: '$.detail-type',
  detail: '$.detail',
};
