import { isDeepStrictEqual } from 'node:util';
import type { JsonObject } from '../../templates/judge/read/json.ts';
import type { StackInfo } from '../../templates/judge/read/parameters.ts';
import { detectionOperators } from './detection.ts';
import { exposureOperators } from './exposure.ts';
import { policyOperators } from './policies.ts';
import { propertyOperators } from './properties.ts';
import type { Operator } from './template.ts';

export const operators: Operator[] = [
  ...policyOperators,
  ...propertyOperators,
  ...detectionOperators,
  ...exposureOperators,
];

/** One sabotaged assembly: the stacks with one change in one of them. */
export interface Sabotage {
  operator: string;
  stack: string;
  id: string;
  type: string;
  /** `Stack/Construct Properties.A.0.B: what`. */
  where: string;
  stacks(): StackInfo[];
}

type Template = { Resources: Record<string, JsonObject> } & JsonObject;

/** Every operator on every resource of every stack. What changes nothing is left out. */
export function* sabotages(stacks: StackInfo[], chosen: readonly Operator[] = operators): Generator<Sabotage> {
  for (const stack of stacks) {
    const template = stack.template as Template;
    for (const [id, resource] of Object.entries(template.Resources)) {
      const type = String(resource.Type);
      if (type === 'AWS::CDK::Metadata') continue;
      for (const operator of chosen) {
        for (const { path, what, resources } of operator.changes(resource, id)) {
          if (isDeepStrictEqual(resources, { [id]: resource })) continue;
          const Resources = { ...template.Resources, ...resources };
          for (const [key, value] of Object.entries(Resources)) if (value === undefined) delete Resources[key];
          yield {
            operator: operator.id,
            stack: stack.name,
            id,
            type,
            where: `${stack.name}/${id} ${path.slice(1).join('.')}: ${what}`,
            stacks: () =>
              stacks.map((each) =>
                each === stack ? { ...stack, template: { ...template, Resources: Resources as JsonObject } } : each,
              ),
          };
        }
      }
    }
  }
}
