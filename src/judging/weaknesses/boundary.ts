import { asText } from '../../shape/text.ts';
import { type Looked, type Weakness, weakness } from './weakness.ts';

/** Roles and users that nothing limits but their own policies (IAM User Guide, "Permissions boundaries for IAM entities"). */
export function noBoundary({ assembly: { resources } }: Looked): Weakness[] {
  return resources.flatMap((resource) => {
    const { type, properties } = resource;
    if ((type !== 'AWS::IAM::Role' && type !== 'AWS::IAM::User') || properties.PermissionsBoundary !== undefined)
      return [];
    // A service-linked role has its service's path; nobody can give it a boundary.
    if (asText(properties.Path).startsWith('/aws-service-role/')) return [];
    const what = `the ${type === 'AWS::IAM::Role' ? 'role' : 'user'} has no permissions boundary`;
    const fix = 'Set PermissionsBoundary; in the CDK: PermissionsBoundary.of(app).apply(policy).';
    return [weakness('no-boundary', resource, what, fix)];
  });
}
