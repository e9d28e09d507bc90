import { Stack } from 'aws-cdk-lib';
import type { Foundation } from '../../foundation.ts';
import { digests, readPolicy } from './policies.ts';

export function apply({ boundary }: Foundation): void {
  const { templateOptions } = Stack.of(boundary);
  templateOptions.metadata = { ...templateOptions.metadata, OrganizationPolicies: digests(readPolicy) };
}
