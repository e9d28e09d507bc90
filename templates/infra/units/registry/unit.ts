import { CfnDeletionPolicy } from 'aws-cdk-lib';
import { CfnModelPackageGroup } from 'aws-cdk-lib/aws-sagemaker';
import { CfnParameter } from 'aws-cdk-lib/aws-ssm';
import { constructId } from '../../alerts/scope.ts';
import { type Foundation, name as nameIn } from '../../foundation.ts';

/** unit.json of a registry: what its models are for. */
interface RegistryUnit {
  name: string;
  purpose: string;
}

/** Registration and approvers have their rights on every group of the project; jobs are told of this one by its parameter. */
export function apply({ training, settings }: Foundation, { name, purpose }: RegistryUnit): void {
  const id = constructId(name);
  const group = new CfnModelPackageGroup(training, `${id}Models`, {
    modelPackageGroupName: `${settings.name}-${name}`,
    modelPackageGroupDescription: purpose,
  });
  // Its versions say what was served.
  group.cfnOptions.deletionPolicy = CfnDeletionPolicy.RETAIN_EXCEPT_ON_CREATE;
  group.cfnOptions.updateReplacePolicy = CfnDeletionPolicy.RETAIN;
  nameIn(training, { [name]: group.attrModelPackageGroupArn });
  new CfnParameter(training, `Parameter${id}Registry`, {
    name: `/${settings.name}/resources/${name}-registry`,
    type: 'String',
    value: group.modelPackageGroupName,
  });
}
