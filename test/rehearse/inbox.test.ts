import { describe, expect, it } from 'vitest';
import type { Rehearsed } from '../../src/judging/rehearsed.ts';
import { eventOf } from '../../src/rehearse/events.ts';
import type { Told } from '../../src/rehearse/gate.ts';
import { Inbox } from '../../src/rehearse/inbox.ts';
import { Names } from '../../src/rehearse/names.ts';
import { matches } from '../../templates/infra/alerts/matches.ts';

const rule = (region: string, properties: object) => ({
  ...{ stack: 's', logicalId: 'R', ref: 'r', type: 'AWS::Events::Rule', arn: `arn:aws:events:${region}:1:rule/r` },
  properties: {
    EventPattern: { source: ['aws.kms'], detail: { eventName: [{ 'anything-but': ['Decrypt'] }] } },
    Targets: [
      {
        InputTransformer: {
          InputPathsMap: { call: '$.detail.eventName', who: '$.detail.userIdentity.arn' },
          InputTemplate: '"Keys: <call>"\n"Who: <who>"',
        },
      },
    ],
    ...properties,
  },
});
const here = {
  ...{ account: '111111111111', region: 'eu-west-1', matches },
  resources: [
    rule('eu-west-1', { Name: 'keys' }),
    rule('us-east-1', { Name: 'elsewhere' }),
    rule('eu-west-1', { Name: 'off', State: 'DISABLED' }),
    rule('eu-west-1', { Name: 'another bus', EventBusName: 'bus' }),
    rule('eu-west-1', { Name: 'passes on', Targets: [{ Arn: 'bus' }] }),
  ],
} as unknown as Rehearsed;

const told = (operation: string, error?: Told['error']): Told => ({
  session: {
    issued: 0,
    label: 'x',
    principal: 'arn:aws:sts::1:assumed-role/x/y',
    context: {},
    credentials: { accessKeyId: '', secretAccessKey: '', sessionToken: '' },
  },
  source: 'outside',
  call: { service: 'kms', operation, parameters: { KeyId: 'k' }, protocol: 'json' },
  verdicts: [],
  allowed: !error,
  ...(error && { error }),
});

describe('the inbox', () => {
  it('gets what the rules of the region tell, as a person would read it', () => {
    const inbox = new Inbox(here, new Names(here));
    const refused = { code: 'AccessDeniedException', message: 'no' };
    expect(inbox.receive(eventOf(told('DisableKey', refused), here))).toEqual([
      { rule: 'keys', call: 'DisableKey', text: 'Keys: DisableKey\nWho: arn:aws:sts::1:assumed-role/x/y' },
    ]);
    expect(inbox.receive(eventOf(told('Decrypt'), here))).toEqual([]);
  });

  it('hears nothing of calls that only read, but by a rule in the state for that', () => {
    const all = {
      ...here,
      resources: [
        rule('eu-west-1', { Name: 'all', State: 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS' }),
        ...here.resources,
      ],
    } as unknown as Rehearsed;
    const event = eventOf(told('DescribeKey'), here);
    expect(new Inbox(all, new Names(all)).receive(event).map(({ rule: name }) => name)).toEqual(['all']);
  });
});
