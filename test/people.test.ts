import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type Answers, defaults } from '../src/answers/answers.ts';
import { invalidAnswers } from '../src/answers/validate.ts';
import { plan } from '../src/plan/plan.ts';
import { settingsOf, warningsOf } from '../templates/infra/config.ts';

const [own, other] = ['111122223333', '444455556666'];

/** settings.json with somebody else typed into it. */
function edited(roles: object, signIn = 'identity-center', more: object = {}): Answers {
  const usual = defaults('my-ml');
  return { ...usual, ...more, people: { signIn, roles: { ...usual.people.roles, ...roles } } } as Answers;
}

const built = (answers: Answers) => () => settingsOf(JSON.stringify(answers), []);

const refused: [string, object, string?, object?][] = [
  ['the account itself', { engineer: [`arn:aws:iam::${own}:root`] }],
  ['everybody', { engineer: ['*'] }],
  ['every role of the account', { approver: [`arn:aws:iam::${own}:role/*`] }],
  ['a permission set with a path', { operator: ['teams/Operators'] }],
  ['a permission set whose name is too long', { reviewer: ['x'.repeat(33)] }],
  ['a part of permission sets', { engineer: ['Data*'] }],
  ['a user where IAM Identity Center signs people in', { engineer: [`arn:aws:iam::${own}:user/alex`] }],
  ['a role where people are IAM users', { engineer: [`arn:aws:iam::${own}:role/admin`] }, 'iam-users'],
  ['all users', { engineer: ['*'] }, 'iam-users'],
  ['an ARN where SAML signs people in', { engineer: [`arn:aws:iam::${own}:saml-provider/corp`] }, 'saml'],
  [
    'a role of another account',
    { engineer: [`arn:aws:iam::${other}:role/x`] },
    undefined,
    { accounts: { dev: null, prod: own } },
  ],
  [
    'a user of another account',
    { breakGlass: [`arn:aws:iam::${other}:user/x`] },
    'iam-users',
    { accounts: { dev: own, prod: null } },
  ],
  ['a role of another partition', { engineer: [`arn:aws-cn:iam::${own}:role/x`] }],
  ['a session', { engineer: [`arn:aws:sts::${own}:assumed-role/x/y`] }],
  ['a number', { engineer: [7] }],
  ['a text in place of a list', { engineer: 'Developers' }],
  ['nobody', { approver: [] }],
  ['nothing', { reviewer: null }],
  ['one twice', { engineer: ['Developers', 'Developers'] }],
];

describe('people.roles that somebody edited by hand', () => {
  it.each(refused)('%s is refused at synthesis and by the program, with what to write', (_, roles, signIn, more) => {
    const answers = edited(roles, signIn, more);
    const key = `people.roles.${Object.keys(roles)[0]}`;
    expect(built(answers)).toThrow(new RegExp(`"${key}".* (use "default"|name each once)`));
    expect(invalidAnswers(answers).map((problem) => problem.key)).toContain(key);
  });

  it.each([
    [{ engineer: ['Developers', `arn:aws:iam::${own}:role/platform/ml`] }, 'identity-center', {}],
    [{ engineer: [`arn:aws:iam::${own}:role/ml`] }, 'identity-center', { accounts: { dev: own, prod: other } }],
    [{ engineer: ['corp-idp', 'other.idp'] }, 'saml', {}],
    [{ engineer: ['alex', 'team/*', `arn:aws:iam::${own}:user/team/kim`] }, 'iam-users', {}],
  ])('%j is taken by both', (roles, signIn, more) => {
    const answers = edited(roles, signIn, more);
    expect(built(answers)).not.toThrow();
    expect(invalidAnswers(answers)).toEqual([]);
  });
});

describe('a name that was edited by hand', () => {
  const warned = (name: string) =>
    warningsOf({ ...built(edited({}))(), name }).filter((warning) => /cannot be deployed/.test(warning));

  it.each([
    'aws-ml',
    'ssm',
    'cdk',
    'my-ml-',
    'my--ml',
    'sthree',
    'sthree-lab',
    'amzn-s3-demo-ml',
    'ml',
    'a'.repeat(33),
  ])('%s is told at synthesis', (name) => expect(warned(name)).toHaveLength(1));

  it.each(['abc', 'my-ml', 'a-1', 'sthreed', 'amzn-s3', 'my-aws', 'a'.repeat(32)])('%s is not', (name) =>
    expect(warned(name)).toEqual([]),
  );
});

describe('whoever is engineer and approver', () => {
  const said = (roles: object, signIn?: string) => {
    const answers = edited(roles, signIn);
    const noted = plan([], { answers, sources: {} }, '0').notes.filter((note) => /train/.test(note));
    const warned = warningsOf(built(answers)()).filter((warning) => /train/.test(warning));
    expect(noted.length).toBe(warned.length);
    return noted.join();
  };

  it('is named by the plan and at synthesis', () => {
    expect(said({ engineer: ['A', 'B'], approver: ['B'] })).toMatch(/^B is engineer and approver/);
    expect(said({ engineer: ['ml/alex'], approver: ['ml/*'] }, 'iam-users')).toMatch(/^ml\/alex is/);
  });

  it('is nobody where the two are different, or where a SAML provider tells them apart', () => {
    expect(said({ engineer: ['A'], approver: ['B'] })).toBe('');
    expect(said({ engineer: ['ml/alex'], approver: ['mlops/*'] }, 'iam-users')).toBe('');
    expect(said({ engineer: ['idp'], approver: ['idp'] }, 'saml')).toBe('');
  });
});

describe('an approval', () => {
  it('leaves all that registration writes into a version as it is, but for metrics', () => {
    const file = (path: string) => readFileSync(new URL(`../templates/${path}`, import.meta.url), 'utf8');
    const written = /"CustomerMetadataProperties": \{(.*?)\n {8}\}/s.exec(file('ml/workload/register.py'))?.[1] ?? '';
    const plain = [...written.matchAll(/^ *"([\w-]+)":/gm)].map(([, name]) => name);
    const hashed = [...(/hashes = \{(.*?)\}/s.exec(file('ml/workload/register.py'))?.[1] ?? '').matchAll(/"(\w+)":/g)];
    const names = [...plain, ...hashed.map(([, name]) => `${name}-sha256`)].sort();
    const rows: string = file('infra/controls/least-privilege/proofs.json');
    const held = [...rows.matchAll(/approver cannot sagemaker:UpdateModelPackage \* when \S+Properties\/(\S+) is/g)];
    expect(names.length).toBeGreaterThan(4);
    expect(held.map(([, name]) => name).sort()).toEqual(names);
  });
});
