import { isDeepStrictEqual } from 'node:util';
import { actionsMatching, definesKey } from '../../../judge/decide/iam-data.ts';
import type { Assembly, Resource } from '../../../judge/read/assembly.ts';
import { listOf } from '../../../judge/read/json.ts';

import { instanceTypesOf, jobSizeOf } from '../../policies/instances.ts';
import { pipelinesOfUnits } from '../../policies/roles.ts';
import { tierFacts } from '../../tiers.ts';
import { type Check, every, type Judged, lacks, statementsOf } from '../check.ts';
import { isHeld, refusedOf } from './held.ts';
import { type JobDenies, jobDenies } from './statements.ts';

/** The actions that a pattern matches; the pattern itself, where it matches none. */
function actionsOf(pattern: string): string[] {
  const found = actionsMatching(pattern);
  return found.length > 0 ? found : [pattern];
}

/** Pairs of an action and a key of its deny that the action does not define, and that would thus never be decided right. */
function undefinedPairs(denies: JobDenies): string[] {
  return Object.values(denies).flatMap(({ actions, conditions }) =>
    Object.values(conditions ?? {}).flatMap((keys) =>
      Object.keys(keys).flatMap((key) =>
        actions
          .flatMap(actionsOf)
          .filter((action) => !definesKey(action, key.toLowerCase()))
          .map((action) => `${action} ${key}`),
      ),
    ),
  );
}

const sample = {
  subnetIds: ['a'],
  securityGroupIds: ['b'],
  dataKeyArn: 'c',
  instanceTypes: ['ml.m5.large', 'ml.g5.xlarge'],
  maxMinutes: 60,
  isolatedTraining: true,
};

const wrong = undefinedPairs(jobDenies(sample));

/** What the rule of its type is not for: the rotation calls the secret's provider, and its own control proves it. */
const isRotation = (name: string, { type, properties }: Resource) =>
  type === 'AWS::Lambda::Function' && properties.FunctionName === `${name}-rotation`;

export function checks({ settings, enabled }: Judged): Check[] {
  const { name, network, sensitivity, repository } = settings;
  const given = {
    subnetIds: typeof network === 'object' ? network.subnetIds : [],
    securityGroupIds: typeof network === 'object' ? (network.securityGroupIds ?? []) : [],
  };
  const holders = [
    'engineer',
    ...(repository === 'none' ? [] : ['deploy']),
    ...(enabled.includes('pipeline') ? ['pipeline'] : []),
    ...pipelinesOfUnits(settings),
  ];
  const policy = {
    type: 'AWS::IAM::ManagedPolicy',
    where: ({ properties }: { properties: { ManagedPolicyName?: unknown } }) =>
      properties.ManagedPolicyName === `${name}-job-guardrails`,
  };

  function expected({ names }: Assembly): JobDenies {
    return jobDenies({
      subnetIds: typeof network === 'object' ? network.subnetIds : [1, 2].map((n) => `«${name}-network/Subnet${n}»`),
      securityGroupIds:
        typeof network === 'object' ? (network.securityGroupIds ?? []) : [`«${name}-network/JobsGroup.GroupId»`],
      dataKeyArn: names['data-key'] ?? '',
      instanceTypes: instanceTypesOf(settings),
      maxMinutes: jobSizeOf(settings).maxMinutes,
      isolatedTraining: tierFacts[sensitivity].trainingIsolated,
    });
  }

  return [
    every(
      'jobs that break the rules are refused, and the policy itself allows nothing',
      policy,
      ({ properties }, assembly) => {
        const wanted = Object.entries(expected(assembly)).map(([, { actions, conditions }]) => ({
          Effect: 'Deny',
          Action: actions,
          Resource: '*',
          ...(conditions && { Condition: conditions }),
        }));
        const statements = statementsOf(properties);
        if (statements.length !== wanted.length) return `has ${statements.length} statements, not ${wanted.length}`;
        return lacks(properties, wanted);
      },
    ),
    {
      sentence:
        'what templates hold of the services that run code keeps to the rules of jobs, or runs no code and opens no way',
      run(assembly) {
        const all = assembly.resources.filter((each) => isHeld(each) && !isRotation(name, each));
        const failures = all.flatMap((each) => {
          const refused = refusedOf(each, assembly, given);
          return refused ? [`${each.stack}: ${each.path} ${refused}`] : [];
        });
        return { evidence: [`${all.length} of ${assembly.resources.length} resources`], failures };
      },
    },
    every('every denied action defines the key that decides on it', policy, () => {
      return wrong.length > 0 && `rests on ${wrong.join(', ')}`;
    }),
    every(
      'the denies hold for everyone of this repository who could start a job',
      {
        type: 'AWS::IAM::Role',
        where: ({ properties }) => holders.some((role) => properties.RoleName === `${name}-${role}`),
        atLeast: holders.length,
      },
      ({ properties }, { account, stacks }) => {
        const arn = `arn:${stacks[0]?.partition}:iam::${account}:policy/${name}-job-guardrails`;
        return !listOf(properties.ManagedPolicyArns).includes(arn) && 'does not have the guardrails';
      },
    ),
    every('no other role may start a job', { type: 'AWS::IAM::Role' }, ({ properties }, assembly) => {
      // A pipeline's role starts steps; where there is one, an engineer starts executions alone.
      const starters = [enabled.includes('pipeline') ? 'pipeline' : 'engineer', ...pipelinesOfUnits(settings)];
      if (starters.some((starter) => properties.RoleName === `${name}-${starter}`)) return;
      const attached = listOf(properties.ManagedPolicyArns);
      const creating = assembly.resources.find(
        ({ stack, logicalId, type, properties: { ManagedPolicyName, ...rest } }) =>
          type === 'AWS::IAM::ManagedPolicy' &&
          attached.some((arn) =>
            isDeepStrictEqual(String(arn).split(':policy/')[1], ManagedPolicyName ?? `«${stack}/${logicalId}»`),
          ) &&
          statementsOf(rest).some(
            ({ Effect, Action }) =>
              Effect === 'Allow' &&
              listOf(Action).some((action) => /^sagemaker:(Create(?!ModelPackage$)|\*)/.test(String(action))),
          ),
      );
      return creating && `may create by ${creating.path}`;
    }),
  ];
}
