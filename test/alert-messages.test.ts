import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { alerts, infra, load, samples, settings } from './support/alerts.ts';

const { messageOf } = await load('alerts/message.ts');
const { eventPaths } = await load('alerts/tellings.ts');

/** The text that people read: Amazon EventBridge User Guide, "Input transformation"; a path that an event lacks leaves nothing. */
function rendered({ paths, template }: { paths: Record<string, string>; template: string }, event: unknown): string[] {
  const text = template.replace(/<(\w+)>/g, (_, key: string) => {
    expect(paths, key).toHaveProperty(key);
    const parts = String(paths[key])
      .slice(2)
      .split(/\.|\[|\]\.?/);
    const value = parts
      .filter((part) => part !== '')
      .reduce((at, part) => (at as Record<string, unknown>)?.[part], event);
    return value === undefined || value === null ? '' : String(value);
  });
  return text.split('\n').map((line) => JSON.parse(line));
}

const said = (lines: string[], label: string) =>
  lines.find((line) => line.startsWith(`${label}: `))?.slice(label.length + 2) ?? '';

describe('a message', () => {
  const alert = { description: 'Somebody deletes a "model"', severity: 'high', runbook: 'model-deletion' };

  it.each(alerts)('$id says what, who, where, since when and which page, of each of its events', (alert) => {
    const message = messageOf(settings(), alert);
    for (const event of samples[alert.id].caught) {
      const lines = rendered(message, event);
      expect(lines[0]).toBe(`my-ml, ${alert.severity}: ${alert.description}`);
      expect(said(lines, 'What')).toMatch(/^\w/);
      expect(said(lines, 'Who')).toMatch(/^[\w<]/);
      expect(said(lines, 'Where')).toMatch(/^account \d{12}, region [a-z]+-[a-z]+-\d$/);
      expect(said(lines, 'Since')).toMatch(/^20\d\d-\d\d-\d\dT/);
      expect(said(lines, 'What to do')).toBe(`docs/runbooks/${alert.runbook}.md`);
      // Amazon SNS Developer Guide, "Publishing to a mobile phone": 1,600 characters of text, 140 of them in the first message.
      expect(`${'n'.repeat(32)}${lines[0]?.slice('my-ml'.length)}`.length).toBeLessThanOrEqual(140);
      expect(lines.join('\n').length).toBeLessThan(1_000);
    }
  });

  it.each(alerts.filter(({ tells }) => tells?.event))(
    '$id names the event, which its page finds, and says what it says where a call went through',
    (alert) => {
      const message = messageOf(settings(), alert);
      const [first] = samples[alert.id].caught;
      expect(said(rendered(message, first), 'Event')).toMatch(/^[0-9a-f-]{36}, which names the rest$/);
      const page = readFileSync(new URL(`../docs/runbooks/${alert.runbook}.md`, infra), 'utf8');
      expect(page).toMatch(/aws (cloudtrail lookup-events|logs filter-log-events) /);
      for (const event of samples[alert.id].caught.filter(() => alert.tells.mayFail)) {
        const error = said(rendered(message, event), 'Error code (empty: the call went through)');
        expect(error).toBe(event.detail.errorCode ?? '');
      }
    },
  );

  it.each(alerts)('$id has no place that each of its events leaves empty', (alert) => {
    const { paths, template } = messageOf(settings(), alert);
    const empty = Object.keys(paths).filter((key) =>
      samples[alert.id].caught.every(
        (event: unknown) => rendered({ paths, template: JSON.stringify(`<${key}>`) }, event)[0] === '',
      ),
    );
    expect(empty).toEqual([]);
    expect([...new Set([...template.matchAll(/<(\w+)>/g)].map(([, key]) => key))].sort()).toEqual(
      Object.keys(paths).sort(),
    );
  });

  it('is in the form that Slack needs where it goes to Slack', () => {
    const slack = settings({ alerting: { ...settings().alerting, slack: 'T0123ABCD/C0123ABCD' } });
    expect(JSON.parse(messageOf(slack, alert).template)).toMatchObject({ version: '1.0', source: 'custom' });
  });

  it('quotes what an owner wrote', () => {
    expect(rendered(messageOf(settings(), alert), {})[0]).toBe('my-ml, high: Somebody deletes a "model"');
  });

  it('takes single values only, and no name that anybody chooses freely: of an object, of an alarm, of a host', () => {
    expect(Object.values(eventPaths)).not.toContain('$.detail.requestParameters');
    expect(Object.values(eventPaths).join()).not.toMatch(
      /objectKey|\.key\b|requestParameters\.alarmName|query-name|FailureReason|errorMessage|title|\$\.detail(,|$)/,
    );
  });
});
