import type { Stack, Variant } from './synthesize.ts';

/** What would happen to something deployed when its answers change. `fails`: CloudFormation refuses it. */
export interface Effect {
  rule: 'export-in-use' | 'name-taken' | 'data-removed' | 'stack-left';
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

const exportsOf = ({ template }: Stack): string[] =>
  Object.values(template.Outputs ?? {}).flatMap(({ Export }) => (Export ? [String(Export.Name)] : []));

function importsOf(node: unknown): string[] {
  if (Array.isArray(node)) return node.flatMap(importsOf);
  if (node === null || typeof node !== 'object') return [];
  return Object.entries(node).flatMap(([key, value]) =>
    key === 'Fn::ImportValue' && typeof value === 'string' ? [value] : importsOf(value),
  );
}

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

/** The CLI deploys an exporter before its importers: what they still import has to stay. */
function* exportsInUse(from: Variant, to: Map<string, Stack>): Generator<Effect> {
  for (const stack of from.stacks) {
    const next = to.get(keyOf(stack));
    if (!next) continue;
    const gone = exportsOf(stack).filter((name) => !exportsOf(next).includes(name));
    for (const user of from.stacks) {
      const used =
        user === stack || user.region !== stack.region
          ? []
          : importsOf(user.template).filter((name) => gone.includes(name));
      for (const name of new Set(used))
        yield { rule: 'export-in-use', fails: true, what: `${name} of ${stack.name} is used by ${user.name}` };
    }
  }
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
