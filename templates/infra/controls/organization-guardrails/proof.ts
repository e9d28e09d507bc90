import { isDeepStrictEqual } from 'node:util';
import { action, hasResourceControl } from '../../../judge/decide/iam-data.ts';
import { isObject, type JsonObject, listOf } from '../../../judge/read/json.ts';

import { type Check, every, type Judged } from '../check.ts';
import { digests, type PolicyFile, policyFiles } from './policies.ts';

function unknownActions(statements: JsonObject[]): string[] {
  const names = statements.flatMap(({ Action, NotAction }) => [...listOf(Action), ...listOf(NotAction)]).map(String);
  return names.filter((each) => !each.endsWith(':*') && !action(each));
}

/** What is wrong with a file as a policy of its type; nothing where it can be attached as it is. */
function complaints(file: PolicyFile, text: string): string[] {
  const document = JSON.parse(text) as JsonObject;
  const statements = listOf(document.Statement).filter(isObject);
  const allows = statements.filter(({ Effect }) => Effect !== 'Deny').map(({ Sid }) => `${Sid} is not a deny`);
  const foreign = statements
    .flatMap(({ Action }) => listOf(Action).map(String))
    .filter((action) => file === 'rcp' && !hasResourceControl(action));
  const principals = statements.filter(({ Principal }) =>
    file === 'rcp' ? Principal !== '*' : Principal !== undefined,
  );

  return [
    ...(document.Version === '2012-10-17' ? [] : ['has another version than 2012-10-17']),
    ...(text.length > policyFiles[file] ? [`has ${text.length} characters of ${policyFiles[file]}`] : []),
    ...allows,
    ...foreign.map((action) => `${action} is of a service that a resource control policy does not reach`),
    ...principals.map(({ Sid }) => `${Sid} names its principals in a way that the type does not allow`),
    ...unknownActions(statements).map((each) => `${each} does not exist`),
  ];
}

const files = Object.keys(policyFiles) as PolicyFile[];

export function checks({ settings, file: read }: Judged): Check[] {
  const { name } = settings;
  const textOf = (file: PolicyFile) => read(`organization/${file}.json`);
  const boundary = {
    type: 'AWS::IAM::ManagedPolicy',
    where: ({ properties }: { properties: JsonObject }) => properties.ManagedPolicyName === `${name}-boundary`,
  };

  return [
    every('the policies can be attached as they are', boundary, () => {
      const [wrong] = files.flatMap((file) =>
        complaints(file, textOf(file)).map((each) => `organization/${file}.json: ${each}`),
      );
      return wrong;
    }),
    every('the template names the text of each by digest', boundary, ({ stack }, { stacks }) => {
      const metadata = stacks.find((candidate) => candidate.name === stack)?.template.Metadata;
      const named = isObject(metadata) ? metadata.OrganizationPolicies : undefined;
      return !isDeepStrictEqual(named, digests(textOf)) && `names ${JSON.stringify(named)}`;
    }),
  ];
}
