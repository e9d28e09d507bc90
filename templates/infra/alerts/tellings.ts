/**
 * What a message takes from an event, by the name that texts have for it. Only what AWS writes or what has a narrow
 * alphabet: EventBridge does not escape values, and whoever chose an object's name with a quotation mark in it would break
 * the message (Amazon EventBridge User Guide, "Input transformation"). An alarm's name may have one, an object's key too.
 */
export const eventPaths = {
  account: '$.account',
  region: '$.region',
  time: '$.time',
  type: '$.detail-type',
  call: '$.detail.eventName',
  service: '$.detail.eventSource',
  error: '$.detail.errorCode',
  kind: '$.detail.userIdentity.type',
  who: '$.detail.userIdentity.arn',
  caller: '$.detail.userIdentity.accountId',
  from: '$.detail.sourceIPAddress',
  event: '$.detail.eventID',
  bucket: '$.detail.requestParameters.bucketName',
  role: '$.detail.requestParameters.roleName',
  roleArn: '$.detail.requestParameters.roleArn',
  user: '$.detail.requestParameters.userName',
  policy: '$.detail.requestParameters.policyArn',
  key: '$.detail.requestParameters.keyId',
  alias: '$.detail.requestParameters.aliasName',
  secret: '$.detail.requestParameters.secretId',
  name: '$.detail.requestParameters.name',
  rule: '$.detail.requestParameters.rule',
  topic: '$.detail.requestParameters.topicArn',
  subscription: '$.detail.requestParameters.subscriptionArn',
  trail: '$.detail.requestParameters.trailName',
  group: '$.detail.requestParameters.logGroupName',
  stack: '$.detail.requestParameters.stackName',
  function: '$.detail.requestParameters.functionName',
  repository: '$.detail.requestParameters.repositoryName',
  model: '$.detail.requestParameters.modelName',
  package: '$.detail.requestParameters.modelPackageArn',
  packages: '$.detail.requestParameters.modelPackageGroupName',
  endpoint: '$.detail.requestParameters.endpointName',
  notebook: '$.detail.requestParameters.notebookInstanceName',
  pipeline: '$.detail.requestParameters.pipelineName',
  execution: '$.detail.requestParameters.pipelineExecutionArn',
  detector: '$.detail.requestParameters.detectorId',
  vpcEndpoint: '$.detail.requestParameters.ModifyVpcEndpointRequest.VpcEndpointId',
  arn: '$.resources[0]',
  finding: '$.detail.type',
  id: '$.detail.id',
  severity: '$.detail.severity',
  level: '$.detail.severity.description',
  reached: '$.detail.resource.resourceType',
  keyOwner: '$.detail.resource.accessKeyDetails.userName',
  instance: '$.detail.resource.instanceDetails.instanceId',
  foundBucket: '$.detail.resource.s3BucketDetails[0].name',
  firstSeen: '$.detail.service.eventFirstSeen',
  affected: '$.detail.resourcesAffected.s3Bucket.name',
  created: '$.detail.createdAt',
  opened: '$.detail.resource',
  outsider: '$.detail.principal.AWS',
  reason: '$.detail.reason',
  eventBucket: '$.detail.bucket.name',
  requester: '$.detail.requester',
  requestedFrom: '$.detail.source-ip-address',
  scanned: '$.detail.s3ObjectDetails.bucketName',
  result: '$.detail.scanResultDetails.scanResultStatus',
  untagged: '$.detail.postScanActions[0].failureReason',
  blocked: '$.detail.firewall-rule-action',
  asking: '$.detail.resources[0].instance-details.id',
  observed: '$.detail.last-observed-at',
  trainingJob: '$.detail.TrainingJobName',
  processingJob: '$.detail.ProcessingJobName',
  transformJob: '$.detail.TransformJobName',
  run: '$.detail.pipelineExecutionArn',
  status: '$.detail.currentPipelineExecutionStatus',
  version: '$.detail.ModelPackageArn',
  approval: '$.detail.ModelApprovalStatus',
  changed: '$.detail.LastModifiedTime',
  started: '$.detail.executionStartTime',
  configRule: '$.detail.configRuleName',
  ruled: '$.detail.resourceType',
  compliance: '$.detail.newEvaluationResult.complianceType',
  evaluated: '$.detail.newEvaluationResult.resultRecordedTime',
  failed: '$.detail.findings[0].Compliance.SecurityControlId',
  grade: '$.detail.findings[0].Severity.Label',
  failing: '$.detail.findings[0].Resources[0].Type',
  foundAt: '$.detail.findings[0].CreatedAt',
  alarm: '$.detail.alarmName',
  since: '$.detail.state.timestamp',
} as const;
export type EventPath = keyof typeof eventPaths;

/** What a message says of an event, with `<name>` of `eventPaths` where a value of the event goes. */
export interface Telling {
  /** What happened. */
  what: string;
  /** Is it a call that may have been refused? */
  mayFail?: true;
  /** What the event names; empty where a call names nothing. */
  on?: string;
  /** Who did it, or who is to be asked. */
  who: string;
  /** Since when; the time of the event where the event says nothing else. */
  since?: string;
  /** By what the rest of it is found. */
  event?: string;
}

/** A call that CloudTrail recorded; `names` is what the calls of the alert name. */
export function call(names: EventPath[]): Telling {
  return { ...wentThrough(names), mayFail: true };
}

/** A call that was not refused: the alert catches no others. */
export function wentThrough(names: EventPath[]): Telling {
  return {
    what: '<call> at <service>',
    ...(names.length > 0 && { on: names.map((name) => `<${name}>`).join(' ') }),
    who: '<kind> <who>, of account <caller>, from <from>',
    event: '<event>, which names the rest',
  };
}

/** What an alert on calls names that says nothing of it: one that an owner wrote. */
export const anyCall = call([
  'bucket',
  'role',
  'user',
  'policy',
  'key',
  'secret',
  'name',
  'model',
  'endpoint',
  'function',
  'group',
  'repository',
]);

/** Amazon S3 User Guide, "EventBridge event message structure": the account or the service that asked. */
export const objectEvent: Telling = {
  what: '<type>: <reason>',
  on: '<eventBucket>',
  who: '<requester>, from <requestedFrom>',
};

/** Amazon GuardDuty User Guide, "GuardDuty finding format". */
export const detectorFinding: Telling = {
  what: '<finding>, severity <severity>, finding <id>',
  on: '<foundBucket> <instance>',
  who: 'resource <reached>, access key of <keyOwner> (empty: of nobody); the finding has the rest',
  since: '<firstSeen>',
};

/** Amazon Macie User Guide, "EventBridge event schema for Macie findings". */
export const macieFinding: Telling = {
  what: '<finding>, severity <level>, finding <id>',
  on: '<affected>',
  who: 'whoever wrote or opened it: the page says how to find them',
  since: '<created>',
};

/** IAM User Guide, "Monitoring AWS IAM Access Analyzer with Amazon EventBridge". */
export const accessFinding: Telling = {
  what: 'access from outside, finding <id>',
  on: '<opened>',
  who: 'account <outsider> has access (empty: not an account); who gave it: the page says how to find them',
  since: '<created>',
};

const uploader = 'whoever wrote the object: the page says how to find them';

/** Amazon GuardDuty User Guide, "Monitoring S3 object scans with Amazon EventBridge". */
export const scanResult: Telling = { what: '<type>: <result>', on: '<scanned>', who: uploader };
export const scanUntagged: Telling = { what: '<type>: <untagged>', on: '<scanned>', who: uploader };

/** Amazon Route 53 Developer Guide, "DNS Firewall events"; the name asked for is whoever asks' to choose. */
export const nameBlocked: Telling = {
  what: '<type>: <blocked>',
  who: 'instance <asking> (empty: a job; the page says how to find it)',
  since: '<observed>',
};

/** Amazon SageMaker AI Developer Guide, "Events that SageMaker AI sends to Amazon EventBridge". */
export const jobState: Telling = {
  what: '<type>: failed',
  on: '<trainingJob> <processingJob> <transformJob>',
  who: 'the job, for whoever started it: the page says how to find them',
};
export const pipelineState: Telling = {
  what: '<type>: <status>',
  on: '<run>',
  who: 'the pipeline, for whoever started it: the page says how to find them',
  since: '<started>',
};
export const packageState: Telling = {
  what: '<type>: <approval>',
  on: '<version>',
  who: 'an approver: the page says how to find them',
  since: '<changed>',
};
const findChange = 'whoever changed it: the page says how to find them';

/** AWS Config Developer Guide, "Monitoring AWS Config with Amazon EventBridge"; a resource's name is its owner's to choose. */
export const ruleResult: Telling = {
  what: '<configRule>: <compliance>',
  on: '<ruled>',
  who: findChange,
  since: '<evaluated>',
};

/** AWS Security Hub User Guide, "AWS Security Finding Format (ASFF)". */
export const controlFinding: Telling = {
  what: 'control <failed> fails, severity <grade>',
  on: '<failing>',
  who: findChange,
  since: '<foundAt>',
};

/** Amazon CloudWatch User Guide, "Alarm events and EventBridge". */
export const alarmState: Telling = { what: '<type>: <alarm>', who: 'Amazon CloudWatch', since: '<since>' };
