import type { AnswerKey } from '../shape/kinds.ts';
import { partitionNameOf, providers, severities, signIns, tiers } from './answers.ts';
import { bucketNameFault } from './bucket-name.ts';
import { networkRangeFault } from './network-range.ts';
import { projectNameFault } from './project-name.ts';
import { isRegion, isRegionWithoutImage, regionMeantBy } from './regions.ts';
import { zonesFault } from './zones.ts';

/** What is wrong with a value, as the end of a sentence that begins with it; undefined where nothing is. */
type Rule = (value: unknown, region: string) => string | undefined;

/** A value as it may be shown to anyone: on one line, short, without a character that changes the text around it. */
export function quote(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  const plain = text.replace(
    /[^\x20-\x7e]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return plain.length > 60 ? `${plain.slice(0, 57)}...` : plain;
}

const matches =
  (pattern: RegExp, what: string): Rule =>
  (value) =>
    typeof value === 'string' && pattern.test(value) ? undefined : what;

const oneOf =
  (values: readonly string[]): Rule =>
  (value) =>
    values.includes(value as string) ? undefined : `is none of ${values.join(', ')}`;

const orNull =
  (rule: Rule): Rule =>
  (value, region) =>
    value === null ? undefined : rule(value, region);

const eachOf =
  (rule: Rule): Rule =>
  (value, region) => {
    if (!Array.isArray(value)) return 'is not a list';
    if (value.length > 20) return 'has more than 20 entries';
    if (new Set(value).size < value.length) return 'names one twice';
    for (const one of value) {
      const fault = rule(one, region);
      if (fault) return `has ${quote(one)}, which ${fault}`;
    }
    return undefined;
  };

/** `create` keeps the rules of a name too. */
const bucket: Rule = (value) => (typeof value === 'string' ? bucketNameFault(value) : 'is not text');

/** Addresses that take no mail: those of forges and robots, and names that no mail server may have (RFC 2606, RFC 6762). */
const unread =
  /^(no-?reply|do-?not-?reply)([+.-].*)?@|@(users\.)?noreply\.|@(.*\.)?(localhost|localdomain|local|invalid|test|lan|internal)$/i;

const email: Rule = (value) => {
  const isAddress =
    typeof value === 'string' &&
    value.length <= 254 &&
    // RFC 5321, section 4.1.2: a period is between two others, a hyphen within a label.
    /^(?=.{1,64}@)[\w%+-]+(\.[\w%+-]+)*@([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/i.test(value);
  if (!isAddress) return 'is not an e-mail address';
  return unread.test(value) ? 'is an address that takes no mail, so nobody would confirm it' : undefined;
};

/** SNS and Budgets would write twice to what differs in case alone. */
const emails: Rule = (value, region) => {
  const lower = Array.isArray(value) ? value.map((one) => (typeof one === 'string' ? one.toLowerCase() : one)) : [];
  return new Set(lower).size < lower.length ? 'names one twice' : eachOf(email)(value, region);
};

/** An address that stands for one (RFC 2606, section 3): whoever writes it into an answer means it, a tool's default does not. */
export const isPlaceholder = (address: string): boolean =>
  /@(.*\.)?example\.(com|net|org|edu)$/i.test(address) || /^(you|user|root|name)@/i.test(address);

const httpsUrl: Rule = (value) => {
  if (typeof value !== 'string' || value.length > 2048) return 'is not an https:// address';
  if (!/^https:\/\/[A-Za-z0-9./?&=_~:%+,@-]+$/.test(value) || !URL.canParse(value)) return 'is not an https:// address';
  const { hostname, username, password } = new URL(value);
  if (username || password) return 'carries a user or a password, which everyone who reads the repository would see';
  if (hostname === 'hooks.slack.com') return 'is a Slack webhook: a secret, and not one that SNS can speak to';
  return hostname.includes('.') ? undefined : 'has no public host name';
};

const topicArn: Rule = (value, region) => {
  const parts =
    typeof value === 'string' && /^arn:(aws[a-z-]*):sns:([a-z0-9-]+):\d{12}:[\w-]{1,256}(\.fifo)?$/.exec(value);
  if (!parts) return 'is not an ARN of an SNS topic';
  // SNS Developer Guide, "FIFO topics": no e-mail, and CloudWatch alarms publish to standard topics only.
  if (parts[3]) return 'is a FIFO topic, which alarms cannot publish to';
  if (parts[1] !== partitionNameOf(region))
    return `is in partition ${parts[1]}, but ${region} is in ${partitionNameOf(region)}`;
  return parts[2] === region ? undefined : `is in ${parts[2]}, but the region is ${region}`;
};

/** `default` is another region of the partition, which the templates choose. */
const watchRegion: Rule = (value, home) => {
  if (value === 'default') return undefined;
  // No job runs there, so it needs no image.
  if (!isRegion(value) && !isRegionWithoutImage(value)) return 'is not a region that this version knows';
  if (partitionNameOf(value) !== partitionNameOf(home)) return `is in another partition than ${home}`;
  return value === home ? 'is the region whose alerts it is to watch; write none for a second topic there' : undefined;
};

/** IAM User Guide, "IAM identifiers": policy ARNs have no region; `aws` stands for the account of AWS's own policies. */
const boundary: Rule = (value, region) => {
  const shape = /^arn:(aws[a-z-]*):iam::(\d{12}|aws)?:policy\/[\w+=,.@/-]{1,512}$/;
  const parts = typeof value === 'string' && shape.exec(value);
  if (!parts) return 'is not an ARN of an IAM policy';
  const partition = partitionNameOf(region);
  return parts[1] === partition ? undefined : `is in partition ${parts[1]}, but ${region} is in ${partition}`;
};

/** Tagging AWS Resources User Guide, "Tag naming limits and requirements"; a resource takes 50, and two are ours. */
export function invalidTag(tags: Record<string, unknown>): { tag: string; fault: string } | undefined {
  const seen = new Set(['project', 'sensitivity']);
  for (const [tag, value] of Object.entries(tags)) {
    // IAM takes keys that differ in case alone for the same (IAM User Guide, "Tags for IAM resources").
    const name = tag.toLowerCase();
    if (seen.has(name)) return { tag, fault: 'is there already, perhaps in another case' };
    seen.add(name);
    if (name.startsWith('aws:')) return { tag, fault: 'begins with "aws:", which AWS keeps for itself' };
    if (!/^[\p{L}\p{N} _.:/=+@-]{1,128}$/u.test(tag)) return { tag, fault: 'is not a key of a tag' };
    if (typeof value !== 'string' || !/^[\p{L}\p{N} _.:/=+@-]{1,256}$/u.test(value))
      return { tag, fault: `has ${quote(value)}, which is not a value of a tag` };
  }
  return Object.keys(tags).length > 40
    ? { tag: Object.keys(tags)[40] as string, fault: 'is one of more than 40' }
    : undefined;
}

/**
 * Who may take a role: a name, or a role's ARN. IAM Identity Center API Reference, "CreatePermissionSet"; IAM User Guide,
 * "IAM and AWS STS quotas": permission sets, SAML providers and users with their path, `*` at its end for all below it.
 */
const person: Rule = (value, region) => {
  if (typeof value !== 'string') return 'is not text';
  const arn = /^arn:(aws[a-z-]*):iam::\d{12}:(role|user)\/[\w+=,.@/-]{1,576}$/.exec(value);
  if (arn) {
    const partition = partitionNameOf(region);
    return arn[1] === partition ? undefined : `is in partition ${arn[1]}, but ${region} is in ${partition}`;
  }
  return /^([\w+=.@-]{1,128}\/){0,8}([\w+=.@-]{1,128}|\*)$/.test(value) && value !== '*'
    ? undefined
    : 'is neither a name nor the ARN of a role';
};

const people: Rule = (value, region) => {
  if (value === 'default') return undefined;
  if (Array.isArray(value) && value.length === 0) return 'names nobody';
  return eachOf(person)(value, region);
};

const id = (prefix: string) => new RegExp(`^${prefix}-([0-9a-f]{8}|[0-9a-f]{17})$`);

const network: Rule = (value) => {
  if (value === 'create' || value === 'none') return undefined;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'is neither create, none nor a VPC';
  const { vpcId, subnetIds, securityGroupIds = [], ...rest } = value as Record<string, unknown>;
  const unknown = Object.keys(rest)[0];
  if (unknown !== undefined) return `has ${quote(unknown)}, which is not part of a network`;
  if (typeof vpcId !== 'string' || !id('vpc').test(vpcId)) return `has ${quote(vpcId)}, which is not a VPC's id`;
  if (!Array.isArray(subnetIds) || subnetIds.length === 0) return 'names no subnets';
  // SageMaker API Reference, VpcConfig: 1 to 5 security groups, and 16 subnets; each is named four times in a role's policy,
  // which holds 6,144 characters (IAM User Guide, "IAM and AWS STS quotas").
  if (subnetIds.length > 13) return 'names more than 13 subnets';
  const subnets = eachOf(matches(id('subnet'), "is not a subnet's id"))(subnetIds, '');
  if (subnets) return subnets;
  if (Array.isArray(securityGroupIds) && securityGroupIds.length > 5) return 'names more than 5 security groups';
  return eachOf(matches(id('sg'), "is not a security group's id"))(securityGroupIds, '');
};

const region: Rule = (value) => {
  if (isRegion(value)) return undefined;
  if (isRegionWithoutImage(value) && partitionNameOf(value) === 'aws-eusc')
    return 'is in the partition aws-eusc, which the templates do not know; nor does AWS publish an image for jobs there';
  if (isRegionWithoutImage(value))
    return 'has SageMaker, but AWS publishes no scikit-learn image there for jobs to run in';
  const meant = regionMeantBy(value);
  if (meant) return `is not the name of a region, "${meant}" is`;
  if (typeof value === 'string' && /^(us|eu)-iso[a-z]?-/.test(value))
    return 'is in an isolated partition, which the templates do not know';
  return 'is not a region that this version knows';
};

const budget: Rule = (value) =>
  typeof value === 'number' && value > 0 && value <= 1e9 ? undefined : 'is not an amount above 0';

const githubRepository = /^[A-Za-z0-9](?:[A-Za-z0-9]|-(?=[A-Za-z0-9])){0,38}\/(?!\.{1,2}$)(?!.*\.git$)[\w.-]{1,100}$/;

/** One rule an answer; each looks at its value alone (and at the region that the value must fit). */
export const rules: Record<AnswerKey, Rule> = {
  name: projectNameFault,
  region,
  sensitivity: oneOf(tiers),
  'buckets.raw': bucket,
  'buckets.processed': bucket,
  'buckets.artifacts': bucket,
  'alerting.emails': emails,
  'alerting.https': eachOf(httpsUrl),
  'alerting.slack': orNull(matches(/^[TE][A-Z0-9]{2,20}\/[CG][A-Z0-9]{2,20}$/, 'is not a Slack workspace and channel')),
  'alerting.topicArn': orNull(topicArn),
  'alerting.minimumSeverity': oneOf(severities),
  'alerting.watchRegion': orNull(watchRegion),
  guardduty: oneOf(providers),
  trail: oneOf(providers),
  macie: oneOf(providers),
  accessAnalyzer: oneOf(providers),
  config: oneOf(providers),
  securityHub: oneOf(providers),
  protectedCopy: oneOf(['none', 'locked']),
  githubProvider: oneOf(['create', 'existing']),
  network,
  networkCidr: networkRangeFault,
  zones: zonesFault,
  // AWS CDK's bootstrap template, parameter Qualifier.
  'bootstrap.qualifier': matches(/^[A-Za-z0-9_-]{1,10}$/, 'is not a qualifier of cdk bootstrap'),
  'bootstrap.provider': oneOf(['existing', 'create']),
  'bootstrap.deployers': people,
  globalStack: (value) => (typeof value === 'boolean' ? undefined : 'is neither on nor off'),
  'accounts.dev': orNull(matches(/^\d{12}$/, 'is not an AWS account')),
  'accounts.prod': orNull(matches(/^\d{12}$/, 'is not an AWS account')),
  repository: (value) =>
    value === 'none' || (typeof value === 'string' && githubRepository.test(value))
      ? undefined
      : 'is not an OWNER/NAME on GitHub',
  repositoryId: orNull((value) =>
    Number.isInteger(value) && (value as number) > 0 && (value as number) < 1e12
      ? undefined
      : "is not a repository's number",
  ),
  // git-check-ref-format(1), narrowed to what is in a workflow and in a trust without quoting. HEAD and refs/... name something else.
  defaultBranch: matches(
    /^(?!HEAD$|refs\/|.*(\.\.|\/[/.]|\.lock(\/|$)))[A-Za-z0-9][\w./-]{0,98}(?<![./])$/,
    "is not a branch's name",
  ),
  'people.signIn': oneOf(signIns),
  'people.roles.engineer': people,
  'people.roles.approver': people,
  'people.roles.operator': people,
  'people.roles.reviewer': people,
  'people.roles.breakGlass': people,
  monthlyBudgetUsd: budget,
  permissionsBoundary: orNull(boundary),
};
