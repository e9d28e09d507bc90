import { isDeepStrictEqual } from 'node:util';
import type { Assembly, Resource } from '../../../judge/read/assembly.ts';
import { isObject, type Json, type JsonObject, listOf } from '../../../judge/read/json.ts';

import { type Check, every, isNotTakenBy, type Judged, sameStatement, statementsOf } from '../check.ts';
import { exemptChecks } from './exempt-proof.ts';
import { codeRights, dataRights, isOfUnit, rightsOn, withoutCode } from './rights.ts';
import { basicsAt } from './work.ts';

const roles = { type: 'AWS::IAM::Role' };

const policies = { type: 'AWS::IAM::ManagedPolicy' };

/** The managed policies of this assembly that a role has. */
function policiesOf({ properties }: Resource, { resources }: Assembly): Resource[] {
  const attached = listOf(properties.ManagedPolicyArns).map(String);
  return resources.filter(
    ({ stack, logicalId, type, properties: { ManagedPolicyName, Roles } }) =>
      type === 'AWS::IAM::ManagedPolicy' &&
      (attached.some(
        (arn) => arn.endsWith(`policy/«${stack}/${logicalId}»`) || arn.endsWith(`/${ManagedPolicyName}`),
      ) ||
        listOf(Roles).includes(properties.RoleName ?? '')),
  );
}

const isAllow = ({ Effect }: JsonObject) => Effect === 'Allow';

const jobRoles = ['processing', 'training', 'evaluation', 'registration', 'inference'];

const jobServices = ['logs', 'cloudwatch', 'ecr', 's3', 'kms', 'ec2', 'secretsmanager'];
/** Registering is what the role registration is for; rows say what of it. */
const registryServices = [...jobServices, 'sagemaker'];

const isData = (action: Json) => /^(\*|s3:)/.test(String(action));

function placeOf({ stacks, account }: Assembly) {
  return { partition: stacks[0]?.partition ?? '', account };
}

export function checks({ settings, enabled }: Judged): Check[] {
  const { name } = settings;
  const onlyPipeline = enabled.includes('pipeline');

  /** Only the boundary, which grants nothing, speaks of whole services. */
  const isBoundary = ({ properties }: Resource) => properties.ManagedPolicyName === `${name}-boundary`;
  return [
    every('no role has a policy of AWS’s, which grow by themselves, or an inline one', roles, (role, assembly) => {
      if (role.properties.Policies) return 'has inline policies';
      const attached = listOf(role.properties.ManagedPolicyArns).map(String);
      const foreign = attached.find((arn) => arn.includes(':aws:policy/') || !arn.includes(`:${assembly.account}:`));
      return foreign && `has ${foreign}`;
    }),
    every('no policy allows a whole service or leaves its actions open', policies, (policy) => {
      if (isBoundary(policy)) return;
      const open = statementsOf(policy.properties).find(
        (statement) =>
          isAllow(statement) &&
          (statement.NotAction !== undefined ||
            statement.NotResource !== undefined ||
            listOf(statement.Action).some((action) => String(action).includes('*'))),
      );
      return open && `allows ${JSON.stringify(open.NotAction ?? open.Action)}`;
    }),
    every('a role is passed by name and to SageMaker only', policies, (policy) => {
      if (isBoundary(policy)) return;
      const loose = statementsOf(policy.properties).find(
        (statement) =>
          isAllow(statement) &&
          listOf(statement.Action).includes('iam:PassRole') &&
          (listOf(statement.Resource).some((resource) => String(resource).includes('*')) ||
            !isDeepStrictEqual(statement.Condition, {
              StringEquals: { 'iam:PassedToService': 'sagemaker.amazonaws.com' },
            })),
      );
      return loose && `passes ${JSON.stringify(loose.Resource)}`;
    }),
    every('a policy fits into the 6,144 characters that IAM takes', policies, ({ properties }) => {
      const size = JSON.stringify(properties.PolicyDocument).length;
      return size > 6144 && `has ${size} characters`;
    }),
    every(
      'only SageMaker, for this account, assumes a job role',
      { ...roles, where: (role) => jobRoles.some((job) => role.properties.RoleName === `${name}-${job}`), atLeast: 5 },
      ({ properties }, { account }) => isNotTakenBy(properties, 'sagemaker.amazonaws.com', account),
    ),
    ...exemptChecks(settings),
    every('no role trusts everybody', roles, ({ properties }) => {
      const open = statementsOf(properties, 'AssumeRolePolicyDocument').find(({ Principal, Effect, NotPrincipal }) => {
        const list = isObject(Principal) ? Object.values(Principal).flatMap((value) => listOf(value)) : [Principal];
        return Effect === 'Allow' && (NotPrincipal !== undefined || list.includes('*'));
      });
      return open && `trusts ${JSON.stringify(open.Principal)}`;
    }),
    ...Object.entries(dataRights).map(([role, rights]) =>
      every(
        `${role} lists, reads and writes its own prefixes of the buckets, and no others`,
        { ...roles, where: ({ properties }) => properties.RoleName === `${name}-${role}` },
        (found, assembly) => {
          const allowed = policiesOf(found, assembly)
            .flatMap(({ properties }) => statementsOf(properties))
            .filter((statement) => isAllow(statement) && listOf(statement.Action).some(isData))
            .filter((statement) => !isOfUnit(statement, assembly.names, settings));
          const { names } = assembly;
          const wanted = [
            ...rightsOn(names, onlyPipeline ? withoutCode(rights) : rights, name),
            ...(role === 'inference' ? [] : codeRights(names)),
          ];
          const missing = wanted.find((right) => !allowed.some((statement) => sameStatement(statement, right)));
          if (missing) return `has no statement ${JSON.stringify(missing)}`;
          const more = allowed.find((statement) => !wanted.some((right) => sameStatement(statement, right)));
          return more && `has one statement more: ${JSON.stringify(more)}`;
        },
      ),
    ),
    every(
      'a job role logs, measures and pulls its images, and reaches no other service than its work needs',
      { ...roles, where: (role) => jobRoles.some((job) => role.properties.RoleName === `${name}-${job}`), atLeast: 5 },
      (role, assembly) => {
        const statements = policiesOf(role, assembly).flatMap(({ properties }) => statementsOf(properties));
        const [, own = ''] = String(role.properties.RoleName).split(`${name}-`);
        const missing = basicsAt(placeOf(assembly), settings, own).find(
          (wanted) => !statements.some((it) => sameStatement(it, wanted)),
        );
        if (missing) return `has no statement ${JSON.stringify(missing)}`;
        const others = statements.filter((it) => isAllow(it) && !isOfUnit(it, assembly.names, settings));
        const services = others.flatMap(({ Action }) => listOf(Action).map(String));
        const known = own === 'registration' ? registryServices : jobServices;
        const foreign = services.find((action) => !known.includes(action.split(':')[0] ?? ''));
        return foreign && `may ${foreign}`;
      },
    ),
  ];
}
