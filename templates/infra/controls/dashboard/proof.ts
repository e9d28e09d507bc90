import { isDeepStrictEqual } from 'node:util';
import type { Assembly } from '../../../judge/read/assembly.ts';
import { isAtHome, ruleScopeOf } from '../../alerts/check.ts';

import { type Check, every, type Judged } from '../check.ts';
import { dashboardBody } from './body.ts';

function parsed(body: unknown): unknown {
  try {
    return JSON.parse(String(body));
  } catch {
    return undefined;
  }
}

export function checks({ settings, enabled }: Judged): Check[] {
  /** Every alarm and every rule that the templates have, whichever control made it. */
  function expected(assembly: Assembly) {
    const { partition, account, buckets, topicArn } = ruleScopeOf(assembly, settings);
    const namesOf = (type: string, property: string) =>
      assembly.resources
        .filter((resource) => resource.type === type && isAtHome(resource, assembly, settings))
        .map(({ properties }) => String(properties[property]))
        .sort();
    return dashboardBody({
      project: settings.name,
      region: settings.region,
      alarmArns: namesOf('AWS::CloudWatch::Alarm', 'AlarmName').map(
        (alarm) => `arn:${partition}:cloudwatch:${settings.region}:${account}:alarm:${alarm}`,
      ),
      rules: namesOf('AWS::Events::Rule', 'Name'),
      topicName: topicArn.split(':')[5] ?? '',
      buckets: Object.values(buckets),
      rotates: enabled.includes('secret-rotation'),
      trail: settings.trail === 'create',
    });
  }

  return [
    every(
      'one dashboard shows every alarm, every alert and whether messages arrive',
      { type: 'AWS::CloudWatch::Dashboard', where: ({ properties }) => properties.DashboardName === settings.name },
      ({ properties }, assembly) =>
        !isDeepStrictEqual(parsed(properties.DashboardBody), expected(assembly)) && 'shows something else',
    ),
  ];
}
