import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readCatalog } from '../src/plan/catalog.ts';
import { readKinds } from '../src/units/kind.ts';
import { alerting } from './support/sample.ts';

const templates = new URL('../templates/', import.meta.url);
const catalog = readCatalog(templates.pathname);
const pages = readdirSync(new URL('docs/runbooks/', templates)).map((file) => file.replace(/\.md$/, ''));
const withAlerts = catalog.filter(({ id }) => existsSync(new URL(`infra/controls/${id}/alerts.ts`, templates)));

interface NamesRunbook {
  id: string;
  runbook: string;
}

describe('runbooks', () => {
  it('each is named by a control or a kind of unit, and each name has a page', () => {
    const named = [...catalog, ...readKinds(templates.pathname)].flatMap(({ runbooks }) => runbooks ?? []);
    expect([...new Set(named)].sort()).toEqual([...pages].sort());
  });

  /** Pages of what breaks by itself, and of how somebody is stopped: no technique of an attacker. */
  const faults = ['alerts-not-delivered', 'job-failed', 'rotation-failed', 'stop-an-identity'];

  it('of what somebody does name the techniques of MITRE ATT&CK or ATLAS', () => {
    const alarming = catalog.flatMap(({ id, runbooks }) =>
      /^alert|guardduty|macie|malware|protected/.test(id) ? (runbooks ?? []) : [],
    );
    const technique = /MITRE (ATT&CK|ATLAS)[^:]*: (AML\.T\d{4}|T\d{4})/;
    const text = (page: string) => readFileSync(new URL(`docs/runbooks/${page}.md`, templates), 'utf8');
    expect(alarming.length).toBeGreaterThan(30);
    expect(alarming.filter((page) => !technique.test(text(page)) && !faults.includes(page))).toEqual([]);
  });

  it.each(withAlerts)('every alert of $id has its page among those of the control', async ({ id, runbooks }) => {
    const { alerts } = (await import(new URL(`infra/controls/${id}/alerts.ts`, templates).href)) as {
      alerts: NamesRunbook[];
    };
    expect(alerts.length).toBeGreaterThan(0);
    for (const { runbook } of alerts) expect(runbooks).toContain(runbook);
  });

  it.each(withAlerts)('every alert of $id has sample events', async ({ id }) => {
    const folder = new URL(`infra/controls/${id}/`, templates);
    const { alerts } = (await import(new URL('alerts.ts', folder).href)) as { alerts: NamesRunbook[] };
    const samples = JSON.parse(readFileSync(new URL('events.json', folder), 'utf8'));
    expect(Object.keys(samples).sort()).toEqual(alerts.map((alert) => alert.id).sort());
  });

  it('every alarm has its page', async () => {
    const { workloadAlarms } = await import(new URL('infra/controls/workload-alarms/alarms.ts', templates).href);
    const { cisAlarm, cisFilters } = await import(new URL('infra/controls/cis-alarms/filters.ts', templates).href);
    const everyRegion = await import(new URL('infra/controls/alert-every-region/filters.ts', templates).href);
    const alarms: NamesRunbook[] = [
      ...workloadAlarms({ project: 'p', topicName: 't', rules: ['r'], rotates: true }),
      ...cisFilters.map((filter: unknown) => cisAlarm('p', filter)),
      ...everyRegion.everyRegionFilters.map((filter: unknown) =>
        everyRegion.regionAlarm(filter, { settings: { name: 'p', region: 'eu-west-1', bootstrap: {}, alerting } }),
      ),
    ];
    expect(alarms.length).toBe(4 + 15 + 12);
    for (const { runbook } of alarms) expect(pages).toContain(runbook);
  });

  it.each(pages)('%s says what happened, how to look, contain, undo and when to close', (page) => {
    const text = readFileSync(new URL(`docs/runbooks/${page}.md`, templates), 'utf8');
    for (const part of [
      '**What happened.**',
      '**How bad.**',
      '## Look (read-only)',
      '## Contain',
      '## Undo',
      '## Close when',
    ]) {
      expect(text).toContain(part);
    }
    for (const [, link = ''] of text.matchAll(/\]\(([^)]+)\.md\)/g)) {
      if (link.startsWith('../')) expect(existsSync(new URL(`docs/runbooks/${link}.md.ejs`, templates))).toBe(true);
      else expect(pages).toContain(link);
    }
  });

  it.each(pages)('%s looks with commands that only read', (page) => {
    const text = readFileSync(new URL(`docs/runbooks/${page}.md`, templates), 'utf8');
    const commands = /```sh\n([\s\S]*?)```/.exec(text)?.[1] ?? '';
    const verbs = [...commands.matchAll(/aws [a-z0-9-]+ ([a-z0-9-]+)/g)].map(([, verb]) => String(verb));
    expect(verbs.length).toBeGreaterThanOrEqual(3);
    const readOnly = /^(describe|get|list|lookup|filter|tail)(-|$)/;
    expect(verbs.filter((verb) => !readOnly.test(verb))).toEqual([]);
  });
});
