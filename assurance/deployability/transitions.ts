import { networkMoves } from '../../templates/deploy/network-moves.mjs';
import { importersFirst } from '../../templates/deploy/order.mjs';
import { namedIn } from './fixed-names.ts';
import type { Stack, Variant } from './synthesize.ts';

/** What would happen to something deployed when its answers change. `fails`: CloudFormation refuses it. */
export interface Effect {
  rule:
    | 'export-in-use'
    | 'export-replaced'
    | 'goes-first'
    | 'name-taken'
    | 'name-replaced'
    | 'data-removed'
    | 'data-replaced'
    | 'refused'
    | 'stack-left';
  fails: boolean;
  what: string;
}

const stateful = [
  'AWS::S3::Bucket',
  'AWS::KMS::Key',
  'AWS::Logs::LogGroup',
  'AWS::SecretsManager::Secret',
  'AWS::SageMaker::ModelPackageGroup',
];

/** Types that take two values of a fixed name at once, or have none. */
const unnamed = ['AWS::Budgets::Budget', 'AWS::SSM::Parameter'];

const keyOf = ({ name, region }: Stack) => `${name} in ${region}`;

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

/** By type, the paths below /properties that CloudFormation never changes in place: their resource is made anew. */
export type CreateOnly = Readonly<Record<string, string[]>>;

const valueAt = (properties: unknown, path: string) =>
  path
    .split('/')
    .slice(2)
    .reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], properties);

const importedIn = (variant: Variant, region: string, name: unknown) =>
  variant.stacks.filter(
    (one) => one.region === region && JSON.stringify(one.template).includes(`{"Fn::ImportValue":"${name}"}`),
  );

/** What is made anew before the old one goes: its name is taken, its exports are in use, and what it holds stays behind. */
function* replaced(from: Variant, to: Map<string, Stack>, createOnly: CreateOnly): Generator<Effect> {
  for (const stack of from.stacks) {
    const next = to.get(keyOf(stack));
    if (!next) continue;
    const old = stack.template.Resources ?? {};
    const anew = Object.entries(next.template.Resources ?? {}).flatMap(([logical, { Type, Properties }]) => {
      const stood = old[logical];
      const differs = (path: string) =>
        JSON.stringify(valueAt(stood?.Properties, path)) !== JSON.stringify(valueAt(Properties, path));
      return stood?.Type === Type && createOnly[Type]?.some(differs) ? [logical] : [];
    });
    const names = namedIn(stack);
    for (const logical of anew) {
      const { Type = '' } = old[logical] ?? {};
      const name = [...names].find(([key, id]) => id === logical && namedIn(next).get(key) === logical)?.[0];
      if (name && !unnamed.includes(Type))
        yield { rule: 'name-replaced', fails: true, what: `${name} of ${stack.name} is made anew under its name` };
      if (stateful.includes(Type))
        yield { rule: 'data-replaced', fails: true, what: `${Type} ${logical} of ${stack.name} is made anew` };
      for (const { Value, Export } of Object.values(stack.template.Outputs ?? {})) {
        const users = Export ? importedIn(from, stack.region, Export.Name) : [];
        if (users.length > 0 && JSON.stringify(Value).includes(`"${logical}"`))
          yield { rule: 'export-replaced', fails: true, what: `${Export?.Name}, which ${users[0]?.name} uses` };
      }
    }
  }
}

/** What `npm run deploy` refuses before anything is changed. */
function refusedByDeploy(from: Variant, after: Map<string, Stack>): Effect[] {
  const before = new Map(from.stacks.map(({ name, region, template }) => [`${name} ${region}`, template]));
  const stacks = [...after.values()].map((stack) => ({ ...stack, selector: stack.name }));
  return networkMoves(stacks, before).map((what): Effect => ({ rule: 'refused', fails: false, what }));
}

export function effectsOf(from: Variant, to: Variant, createOnly: CreateOnly): Effect[] {
  const after = new Map(to.stacks.map((stack) => [keyOf(stack), stack]));
  const left = from.stacks.filter((stack) => !after.has(keyOf(stack)));
  const refused = refusedByDeploy(from, after);
  if (refused.length > 0) return refused;
  return [
    ...exportsInUse(from, after),
    ...namesTaken(from, after),
    ...dataRemoved(from, after),
    ...replaced(from, after, createOnly),
    // Never deleted by the CLI, and told by doctor with the command.
    ...left.map((stack): Effect => ({ rule: 'stack-left', fails: false, what: `${keyOf(stack)} is left` })),
  ];
}
