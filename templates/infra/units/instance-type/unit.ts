import type { Foundation } from '../../foundation.ts';
import { isKnownType } from '../../policies/instances.ts';

/** unit.json of an instance type: the type as SageMaker names it. infra/policies/instances.ts puts it into the list. */
interface InstanceTypeUnit {
  name: string;
  instanceType: string;
}

export function apply(_: Foundation, { name, instanceType }: InstanceTypeUnit): void {
  if (isKnownType(instanceType)) return;
  throw new Error(
    `infra/units/${name}/unit.json: "${instanceType}" is of no family in infra/policies/families.json: add the family to the list that its disks belong to`,
  );
}
