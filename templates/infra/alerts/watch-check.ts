import type { Assembly } from '../../judge/read/assembly.ts';
import type { JsonObject } from '../../judge/read/json.ts';
import type { Settings } from '../config.ts';
import { watchNames, watchRegionOf } from './watch.ts';
import { type Watched, watchMessage } from './watch-message.ts';

/** What a rule of the home region needs as its target, to reach the second topic. */
export function watchTargetOf(settings: Settings, { account, names, stacks }: Assembly, watched: Watched): JsonObject {
  const region = watchRegionOf(settings);
  const partition = stacks[0]?.partition;
  const kept = { DeadLetterConfig: { Arn: names.undelivered ?? '' } };
  if (!region) {
    const { paths, template } = watchMessage(settings, watched);
    const message = { InputPathsMap: paths, InputTemplate: template };
    return { Id: 'watch', Arn: names.watch ?? '', ...kept, InputTransformer: message };
  }
  return {
    Id: 'watch',
    Arn: `arn:${partition}:events:${region}:${account}:event-bus/default`,
    RoleArn: `arn:${partition}:iam::${account}:role/${watchNames(settings).role}`,
    ...kept,
  };
}
