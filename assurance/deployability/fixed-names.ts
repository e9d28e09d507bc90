import { fixedNames, freeNames } from '../../templates/doctor/fixed-names.mjs';
import type { Stack, Variant } from './synthesize.ts';

/** Properties that fix a physical name. */
const properties = [
  'RoleName',
  'ManagedPolicyName',
  'LogGroupName',
  'AliasName',
  'TrailName',
  'Name',
  'AlarmName',
  'FunctionName',
  'BucketName',
  'TopicName',
  'QueueName',
  'DashboardName',
  'ModelPackageGroupName',
  'PipelineName',
  'RepositoryName',
  'AnalyzerName',
  'TableName',
];

/** The fixed name of a resource, undefined where it has none. */
export function fixedName({ Properties = {} }: { Properties?: Record<string, unknown> }): string | undefined {
  const { BudgetName } = (Properties.Budget ?? {}) as { BudgetName?: unknown };
  return [...properties.map((one) => Properties[one]), BudgetName].find(
    (value): value is string => typeof value === 'string',
  );
}

/** Type and fixed name of each resource that has one, with its logical id. */
export function namedIn({ template }: Stack): Map<string, string> {
  const found = Object.entries(template.Resources ?? {}).flatMap(([logical, resource]): [string, string][] => {
    const name = fixedName(resource);
    return name ? [[`${resource.Type} ${name}`, logical]] : [];
  });
  return new Map(found);
}

/** Names that doctor does not look for before a deployment, though the templates fix them. */
export function unlooked({ id, stacks }: Variant): { variant: string; rule: string; where: string; what: string }[] {
  const known = new Set([...Object.keys(fixedNames), ...Object.keys(freeNames)]);
  return stacks.flatMap((stack) =>
    [...namedIn(stack)]
      .filter(([named]) => !known.has(named.split(' ')[0] ?? ''))
      .map(([named, logical]) => ({
        variant: id,
        rule: 'name-is-looked-for',
        where: `${stack.name} ${logical}`,
        what: `doctor does not look whether ${named} is taken`,
      })),
  );
}
