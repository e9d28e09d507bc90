import { importersFirst } from '../../templates/deploy/order.mjs';
import type { Stack, Variant } from './synthesize.ts';

/** What would happen to something deployed when its answers change. `fails`: CloudFormation refuses it. */
export interface Effect {
  rule: 'export-in-use' | 'goes-first' | 'name-taken' | 'data-removed' | 'stack-left';
  fails: boolean;
  what: string;
}

/** Properties that fix a physical name. */
const names = [
  'RoleName',
  'ManagedPolicyName',
  'LogGroupName',
  'AliasName',
  'TrailName',
  'Name',
  'AlarmName',
  'FunctionName',
  'BucketName',
];
const stateful = [
  'AWS::S3::Bucket',
  'AWS::KMS::Key',
  'AWS::Logs::LogGroup',
  'AWS::SecretsManager::Secret',
  'AWS::SageMaker::ModelPackageGroup',
];

const keyOf = ({ name, region }: Stack) => `${name} in ${region}`;

/** Type and fixed name of each resource that has one. */
function namedIn({ template }: Stack): Map<string, string> {
  const found = Object.entries(template.Resources ?? {}).flatMap(
    ([logical, { Type, Properties = {} }]): [string, string][] => {
      const name = names.map((one) => Properties[one]).find((value) => typeof value === 'string');
      return name ? [[`${Type} ${name}`, logical]] : [];
    },
  );
  return new Map(found);
}

/** `npm run deploy` has importers go before the stack that stops exporting; what it cannot order so fails. */
function exportsInUse(from: Variant, after: Map<string, Stack>): Effect[] {
  const before = new Map(from.stacks.map(({ name, region, template }) => [`${name} ${region}`, template]));
  const stacks = [...after.values()].map((stack) => ({ ...stack, selector: stack.name }));
  const { first, stuck } = importersFirst(stacks, before);
  return [
    ...stuck.map((what): Effect => ({ rule: 'export-in-use', fails: true, what })),
    ...first.map(({ name }): Effect => ({ rule: 'goes-first', fails: false, what: name })),
  ];
}

/** A resource with a fixed name is made anew before the old one is deleted: its name is taken. */
function* namesTaken(from: Variant, to: Map<string, Stack>): Generator<Effect> {
  for (const stack of from.stacks) {
    const next = to.get(keyOf(stack));
    for (const [name, logical] of namedIn(stack)) {
      const here = next && namedIn(next).get(name);
      if (here && here !== logical)
        yield { rule: 'name-taken', fails: true, what: `${name}: ${logical} becomes ${here} in ${stack.name}` };
      const elsewhere = [...to.values()].find(
        (one) => one.region === stack.region && keyOf(one) !== keyOf(stack) && namedIn(one).has(name),
      );
      if (elsewhere && !here)
        yield { rule: 'name-taken', fails: true, what: `${name} moves from ${stack.name} to ${elsewhere.name}` };
    }
  }
}

function* dataRemoved(from: Variant, to: Map<string, Stack>): Generator<Effect> {
  for (const stack of from.stacks) {
    const next = to.get(keyOf(stack));
    for (const [logical, { Type, DeletionPolicy = 'Delete' }] of Object.entries(stack.template.Resources ?? {})) {
      if (!next || next.template.Resources?.[logical]?.Type === Type) continue;
      if (stateful.includes(Type) && !DeletionPolicy.startsWith('Retain')) {
        yield { rule: 'data-removed', fails: true, what: `${Type} ${logical} of ${stack.name} is deleted` };
      }
    }
  }
}

export function effectsOf(from: Variant, to: Variant): Effect[] {
  const after = new Map(to.stacks.map((stack) => [keyOf(stack), stack]));
  const left = from.stacks.filter((stack) => !after.has(keyOf(stack)));
  return [
    ...exportsInUse(from, after),
    ...namesTaken(from, after),
    ...dataRemoved(from, after),
    // Never deleted by the CLI, and told by doctor with the command.
    ...left.map((stack): Effect => ({ rule: 'stack-left', fails: false, what: `${keyOf(stack)} is left` })),
  ];
}
