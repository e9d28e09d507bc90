import type { JobRules } from '../../foundation.ts';
import { withLocalDisks } from '../../policies/instances.ts';
import * as on from './actions.ts';

/** What jobs have to use. */
export interface Guardrails extends JobRules {
  subnetIds: string[];
  /** None where an existing network is used without naming its groups: any group then does, but there must be one. */
  securityGroupIds: string[];
  dataKeyArn: string;
}

/** A deny by name: its actions, and the condition under which a request is refused; always, where there is none. */
export type JobDenies = Record<
  string,
  { actions: string[]; conditions?: Record<string, Record<string, string | string[]>> }
>;

/**
 * ArnNotEquals holds for an absent key as well: a job that names no key is refused. One whose types all have local disks
 * takes none; what may mix types, or name none, keeps needing it.
 */
function volumeDenies(dataKeyArn: string, localDisks: string[]): JobDenies {
  const otherKey = { ArnNotEquals: { 'sagemaker:VolumeKmsKeyArn': dataKeyArn } };
  if (localDisks.length === 0) return { OtherVolumeKey: { actions: on.withVolumes, conditions: otherKey } };
  const typed = on.withVolumes.filter((action) => on.withInstanceTypes.includes(action));
  return {
    OtherVolumeKey: {
      actions: typed,
      conditions: { ...otherKey, 'ForAnyValue:StringNotEquals': { 'sagemaker:InstanceTypes': localDisks } },
    },
    OtherVolumeKeyWithoutType: {
      actions: typed,
      conditions: { ...otherKey, Null: { 'sagemaker:InstanceTypes': 'true' } },
    },
    OtherVolumeKeyOfAnyType: {
      actions: on.withVolumes.filter((action) => !typed.includes(action)),
      conditions: otherKey,
    },
  };
}

/** SageMaker Developer Guide, "Control resource creation with condition keys"; IAM User Guide, "Condition operators". */
export function jobDenies(rules: Guardrails): JobDenies {
  const { subnetIds, securityGroupIds, dataKeyArn, instanceTypes, maxMinutes, isolatedTraining } = rules;
  return {
    // Two statements: keys of one Null block are ANDed, and a job with subnets but no groups would pass.
    NoSubnets: { actions: on.inNetwork, conditions: { Null: { 'sagemaker:VpcSubnets': 'true' } } },
    NoSecurityGroups: { actions: on.inNetwork, conditions: { Null: { 'sagemaker:VpcSecurityGroupIds': 'true' } } },
    OtherSubnets: {
      actions: on.inNetwork,
      conditions: { 'ForAnyValue:StringNotEquals': { 'sagemaker:VpcSubnets': subnetIds } },
    },
    ...(securityGroupIds.length > 0 && {
      OtherSecurityGroups: {
        actions: on.inNetwork,
        conditions: { 'ForAnyValue:StringNotEquals': { 'sagemaker:VpcSecurityGroupIds': securityGroupIds } },
      },
    }),
    PlainTraffic: {
      actions: on.onInstances,
      conditions: { BoolIfExists: { 'sagemaker:InterContainerTrafficEncryption': 'false' } },
    },
    ...volumeDenies(dataKeyArn, withLocalDisks(instanceTypes)),
    OtherOutputKey: {
      actions: on.withOutputs,
      conditions: { ArnNotEquals: { 'sagemaker:OutputKmsKeyArn': dataKeyArn } },
    },
    OtherInstances: {
      actions: on.withInstanceTypes,
      conditions: { 'ForAnyValue:StringNotEquals': { 'sagemaker:InstanceTypes': instanceTypes } },
    },
    // A request that names no type at all is decided by SageMaker; the statement above does not hold for it.
    NoInstances: { actions: on.ownInstances, conditions: { Null: { 'sagemaker:InstanceTypes': 'true' } } },
    // IfExists holds for an absent key as well: a job that names no time gets a day from SageMaker.
    TooLong: {
      actions: on.timed,
      conditions: { NumericGreaterThanIfExists: { 'sagemaker:MaxRuntimeInSeconds': String(maxMinutes * 60) } },
    },
    RemoteDebug: { actions: on.debuggable, conditions: { Bool: { 'sagemaker:EnableRemoteDebug': 'true' } } },
    NotebookOnInternet: {
      actions: on.notebooks,
      conditions: { StringNotEquals: { 'sagemaker:DirectInternetAccess': 'Disabled' } },
    },
    NotebookAsRoot: {
      actions: on.notebooks,
      conditions: { StringNotEquals: { 'sagemaker:RootAccess': 'Disabled' } },
    },
    NotebookBecomesRoot: {
      actions: on.notebookUpdates,
      conditions: { StringEquals: { 'sagemaker:RootAccess': 'Enabled' } },
    },
    ModelWithNetwork: {
      actions: on.isolatedAlways,
      conditions: { BoolIfExists: { 'sagemaker:NetworkIsolation': 'false' } },
    },
    ...(isolatedTraining && {
      TrainingWithNetwork: {
        actions: on.isolatedTraining,
        conditions: { BoolIfExists: { 'sagemaker:NetworkIsolation': 'false' } },
      },
    }),
    Schedules: { actions: on.schedules },
  };
}
