import { Stack, type StackProps, Stage } from 'aws-cdk-lib';
import type { CfnTrail } from 'aws-cdk-lib/aws-cloudtrail';
import type { ManagedPolicy, PolicyDocument, Role } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { CfnLogGroup } from 'aws-cdk-lib/aws-logs';
import type { CfnBucket } from 'aws-cdk-lib/aws-s3';
import type { CfnTopic } from 'aws-cdk-lib/aws-sns';
import type { Construct, IConstruct } from 'constructs';
import type { DataBucketName, EnvironmentId, Settings } from './config.ts';
import type { JobRole } from './policies/roles.ts';
import type { PeopleRole } from './policies/trust.ts';
import type { TierFacts } from './tiers.ts';

/** A bucket that this repository creates, with the policy that controls add statements to. */
export interface OwnBucket {
  id: string;
  resource: CfnBucket;
  policy: PolicyDocument;
}

/** A bucket with data of the workload. One that existed before has no `own`: its settings are its owner's duty. */
export interface DataBucket {
  bucketName: string;
  arn: string;
  own?: OwnBucket;
}

/** A role of the workload or of a person, and the managed policy that carries its permissions. */
export interface WorkRole {
  role: Role;
  policy: ManagedPolicy;
}

/** A condition that a request from inside the network meets. */
export interface Perimeter {
  key: 'aws:SourceVpce' | 'aws:SourceVpc';
  value: string;
}

/** Where jobs run. `perimeter` is the condition that a request from inside meets (aws:SourceVpce or aws:SourceVpc). */
export interface JobNetwork {
  subnetIds: string[];
  securityGroupIds: string[];
  perimeter: Perimeter;
  /** The same for requests to CloudWatch Logs. */
  logsPerimeter: Perimeter;
}

/** What a job has to keep to where guardrails are on; launchers read it from Parameter Store. */
export interface JobRules {
  instanceTypes: string[];
  /** How long a job may run, at the most. */
  maxMinutes: number;
  /** Training runs without any network. */
  isolatedTraining: boolean;
}

export type KeyName = 'data' | 'logs' | 'alerts' | 'secrets';

/** Roles that every repository has; controls and units add others. */
export type BaseRole = JobRole | Exclude<PeopleRole, 'break-glass'>;

/**
 * What a control may touch. Stacks depend on each other in one direction only:
 * guardrails, keys, network, data, training, audit, global. A control adds to the stack where its resources belong.
 */
export interface Foundation {
  settings: Settings;
  environment: EnvironmentId;
  facts: TierFacts;
  /** Makes one more stack of this environment; `region` only where it differs from the settings' region. */
  stack(id: string, props?: Pick<StackProps, 'description'> & { region?: string }): Stack;
  data: Stack;
  training: Stack;
  audit: Stack;
  /** The three that every repository has, and one for each unit of the kind bucket. */
  buckets: Record<DataBucketName, DataBucket> & Record<string, DataBucket>;
  ownBuckets: OwnBucket[];
  /** Receives the access logs of all other buckets. */
  logBucket: CfnBucket;
  /** Receives the trail's files; none where an existing or the organization's trail records. */
  auditBucket: OwnBucket | undefined;
  /** Receives what AWS Config records, where this repository has the recorder. */
  configurationBucket?: OwnBucket;
  /** Receives a copy of raw data and models, where the answers ask for one. */
  copyBucket?: OwnBucket;
  copyKey?: IKey;
  topic: { arn: string; resource?: CfnTopic; policy?: PolicyDocument };
  /** Topics beside it, of units, by the unit's name: alert-routes say what goes there. */
  topics: Record<string, string>;
  /** The ARN of the queue that keeps what the home region's rules could not send. */
  undelivered?: string;
  /** Where the home region's rules send what is wrong with alerts: the second topic, or a bus in its region. */
  watch?: { arn: string; roleArn?: string };
  boundary: ManagedPolicy;
  /** By the name that rows have; the physical name is PROJECT-name. */
  roles: Record<BaseRole, WorkRole> & Record<string, WorkRole>;
  keys: Partial<Record<KeyName, IKey>>;
  network?: JobNetwork;
  /** The id of the rules that say which names the network resolves, where it is made here. */
  nameRules?: string;
  jobRules?: JobRules;
  /** Variables that every job is started with, besides what its request says. */
  variables: Record<string, string>;
  /** The pipeline that people start executions of, where they start no jobs of their own. */
  pipeline?: string;
  /** The group that models are registered in, where the region has one. */
  registryGroup?: string;
  /** Signs what evaluation found. */
  signingKey?: IKey;
  /** The role that a workflow deploys with, where a repository is named. */
  deploy?: WorkRole;
  trail?: { trail: CfnTrail; logGroup: CfnLogGroup };
}

/** Names of one environment: its stacks share them. */
const taken = new WeakMap<IConstruct, Map<string, string>>();

/** A name for two things would let a proof speak of one and mean the other: a unit "training", say. */
function refuseSecond(scope: Construct, names: Record<string, string>): void {
  const environment = Stage.of(scope) ?? scope.node.root;
  const known = taken.get(environment) ?? new Map<string, string>();
  taken.set(environment, known);
  for (const [each, arn] of Object.entries(names)) {
    const other = known.get(each);
    if (other !== undefined && other !== arn)
      throw new Error(`The name "${each}" stands for two things: choose another`);
    known.set(each, arn);
  }
}

/** Gives resources the names that proofs speak of; they are in the template's metadata, so any assembly can be judged. */
export function name(scope: Construct, names: Record<string, string>): void {
  refuseSecond(scope, names);
  const { templateOptions } = Stack.of(scope);
  templateOptions.metadata = {
    ...templateOptions.metadata,
    Names: { ...templateOptions.metadata?.Names, ...names },
  };
}

/** The trail's ARN is known before the trail exists: its bucket and its key have to allow it first. */
export function trailArn(stack: Stack, project: string): string {
  return `arn:${stack.partition}:cloudtrail:${stack.region}:${stack.account}:trail/${project}`;
}
