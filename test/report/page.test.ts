import { describe, expect, it } from 'vitest';
import { commandsIn } from '../../src/report/duties.ts';
import type { Evidence } from '../../src/report/evidence.ts';
import { flowsOf } from '../../src/report/flow.ts';
import { reportPage } from '../../src/report/page.ts';
import type { Sentence } from '../../templates/judge/prove/controls.ts';

const attack = (
  who: string,
  title: string,
  end: Partial<NonNullable<Sentence['journey']>>,
  state: Sentence['state'] = 'holds',
) =>
  ({
    ...{ sentence: `attack T1530: ${title}`, state, evidence: [], failures: [] },
    journey: { by: 'attacker', title, who, mitre: ['T1530'], ...end },
  }) satisfies Sentence;

const cell = (who: string, what: string, action: string, account = '111111111111') => ({
  ...{ account, who, what, level: 'Read', actions: [action], when: [], but: [] },
});

const parts = (account: string) => ({
  ...{ account, regions: ['eu-west-1'], stacks: ['data'], rules: 3, alarms: 2, trails: 1 },
  buckets: [{ name: 'raw', key: 'data-key' }, { name: 'logs' }],
  secrets: [{ name: 'data-source', key: 'secrets-key' }],
  network: { endpoints: 7, isOpen: false },
});

const evidence: Evidence = {
  settings: { name: 'my-ml', region: 'eu-west-1', sensitivity: 'confidential' },
  ...{
    commit: 'abcdef012345',
    digest: 'd'.repeat(64),
    program: '9.9.9',
    judge: { digest: 'c'.repeat(64), proofs: { trail: 'e'.repeat(64) } },
    overlays: [],
    date: new Date('2026-02-03'),
  },
  controls: [
    {
      id: 'trail',
      title: 'Calls are recorded',
      why: 'Because.',
      satisfies: ['CloudTrail.1'],
      carries: 'a trail',
      duty: 'Read it: aws cloudtrail get-trail-status --name NAME-trail. Look often',
    },
  ],
  off: [],
  beyond: [{ id: 'pipeline', title: 'Jobs run as a pipeline', why: 'from the restricted tier' }],
  results: [
    {
      ...{ id: 'trail', title: 'Calls are recorded', state: 'holds' },
      sentences: [{ sentence: 'the trail is there', state: 'holds', evidence: ['Trail'], failures: [] }],
    },
    {
      ...{ id: 'perimeter', title: 'Data stays', state: 'fails' },
      sentences: [
        attack('engineer', 'first', {
          stopped: 'step 1: engineer s3:GetObject raw/*',
          deniedBy: ['RawPolicy/OnlyNamedRoles'],
        }),
        attack('engineer', 'second', {
          stopped: 'step 3: engineer s3:GetObject raw/*',
          deniedBy: ['no statement allows it'],
        }),
        attack('engineer', 'third', { accepted: { alert: 'told', why: 'Work.' } }),
        attack('engineer', 'fourth', {}, 'fails'),
      ],
    },
    { ...{ id: 'access', title: 'Nobody may do more', state: 'holds', isGeneral: true }, sentences: [] },
  ],
  notProven: [],
  cells: [
    cell('training', 'raw/train/*', 's3:GetObject'),
    cell('engineer', 'raw/*', 's3:GetObject'),
    cell('engineer', 'raw/in/*', 's3:PutObject'),
  ],
  parts: [parts('111111111111')],
  jobs: new Set(['training']),
  edited: [],
  findings: [],
};

/** The cells of the row that begins so. */
const row = (html: string, first: string) => {
  const line = html.split('\n').find((each) => each.includes(`<tr><td>${first}</td>`)) ?? '';
  return [...line.matchAll(/<td>(.*?)<\/td>/g)].map(([, text]) => text);
};

describe('The report', () => {
  const html = reportPage(evidence);

  it('counts the attacks of each attacker by where they end', () => {
    expect(row(html, 'engineer').slice(0, 7)).toEqual(['engineer', '4', '1', '1', '1', '1', '1']);
    expect(row(html, 'engineer')[7]).toContain('1');
    expect(html).toContain('2 of 4');
  });

  it('counts the controls as the other commands do, and what is asked of all templates apart', () => {
    expect(html).toContain('>1 of 2</b>controls hold, and 1 of 1 general checks');
  });

  it('calls what nothing stops and no alert tells of by its name', () => {
    expect(html).toContain('nothing stops it');
  });

  it('tells commands from words in a duty', () => {
    expect(
      commandsIn(
        'Close it once: aws ec2 describe-vpcs --filters Name=vpc-id,Values=VPC Name=group,Values=x, then npm run verify. See aws.',
      ),
    ).toEqual(['aws ec2 describe-vpcs --filters Name=vpc-id,Values=VPC Name=group,Values=x', 'npm run verify']);
  });

  it('says what stops an attack in the words of access --why', () => {
    expect(html).toContain('stopped at step 1: engineer s3:GetObject raw/* (RawPolicy/OnlyNamedRoles)');
    expect(html).toContain('stopped at step 3: engineer s3:GetObject raw/* (no statement allows it)');
  });

  it('names whoever reads all of it as a reader of each part', () => {
    expect(row(html, '<code>raw/train/*</code>')).toEqual([
      '<code>raw/train/*</code>',
      'data-key',
      'training, engineer',
      'nobody',
    ]);
    expect(row(html, '<code>raw/*</code>')[3]).toBe('see the prefixes of it');
  });

  it('has the key of a secret, and root in a row of its own', () => {
    const cells = [...evidence.cells, cell('processing', 'data-source', 'secretsmanager:GetSecretValue')];
    const page = reportPage({ ...evidence, cells });
    expect(row(page, '<code>data-source</code>')).toEqual([
      '<code>data-source</code>',
      'secrets-key',
      'processing',
      'nobody',
    ]);
    expect(page).toContain('account&#39;s root user can read and write all of it');
  });

  it('says who gets alerts and who deploys, whatever type settings.json gives them', () => {
    const settings = {
      ...evidence.settings,
      alerting: { emails: ['a@example.com', 7, '<b>'], slack: null, minimumSeverity: 'medium' },
      repository: 'acme/ml',
      bootstrap: { qualifier: 'hnb659fds' },
    };
    const page = reportPage({ ...evidence, settings });
    expect(page).toContain('Alerts of severity medium and higher go to a@example.com, &lt;b&gt;.');
    expect(page).toContain('Deployed by: the workflow of acme/ml, and whoever can assume the roles cdk-hnb659fds-*.');
    expect(html).toContain('No recipient of alerts is named.');
  });

  it('says what its words mean before it uses them', () => {
    const [explained, used] = ['“Cannot … ever” means', '<details'].map((text) => html.indexOf(text));
    expect(explained).toBeGreaterThan(0);
    expect(explained).toBeLessThan(used as number);
  });

  it('says which commit and templates were judged, and by what', () => {
    expect(html).toContain('<code>abcdef012345</code>');
    expect(html).toContain('create-secure-ml 9.9.9');
    expect(html).toContain('<code>dddddddddddddddd</code>');
  });

  it('has each claim once in the evidence', () => {
    for (const { sentences } of evidence.results)
      for (const { sentence } of sentences) expect(html.split(sentence).length - 1, sentence).toBe(1);
  });

  it('shows the command of a duty as code, first beside its title and then in its words, with the name of the project', () => {
    expect(html.split('<code>aws cloudtrail get-trail-status --name my-ml-trail</code>')).toHaveLength(3);
    expect(html).toContain('<a href="#duty-trail">Calls are recorded</a>');
    expect(html).toContain('<p id="duty-trail">');
  });

  it('draws accounts of the same flows once, and others apart', () => {
    const both = ['111111111111', '222222222222'];
    const of = (accounts: string[]) =>
      accounts.map((account) => cell('training', 'raw/train/*', 's3:GetObject', account));
    const drawn = (cells: Evidence['cells']) =>
      reportPage({ ...evidence, cells, parts: both.map(parts) }).split('<svg').length - 1;
    expect(drawn(of(both))).toBe(1);
    expect(drawn(of(['111111111111']))).toBe(2);
  });

  it('says that a network with a way out has one', () => {
    const open = { ...parts('111111111111'), network: { endpoints: 1, isOpen: true } };
    expect(reportPage({ ...evidence, parts: [open] })).toContain('with a way to the internet');
  });

  it.each(['<script>alert(1)</script>', '</style><b>', '"><img src=x>', 'a\u202eb', 'x\u001b[2J'])(
    'shows %j as text',
    (barb) => {
      const [first] = evidence.results;
      const hostile = reportPage({
        ...evidence,
        settings: { ...evidence.settings, name: barb },
        results: [
          { ...first, id: barb, title: barb, state: 'fails', sentences: [attack(barb, barb, { stopped: barb })] },
        ],
        cells: [cell(barb, barb, 's3:GetObject'), cell(barb, barb, 's3:PutObject')],
        edited: [barb],
        notProven: [{ stack: barb, logicalId: barb, path: barb, what: barb, why: barb }],
      });
      expect(hostile).not.toContain(barb);
      expect(hostile.split('<style>')).toHaveLength(2);
    },
  );

  it('asks for nothing from elsewhere', () => {
    expect(html).toContain("default-src 'none'");
    expect(html).not.toMatch(/https?:|src=|<script|@import|url\((?!#)/);
  });
});

it('flows are of one account', () => {
  const cells = [cell('training', 'raw/*', 's3:GetObject', '1'), cell('engineer', 'raw/*', 's3:PutObject', '2')];
  expect(flowsOf(cells, '1')).toEqual([{ who: 'training', what: 'raw/*', way: 'read' }]);
});

it('names the judge that decided, and its proof of each control', () => {
  expect(reportPage(evidence)).toContain(`judge <code>${'c'.repeat(16)}</code>`);
  expect(reportPage(evidence)).toContain(`Proof <code>${'e'.repeat(16)}</code>`);
});
