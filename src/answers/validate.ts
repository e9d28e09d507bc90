import { type AnswerKey, answerKeys } from '../shape/kinds.ts';
import { asText } from '../shape/text.ts';
import { type Answers, partitionNameOf, type Tier, tiers } from './answers.ts';
import { missingIn, type Places } from './conditions.ts';
import { answerText, channels, valueAt } from './keys.ts';
import { strangersTo } from './people.ts';
import { isOlderProjectName } from './project-name.ts';
import { questionOf } from './questions.ts';
import { isRegionWithoutImage } from './regions.ts';
import { invalidTag, quote, rules } from './rules.ts';

/** One answer that cannot be used, and what to give instead. */
export interface AnswerFinding {
  key: string;
  what: string;
  fix: string;
}

/** What validation has to know of a control. */
export interface KnownControl extends Places {
  id: string;
  from: Tier;
  mayBeOff?: boolean;
  optIn?: boolean;
}

const names = ['raw', 'processed', 'artifacts'] as const;

/** Who typed one entry did not see a list. */
const subject = (value: unknown, fault: string) =>
  Array.isArray(value) && /^(has|names) /.test(fault) ? 'the list' : quote(value);

/** What is wrong with one answer, for the prompt that asks for it. */
export function whyInvalid(key: AnswerKey, value: unknown, region: string): string | undefined {
  const fault = rules[key](value, region);
  return fault && `${subject(value, fault)} ${fault}`;
}

function problem(key: AnswerKey, value: unknown, fault: string): AnswerFinding {
  const { give } = questionOf(key);
  const fix =
    key === 'region' && isRegionWithoutImage(value) && partitionNameOf(value) !== 'aws-eusc'
      ? `${give}. With an image of your own, create the repository for one of those; then put the account of its registry into both lists of infra/registries.json and the region into settings.json, commit, and type npx create-secure-ml upgrade, which takes out what CloudFormation lacks there`
      : give;
  return { key, what: `${subject(value, fault)} ${fault}`, fix };
}

/** Rules that look at two answers. Each holds only where both are well-formed. */
function* disagreements(answers: Answers): Generator<AnswerFinding> {
  const { buckets, network, sensitivity, accounts, globalStack, zones } = answers;
  for (const name of names) {
    const other = names.slice(0, names.indexOf(name)).find((earlier) => buckets[earlier] === buckets[name]);
    if (other && buckets[name] !== 'create') {
      yield problem(`buckets.${name}`, buckets[name], `is the bucket of ${other} too, so no role could be kept to one`);
    }
  }
  if (network !== 'create' && Array.isArray(zones) && zones.length > 0) {
    yield problem('zones', zones, `are for a network that is created, and the network is ${answerText(network)}`);
  }
  if (network === 'none' && tiers.indexOf(sensitivity) >= tiers.indexOf('confidential')) {
    yield problem(
      'network',
      network,
      `is possible up to internal; ${sensitivity} needs a network without the internet`,
    );
  }
  // SageMaker API Reference, "VpcConfig": one group at least. Launchers of the other tiers take it from the environment as well.
  if (sensitivity === 'restricted' && typeof network === 'object' && !network?.securityGroupIds?.length) {
    yield problem(
      'network',
      network,
      'names no security group, and the pipeline that runs every job at restricted needs one',
    );
  }
  if (answers.protectedCopy === 'locked' && buckets.raw !== 'create' && buckets.artifacts !== 'create') {
    yield problem(
      'protectedCopy',
      'locked',
      'is of buckets that are made here, and both existed before: their owner copies them',
    );
  }
  if (!globalStack && ['us-east-1', 'us-gov-west-1', 'cn-north-1'].includes(answers.region)) {
    yield problem('globalStack', globalStack, `leaves out a stack that ${answers.region} does not need`);
  }
  const { qualifier, provider, deployers } = answers.bootstrap;
  // Two sets of roles cannot have one name, and a qualifier of our own may not hit another project's.
  if (provider === 'create' && qualifier === 'hnb659fds')
    yield problem(
      'bootstrap.qualifier',
      qualifier,
      "is that of every account's own bootstrap; with bootstrap.provider=create give one of this project's",
    );
  if (provider === 'create' && !/^[a-z0-9]+$/.test(qualifier))
    yield problem(
      'bootstrap.qualifier',
      qualifier,
      'is part of the name of a bucket, which takes small letters and digits; with bootstrap.provider=create use those',
    );
  if (provider === 'create' && answers.people.signIn === 'saml' && !isRoles(deployers))
    yield problem(
      'bootstrap.deployers',
      deployers,
      'names no role, and a SAML provider signs people in as roles of theirs: give ARNs of roles',
    );
  for (const { role, who, what } of strangersTo(answers)) yield problem(`people.roles.${role}`, who, what);
  if (accounts.dev !== null && accounts.dev === accounts.prod) {
    yield problem('accounts.prod', accounts.prod, 'is the account of dev too: their stacks would have the same names');
  }
}

const isRoles = (given: unknown): boolean =>
  Array.isArray(given) && given.every((one) => /^arn:[^/]*:role\//.test(asText(one)));

function* controlProblems(
  answers: Answers,
  known: readonly KnownControl[],
  standing: Answers | undefined,
): Generator<AnswerFinding> {
  for (const [id, on] of Object.entries(answers.controls)) {
    const key = `controls.${id}`;
    const control = known.find((one) => one.id === id);
    const list = `one of ${known.map((one) => one.id).join(', ')}`;
    if (!control && standing && Object.hasOwn(standing.controls, id)) continue;
    if (!control) yield { key, what: `${quote(id)} is not a control`, fix: list };
    else if (typeof on !== 'boolean') yield { key, what: `${quote(on)} is neither on nor off`, fix: 'on or off' };
    else if (on && missingIn(control, answers)) {
      yield { key, what: `its services do not exist in ${missingIn(control, answers)}`, fix: 'off' };
    } else if (
      !on &&
      !control.mayBeOff &&
      !control.optIn &&
      tiers.indexOf(control.from) <= tiers.indexOf(answers.sensitivity)
    ) {
      const why = `the ${answers.sensitivity} tier turns it on, so it cannot be off`;
      yield { key, what: why, fix: control.from === 'public' ? 'on' : `on, or a sensitivity below ${control.from}` };
    }
  }
}

function tagProblems({ tags }: Answers): AnswerFinding[] {
  const give = 'letters, digits, spaces and _.:/=+-@: --set tags.cost-centre=4711';
  if (typeof tags !== 'object' || tags === null || Array.isArray(tags))
    return [{ key: 'tags', what: `${quote(tags)} is not an object`, fix: give }];
  const found = invalidTag(tags);
  return found ? [{ key: 'tags', what: `the tag ${quote(found.tag)} ${found.fault}`, fix: give }] : [];
}

const same = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);

/** Creation refuses it; a repository that has it already is left alone. */
function mayStay(key: AnswerKey, value: unknown): boolean {
  // What its owner wrote beside the parts of a network is theirs.
  if (key === 'network' && typeof value === 'object' && value !== null) {
    const { vpcId, subnetIds, securityGroupIds } = value as Record<string, unknown>;
    return !rules.network({ vpcId, subnetIds, ...(securityGroupIds !== undefined && { securityGroupIds }) }, '');
  }
  if (key === 'name') return isOlderProjectName(value);
  return key === 'region' && isRegionWithoutImage(value) && partitionNameOf(value) === 'aws';
}

/**
 * Every problem of the answers, at once. `answers` may hold values of any type: nothing of it was checked before.
 * `standing` are the answers of a repository that exists: a control of its own and a name from before the rule may stay.
 */
export function invalidAnswers(
  answers: Answers,
  known: readonly KnownControl[] = [],
  standing?: Answers,
): AnswerFinding[] {
  const single = answerKeys.flatMap((key) => {
    const value = valueAt(answers, key);
    const fault = rules[key](value, answers.region);
    if (fault && standing && same(value, valueAt(standing, key)) && mayStay(key, value)) return [];
    return fault ? [problem(key, value, fault)] : [];
  });
  const broken = new Set(single.map(({ key }) => key));
  const stays = standing && same(answers.network, standing.network) && answers.sensitivity === standing.sensitivity;
  const pairs = [...disagreements(answers)].filter(
    ({ key }) => !broken.has(key) && !broken.has('sensitivity') && !(stays && key === 'network'),
  );
  return [...single, ...pairs, ...controlProblems(answers, known, standing), ...tagProblems(answers)];
}

/** Does an alert reach anybody? Without a channel the topic has no subscribers. */
export function reachesSomebody(answers: Answers): boolean {
  return channels.some((key) => {
    const value = valueAt(answers, key);
    return Array.isArray(value) ? value.length > 0 : value !== null;
  });
}
