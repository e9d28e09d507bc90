import { isDeepStrictEqual } from 'node:util';
import { readJourneys } from '../../../judge/prove/journey.ts';
import { judgedPlaceOf, judgeJourney } from '../../../judge/prove/journeys.ts';
import { judge } from '../../../judge/prove/judge.ts';
import { parseRow, readRows, withControls } from '../../../judge/prove/row.ts';
import { scopeOf } from '../../../judge/prove/what.ts';
import { type Assembly, assemblyOf } from '../../../judge/read/assembly.ts';
import { isObject, type JsonObject, listOf } from '../../../judge/read/json.ts';
import { modelOf } from '../../../judge/read/model.ts';
import type { StackInfo } from '../../../judge/read/parameters.ts';
import { cast as everybody } from '../../cast.ts';
import { type Check, type Judged, statementsOf } from '../check.ts';
import attacks from './attacks.json' with { type: 'json' };
import { derivedRows } from './derived.ts';
import written from './rows.json' with { type: 'json' };
import { bootstrapTemplate } from './template.ts';
import { type Use, usesOf } from './uses.ts';

/** IAM User Guide, "IAM and AWS STS quotas". */
const largestPolicy = 6144;
/** AWS CloudFormation User Guide, "Understand CloudFormation quotas": a template that is not an object of a bucket. */
const largestBody = 51_200;

/** The stack of the roles that deploy in one region, beside the stacks of the assembly. */
interface Deploying {
  region: string;
  template: JsonObject;
  /** With what the templates make, so that their roles are askers too. */
  joined: Assembly;
  alone: Assembly;
  uses: Use[];
}

function regionsOf({ stacks }: Assembly): string[] {
  return [...new Set(stacks.map(({ region }) => region))];
}

const resourcesIn = (region: string, { stacks, resources }: Assembly) => {
  const names = new Set(stacks.filter((stack) => stack.region === region).map(({ name }) => name));
  return resources.filter(({ stack }) => names.has(stack));
};

/** A template of the roles that deploy, read beside the assembly. Rows learn by `uses-SERVICE` what the region has. */
export function readBeside(
  assembly: Assembly,
  project: string,
  region: string,
  template: JsonObject,
  given?: Use[],
): Deploying {
  const { account, partition } = assembly.stacks[0] as StackInfo;
  const place = { partition, region, account, project };
  const uses = given ?? usesOf(resourcesIn(region, assembly), place);
  const used = uses.map(({ service }) => [`uses-${service}`, `arn:${partition}:uses::${account}:${service}`]);
  const Metadata = template.Metadata as JsonObject;
  const Names = { ...(Metadata.Names as JsonObject), ...Object.fromEntries(used) };
  const stack: StackInfo = {
    ...{ name: 'Bootstrap', account, region, partition },
    template: { ...template, Metadata: { ...Metadata, Names } },
  };
  return { region, template, joined: assemblyOf([stack, ...assembly.stacks]), alone: assemblyOf([stack]), uses };
}

/** Each check of a proof asks of the same templates. */
const known = new WeakMap<Assembly, Deploying[]>();

/** What `npm run bootstrap` deploys for these templates: the same function, on the same templates. */
export function deployingIn(assembly: Assembly, settings: Judged['settings']): Deploying[] {
  const found = known.get(assembly);
  if (found) return found;
  const all = regionsOf(assembly).map((region) => {
    const made = { here: resourcesIn(region, assembly), all: assembly.resources };
    return readBeside(assembly, settings.name, region, bootstrapTemplate(settings, region, made));
  });
  known.set(assembly, all);
  return all;
}

const cast = { ...everybody, callers: { ...everybody.callers, 'a deployer': '{deployer-person}' } };

/** The rows of rows.json that fail on a template, and how many were asked. */
export function failingRows(
  { region, joined, uses }: Deploying,
  { settings, enabled }: Judged,
): { asked: number; failures: string[] } {
  const model = modelOf([joined]);
  const { partition } = model;
  const scope = { ...scopeOf(settings, joined.account, partition, cast), region };
  const names = Object.keys(model.names);
  const { rows, phrases } = readRows(
    JSON.stringify(written),
    'infra/controls/own-bootstrap/rows.json',
    withControls(settings, enabled),
    names,
  );
  const derived = derivedRows(uses, settings.name, scope).map((text) => parseRow(text, 0));
  const failures = [...rows, ...derived].flatMap((row) =>
    judge(row, phrases, model, scope).failures.map((failure) => `${region}: ${row.text}: ${failure}`),
  );
  return { asked: rows.length + derived.length, failures };
}

/** Attacks of attacks.json that nothing stops, and the titles of all. */
export function openAttacks(
  { region, joined }: Deploying,
  { settings, enabled }: Judged,
): { titles: string[]; failures: string[] } {
  const path = 'infra/controls/own-bootstrap/attacks.json';
  const place = judgedPlaceOf(joined, settings, cast);
  // The roles of another region are the same but for its name; rows and steps speak of the region that is looked at.
  const here = { ...place, scope: { ...place.scope, region } };
  const all = readJourneys(JSON.stringify(attacks), path, withControls(settings, enabled));
  const asked = all.filter(({ steps }) =>
    steps.every(({ who }) => who !== 'deploy' || joined.names.deploy !== undefined),
  );
  return {
    titles: asked.map(({ title }) => title),
    failures: asked.flatMap((journey) =>
      judgeJourney(journey, here, settings.people.signIn).failures.map(
        (failure) => `${region}: ${journey.title}: ${failure}`,
      ),
    ),
  };
}

const policies = ({ alone }: Deploying) => alone.resources.filter(({ type }) => type === 'AWS::IAM::ManagedPolicy');

/** Services that policies of the execution role allow something of. */
function allowed(deploying: Deploying): string[] {
  const of = policies(deploying).filter(({ logicalId }) => /^Execution\d+$/.test(logicalId));
  const actions = of
    .flatMap(({ properties }) => statementsOf(properties))
    .flatMap(({ Action }) => listOf(Action).map(String));
  return [...new Set(actions.map((action) => action.split(':')[0] ?? ''))].sort();
}

const said = (
  sentence: string,
  settings: Judged['settings'],
  fault: (deploying: Deploying, assembly: Assembly) => string[],
): Check => ({
  sentence,
  run(assembly) {
    const all = deployingIn(assembly, settings);
    return {
      evidence: all.map(({ region }) => `stack ${settings.name}-bootstrap in ${region}`),
      failures: all.flatMap((each) => fault(each, assembly).map((what) => `${each.region}: ${what}`)),
    };
  },
});

export function checks(judged: Judged): Check[] {
  const { settings } = judged;
  return [
    {
      sentence: 'every row of rows.json holds for the roles that deploy, beside all other roles',
      run(assembly) {
        const results = deployingIn(assembly, settings).map((each) => ({
          region: each.region,
          ...failingRows(each, judged),
        }));
        return {
          evidence: results.map(({ region, asked }) => `${asked} rows in ${region}`),
          failures: results.flatMap(({ failures }) => failures),
        };
      },
    },
    {
      sentence:
        'whoever holds the deploy role becomes no administrator and changes no other project: each attack of attacks.json stops',
      run(assembly) {
        const results = deployingIn(assembly, settings).map((each) => openAttacks(each, judged));
        return {
          evidence: [...new Set(results.flatMap(({ titles }) => titles))],
          failures: results.flatMap(({ failures }) => failures),
        };
      },
    },
    said(
      'CloudFormation may call the services of the types in the templates, and no other',
      settings,
      (each, assembly) => {
        const place = { partition: '', region: each.region, account: '', project: settings.name };
        const used = usesOf(resourcesIn(each.region, assembly), place).map(({ service }) => service);
        const wanted = [...new Set([...used, 's3', 'ssm'])].sort();
        const has = allowed(each);
        return isDeepStrictEqual(has, wanted) ? [] : [`allows ${has.join(', ')}, and ${wanted.join(', ')} are in use`];
      },
    ),
    said('what is deployed once by an administrator fits into what IAM and CloudFormation take', settings, (each) => {
      const size = (value: unknown) => JSON.stringify(value).length;
      const large = policies(each).filter(({ properties }) => size(properties.PolicyDocument) > largestPolicy);
      return [
        ...large.map(({ logicalId, properties }) => `${logicalId} has ${size(properties.PolicyDocument)} characters`),
        ...(size(each.template) > largestBody ? [`the template has ${size(each.template)} bytes`] : []),
      ];
    }),
    said('nothing of the templates of the roles that deploy is unread', settings, ({ alone }) =>
      modelOf([alone]).notProven.map(({ path, why }) => `${path}: ${why}`),
    ),
    said(
      'each role that deploys has what its template names, and CloudFormation’s its boundary',
      settings,
      ({ alone }) =>
        alone.resources
          .filter(({ type }) => type === 'AWS::IAM::Role')
          .flatMap(({ logicalId, properties }) => {
            const foreign = listOf(properties.ManagedPolicyArns).find(
              (arn) => !String(arn).includes(`:policy/cdk-${settings.bootstrap.qualifier}-`),
            );
            const trusted = statementsOf(properties, 'AssumeRolePolicyDocument').flatMap(({ Principal }) =>
              isObject(Principal) ? Object.values(Principal).flatMap((one) => listOf(one)) : [Principal],
            );
            const other = trusted.find(
              (one) => one !== 'cloudformation.amazonaws.com' && !String(one).endsWith(`:iam::${alone.account}:root`),
            );
            return [
              ...(other === undefined ? [] : [`${logicalId} trusts ${JSON.stringify(other)}`]),
              ...(foreign || properties.Policies ? [`${logicalId} has other policies than this template’s`] : []),
              ...(logicalId === 'CfnExec' &&
              !String(properties.PermissionsBoundary).includes(`:policy/cdk-${settings.bootstrap.qualifier}-limits-`)
                ? [`${logicalId} has no boundary`]
                : []),
            ];
          }),
    ),
  ];
}
