import { CfnResource, type Stack, Stage } from 'aws-cdk-lib';

/** The types of all resources of the environment that the stack belongs to, as CloudFormation names them. */
export function resourceTypesIn(stack: Stack): string[] {
  const environment = Stage.of(stack) ?? stack;
  return environment.node.findAll().flatMap((one) => (CfnResource.isCfnResource(one) ? one.cfnResourceType : []));
}
