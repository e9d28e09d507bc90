import type { Cast } from '../cast.ts';
import { type FormPlace, serviceOf } from '../cells/forms.ts';
import { canMatch, resourceCells } from '../cells/resources.ts';
import type { CompiledStatement } from '../decide/compiled.ts';
import { factsOf } from '../decide/facts.ts';
import { actionsMatching, arnForms, prefixOf } from '../decide/iam-data.ts';
import { remembered, rememberedFor } from '../decide/remembered.ts';
import { partitionOf } from '../place.ts';
import type { AccessModel } from '../read/model.ts';
import { RowError } from './row.ts';

/** An account that is not ours. */
export const foreign = '999999999999';

/** Where short names of resources belong, and the project's name for `NAME`. */
export interface Scope extends FormPlace {
  project: string;
  /** OWNER/NAME on GitHub, and the environment that deploys into this account. */
  repository: string;
  environment: string;
  cast: Cast;
  /** Of the `cdk bootstrap` whose roles deploy. */
  qualifier?: string;
  defaultBranch?: string;
  repositoryId?: string;
  /** Seconds: one more than a job may run. */
  beyondLongestJob?: string;
}

/** What the rows of a repository are about: its answers, as far as rows speak of them. */
export interface Project {
  name: string;
  region: string;
  repository: string;
  accounts: Record<string, string | null>;
  /** The branch that deploys, and the forge's number of the repository. */
  defaultBranch?: string;
  repositoryId?: number | null;
  /** How people sign in, where the answers say so. */
  people?: { signIn: string };
  bootstrap?: { qualifier: string };
  jobs?: { maxMinutes?: number };
}

export function scopeOf(project: Project, account: string, partition: string, cast: Cast): Scope {
  return {
    ...{ account, partition, cast },
    project: project.name,
    region: project.region,
    repository: project.repository,
    environment: Object.keys(project.accounts).find((id) => project.accounts[id] === account) ?? 'prod',
    qualifier: project.bootstrap?.qualifier ?? 'hnb659fds',
    defaultBranch: project.defaultBranch ?? 'main',
    repositoryId: String(project.repositoryId ?? 'unbound'),
    // As jobSizeOf in infra/policies/instances.ts.
    beyondLongestJob: String((project.jobs?.maxMinutes ?? 24 * 60) * 60 + 1),
  };
}

/** A text with `{account}`, `{region}` and the like as the scope has them. Other braces stay. */
export function filled(text: string, scope: Scope): string {
  if (!text.includes('{')) return text;
  const { globalRegion, suffix } = partitionOf(scope.region);
  const { cast: _, ...words } = scope;
  const values: Record<string, string | undefined> = {
    ...words,
    foreign,
    NAME: scope.project,
    suffix,
    'global-region': globalRegion,
  };
  return text.replace(/\{([A-Za-z-]+)\}/g, (all, key: string) => values[key] ?? all);
}

/** Secrets Manager ends a secret's ARN with six characters of its own. */
export const concrete = (arn: string) => arn.replace(/-\?{6}$/, '-AbCdEf');

/** `subnet-*` is every proof name that begins so. */
export function expanded(what: string, { names }: AccessModel): string[] {
  if (!/^[a-z0-9-]+\*$/.test(what)) return [what];
  const found = Object.keys(names).filter((name) => name.startsWith(what.slice(0, -1)));
  // A row about nothing would hold whatever the policies say.
  if (found.length === 0) throw new RowError(`"${what}": nothing has a name that begins so`);
  return found;
}

/** The ARN, perhaps with wildcards, that a row's words mean for an action; `*` for every resource. */
export function patternOf(what: string, action: string, { names }: AccessModel, scope: Scope): string {
  if (what === '*') return what;
  const service = prefixOf(action);
  // STS acts on roles, which are IAM's and of no region.
  const ofIam = service === 'iam' || service === 'sts';
  if (what === 'elsewhere') {
    if (service === 's3') return `arn:${scope.partition}:s3:::elsewhere*`;
    return `arn:${scope.partition}:${ofIam ? 'iam:' : `${service}:${scope.region}`}:${foreign}:*`;
  }
  const [head = '', ...rest] = filled(what, scope).split('/');
  const named = names[head];
  if (named !== undefined) return [concrete(named), ...rest].join('/');
  const text = filled(what, scope).replaceAll('NAME', scope.project);
  if (text.startsWith('arn:')) return text;
  if (!/[:/]/.test(text)) {
    throw new RowError(`nothing is named "${what}": there are ${Object.keys(names).sort().join(', ')}`);
  }
  if (ofIam) return `arn:${scope.partition}:iam::${scope.account}:${text}`;
  return `arn:${scope.partition}:${service}:${scope.region}:${scope.account}:${text}`;
}

/** Texts of policies and lists of ARNs are long: numbers name what resources depend on. */
const numbers = new Map<string, number>();
const numbered = <T extends object>(textOf: (thing: T) => string) =>
  rememberedFor((thing: T) => {
    const text = textOf(thing);
    const found = numbers.get(text) ?? numbers.size;
    numbers.set(text, found);
    return found;
  });
const numberOf = numbered(({ resources }: CompiledStatement) =>
  JSON.stringify([resources?.not, resources?.patterns.map(({ text }) => text)]),
);
const numberOfList = numbered((list: string[]) => JSON.stringify(list));
/** Actions with the same number act on the same kinds of resource. */
export const kindsOf = remembered((action) => numberOfList(arnForms(action)));
const seen = new Map<string, string[]>();
const none: string[] = [];

/** Whether an action can be about something that the pattern means. */
export function actsOn(action: string, pattern: string, scope: Scope): boolean {
  const forms = arnForms(action);
  if (pattern === '*' || forms.length === 0) return pattern === '*';
  const place = { ...scope, account: accountOf(pattern, scope) };
  return forms.some((form) => canMatch(form, pattern, place));
}

/**
 * One resource for each way in which the statements can be about what the pattern means: what holds for these holds
 * for all. None where the action acts on no such resource.
 */
export function resourcesOf(
  pattern: string,
  action: string,
  statements: CompiledStatement[],
  scope: Scope,
  outside = none,
): string[] {
  const all = arnForms(action);
  // Where an action can name a resource, a request for all of them is a request for each.
  if (all.length === 0) return pattern === '*' ? ['*'] : none;
  // Statements about other services tell none apart.
  const services = new Set(all.map(serviceOf));
  const tells = (one: string) => services.has(one) || services.has(undefined);
  const telling = statements.filter((statement) => namedServices(statement).some(tells));
  const about = new Map(telling.map((statement) => [numberOf(statement), statement]));
  const key = `${pattern} ${kindsOf(action)} ${numberOfList(outside)} ${scope.account} ${[...about.keys()]}`;
  let found = seen.get(key);
  if (!found) {
    // No variable is in our resource patterns; one that was would leave its statement out of no cell.
    const facts = factsOf({ principal: '*', action, resource: '*', resourceAccount: scope.account, context: {} });
    const universe = { ...(pattern !== '*' && { inside: [pattern] }), outside };
    const place = { ...scope, account: accountOf(pattern, scope) };
    const forms = all.filter((form) => canBe(form, pattern));
    const cells = resourceCells(forms, [...about.values()], facts, place, universe);
    if (!cells) throw new RowError(`the policies tell more resources of ${pattern} apart than can be looked at`);
    found = cells.map(({ resource }) => resource);
    seen.set(key, found);
  }
  return found;
}

const partsOf = remembered((arn) => arn.split(':'));

/** No pattern has a wildcard there (policy.ts). */
const namedServices = rememberedFor(({ resources }: CompiledStatement) => [
  ...new Set((resources?.patterns ?? []).flatMap(({ parts }) => parts?.[2]?.exact ?? [])),
]);

/** Whether an ARN of the form can match a pattern: most are of another service. */
function canBe(form: string, pattern: string): boolean {
  const [here, there] = [serviceOf(form), partsOf(pattern)[2]];
  return here === undefined || there === undefined || here === there;
}

/** Of the actions that a text names, those that can be about something of a pattern's service. */
export function actionsAbout(text: string, pattern: string): string[] {
  const [, , service] = partsOf(pattern);
  return service === undefined ? actionsMatching(text) : actionsOfService(service)(text);
}

const actionsOfService = remembered((service) => {
  const isAbout = (action: string) => arnForms(action).some((form) => canBe(form, `::${service}`));
  return remembered((text) => actionsMatching(text).filter(isAbout));
});

/** Amazon ECR User Guide, "Amazon ECR interface VPC endpoints": where AWS keeps the layers of images. */
const ofOthers = /^(elsewhere|prod-[a-z0-9-]+-starport-layer-bucket)/;

/** Whose a resource is, by its ARN; a bucket called `elsewhere…` is another account's: images of AWS belong to accounts of AWS. */
export function accountOf(resource: string, { account }: { account: string }): string {
  const [, , , , owner, name = ''] = partsOf(resource);
  // The ARN of a bucket names no account.
  if (!owner && ofOthers.test(name)) return foreign;
  return owner && /^\d{12}$/.test(owner) ? owner : account;
}
