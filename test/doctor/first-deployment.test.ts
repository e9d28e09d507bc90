import { expect, it } from 'vitest';
import { commandsIn, leftOut } from '../../assurance/stand-in/readme.ts';
import { type Answers, defaults, tiers } from '../../src/answers/answers.ts';
import { templates } from '../../src/package.ts';
import { controlsFor, readCatalog } from '../../src/plan/catalog.ts';
import { render } from '../../src/render/render.ts';

const catalog = readCatalog(templates);

/** What a newcomer reads, command by command. */
function readme(given: Partial<Answers>): string[] {
  const answers = { ...defaults('my-ml', given.sensitivity), ...given };
  const controls = controlsFor(catalog, answers);
  const files = render(templates, { answers, controls, version: '0.0.0', units: [] });
  return commandsIn(String(files.get('README.md')?.content));
}

const before = ['npm ci', 'npm test', 'aws sso login --profile PROFILE', 'aws sts get-caller-identity'];
const after = [
  'npm run doctor',
  'npm run deploy',
  'printf %s "$TOKEN" > secret.txt',
  'aws secretsmanager put-secret-value --secret-id my-ml/data-provider --secret-string file://secret.txt --profile my-ml-operator',
];
const bootstrap = 'npm run cdk -- bootstrap --qualifier hnb659fds';

it.each(tiers)('leads a newcomer at %s from the packages to the secret, in this order', (sensitivity) => {
  const qualifier = 'npx create-secure-ml answers --set bootstrap.qualifier=QUALIFIER';
  const inBetween = [bootstrap, `${bootstrap} "aws://ACCOUNT/*"`, qualifier];
  expect(readme({ sensitivity })).toEqual([...before, ...inBetween, ...after]);
});

it('bootstraps by roles of its own where the answers say so', () => {
  const own = { qualifier: 'team1', provider: 'create' as const, deployers: ['Platform'] };
  const found = readme({ bootstrap: own });
  expect(found.filter((one) => /bootstrap/.test(one))).toEqual([
    'npm run bootstrap',
    'npm run bootstrap -- --write DIR',
  ]);
  expect(found.filter((one) => !/bootstrap/.test(one))).toEqual([...before, ...after]);
});

it('types each command against the stand-in, or says why not', () => {
  expect(Object.keys(leftOut).filter((one) => !before.includes(one))).toEqual([]);
});
