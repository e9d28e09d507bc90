import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { alerts, buckets, infra, load, samples, settings, topicArn } from './support/alerts.ts';

const { chosenAlerts } = await load('alerts/alert.ts');
const { matches } = await load('alerts/matches.ts');

const minimum = (minimumSeverity: string) => settings({ alerting: { ...settings().alerting, minimumSeverity } });
const chosen = (answers: unknown): string[] => chosenAlerts(alerts, answers).map(({ id }: { id: string }) => id);

describe('the chosen severity', () => {
  it('turns on at low what it turns on at medium, and at medium what it turns on at high', () => {
    const [low, medium, high] = ['low', 'medium', 'high'].map((severity) => chosen(minimum(severity)));
    expect(low).toEqual(expect.arrayContaining(medium ?? []));
    expect(medium).toEqual(expect.arrayContaining(high ?? []));
    expect(medium?.length).toBeGreaterThan(high?.length ?? 0);
  });

  it('never leaves out who blinds you, destroys data or is root', () => {
    const never = ['trail-tampering', 'alert-tampering', 'guardduty-tampering', 'guardduty-finding', 'key-tampering'];
    expect(chosen(minimum('high'))).toEqual(
      expect.arrayContaining([...never, 'root-use', 'model-deletion', 'data-deletion', 'bucket-tampering']),
    );
  });
});

describe('alerts that depend on the answers', () => {
  it('watch the break-glass role where there is one', () => {
    expect(chosen(settings({ sensitivity: 'internal' }))).not.toContain('break-glass');
    expect(chosen(settings())).toContain('break-glass');
  });

  it.each([
    ['public', 'create', 'data-deletion'],
    ['public', 'existing', 'object-deletion'],
    ['confidential', 'existing', 'object-deletion'],
    ['confidential', 'organization', 'object-deletion'],
    ['internal', 'create', 'data-deletion'],
  ])('see deleted data at %s with the trail %s by %s', (sensitivity, trail, id) => {
    const both = ['object-deletion', 'data-deletion'];
    expect(chosen(settings({ sensitivity, trail })).filter((one) => both.includes(one))).toEqual([id]);
  });

  it.each([
    ['us-east-1', false],
    ['cn-north-1', false],
    ['us-gov-west-1', false],
    ['eu-west-1', true],
    ['cn-northwest-1', true],
  ])('are forwarded to %s: %s', (region, forwarded) => {
    expect(chosen(settings({ region })).includes('forwarding-tampering')).toBe(forwarded);
  });
});

describe('every alert', () => {
  it('has a name of its own that fits a rule of a project with the longest name', () => {
    expect(new Set(alerts.map(({ id }) => id)).size).toBe(alerts.length);
    for (const { id, global } of alerts) expect(32 + (global ? '-forward-' : '-').length + id.length).toBeLessThan(65);
  });

  // Amazon EventBridge User Guide, "Amazon EventBridge quotas".
  it.each(alerts)('$id fits into a rule whatever the names are', ({ pattern }) => {
    // Not the partition's global region: the bootstrap's role is named for both.
    const name = 'a-project-with-the-longest-name1';
    const bootstrap = { qualifier: 'qualifier1' };
    const scope = {
      settings: settings({ name, region: 'us-gov-east-1', bootstrap }),
      partition: 'aws-us-gov',
      account: '111122223333',
      buckets: { raw: 'r'.repeat(63), processed: 'p'.repeat(63), artifacts: 'a'.repeat(63) },
      logBuckets: ['l'.repeat(63), 'm'.repeat(63)],
      topicArn: `arn:aws-us-gov:sns:us-gov-east-1:111122223333:${'t'.repeat(40)}`,
    };
    expect(JSON.stringify(pattern(scope)).length).toBeLessThanOrEqual(2048);
  });

  it.each(alerts)('$id catches its sample events and none of the near misses', ({ id, pattern }) => {
    const scope = {
      settings: settings(),
      partition: 'aws',
      account: '111122223333',
      buckets,
      logBuckets: ['my-logs'],
      topicArn,
      nameRules: 'rslvr-frg-1',
    };
    const { caught, missed } = samples[id];
    expect(caught.filter((event: unknown) => !matches(pattern(scope), event))).toEqual([]);
    expect(missed.filter((event: unknown) => matches(pattern(scope), event))).toEqual([]);
    expect([caught.length > 0, missed.length > 0]).toEqual([true, true]);
  });
});

describe('techniques', () => {
  const page = readFileSync(new URL('../SECURITY.md.ejs', infra), 'utf8');
  const silent = [...page.matchAll(/^\| ((?:T|AML\.T)\d[^|]*) \|/gm)].flatMap(([, cell]) =>
    cell?.match(/\b(AML\.)?T\d{4}(\.\d{3})?/g),
  );

  it.each(alerts)('are beside the samples of $id, by the ids of ATT&CK or ATLAS', ({ id }) => {
    expect(samples[id].techniques.length).toBeGreaterThan(0);
    for (const one of samples[id].techniques) expect(one).toMatch(/^(AML\.T\d{4}|T\d{4})(\.\d{3})?$/);
  });

  it('are beside the samples of each alert that a unit brings', () => {
    const own = readdirSync(new URL('units/', infra)).flatMap((kind) => {
      const file = new URL(`units/${kind}/events.json`, infra);
      const found: [string, { techniques?: string[] }][] = existsSync(file)
        ? Object.entries(JSON.parse(readFileSync(file, 'utf8')))
        : [];
      return found.flatMap(([id, { techniques }]) =>
        id.startsWith('{unit}-') ? [[kind, id, techniques] as const] : [],
      );
    });
    expect(own.length).toBeGreaterThan(5);
    const known = /^(AML\.T\d{4}|T\d{4})(\.\d{3})?$/;
    expect(
      own.filter(([, , techniques]) => !techniques?.length || !techniques.every((one) => known.test(one))),
    ).toEqual([]);
  });

  it('that raise no alert are named, and none of them has one, but for data that an engineer brings', () => {
    const told = new Set(alerts.flatMap(({ id }) => samples[id].techniques));
    expect(silent.length).toBeGreaterThan(10);
    expect(silent.filter((one) => told.has(one))).toEqual(['AML.T0020']);
  });

  it('of attack journeys that are accepted have an alert or are named', () => {
    const journeys = readdirSync(new URL('controls/', infra)).flatMap((id) => {
      const file = new URL(`controls/${id}/journeys.json`, infra);
      return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : [];
    });
    const accepted = journeys.filter((one) => one.accepted).flatMap(({ mitre = [] }) => [mitre].flat());
    expect(accepted.length).toBeGreaterThan(3);
    const told = alerts.flatMap(({ id }) => samples[id].techniques);
    expect(
      accepted.filter(
        (one: string) => ![...told, ...silent].some((each) => each === one || each.startsWith(`${one}.`)),
      ),
    ).toEqual([]);
  });
});
