import type { Resource } from './assembly.ts';
import { isObject, type Json, type JsonObject, listOf } from './json.ts';

/** Grants that templates write in another form than a policy's, as the statement that AWS makes of them. */

const isService = (principal: Json | undefined) => /^[a-z0-9.-]+\.amazonaws\.com(\.cn)?$/.test(String(principal));

const policyOf = (statement: JsonObject): JsonObject => ({ Version: '2012-10-17', Statement: [statement] });

/** Lambda Developer Guide, "Resource-based policies": what AddPermission writes into a function's policy. */
export function lambdaPermission({ properties }: Resource, arn: string): JsonObject {
  const { Action, Principal, SourceAccount, SourceArn, PrincipalOrgID, FunctionUrlAuthType } = properties;
  const equals: JsonObject = {};
  if (SourceAccount !== undefined) equals['AWS:SourceAccount'] = SourceAccount;
  if (PrincipalOrgID !== undefined) equals['aws:PrincipalOrgID'] = PrincipalOrgID;
  if (FunctionUrlAuthType !== undefined) equals['lambda:FunctionUrlAuthType'] = FunctionUrlAuthType;
  const condition: JsonObject = {};
  if (Object.keys(equals).length > 0) condition.StringEquals = equals;
  if (SourceArn !== undefined) condition.ArnLike = { 'AWS:SourceArn': SourceArn };
  return policyOf({
    Effect: 'Allow',
    Principal: isService(Principal) ? { Service: Principal ?? '' } : { AWS: Principal ?? '' },
    Action: Action ?? '',
    Resource: arn,
    ...(Object.keys(condition).length > 0 && { Condition: condition }),
  });
}

/** EventBridge API Reference, "PutPermission". */
export function busPermission({ properties }: Resource, arn: string): JsonObject {
  const { Action = 'events:PutEvents', Principal, Condition, Statement } = properties;
  if (isObject(Statement)) return policyOf(Statement);
  const condition = isObject(Condition)
    ? { [String(Condition.Type)]: { [String(Condition.Key)]: Condition.Value ?? '' } }
    : undefined;
  return policyOf({
    Effect: 'Allow',
    Principal: Principal === '*' ? '*' : { AWS: Principal ?? '' },
    Action,
    Resource: arn,
    ...(condition && { Condition: condition }),
  });
}

/**
 * Amazon S3 User Guide, "Access control list (ACL) overview", "Canned ACL": whom each lets in. undefined: it lets in
 * nobody but the owner, and services that deliver logs.
 */
export function bucketAcl({ properties }: Resource, arn: string): JsonObject | undefined {
  const open = (actions: string[], condition?: JsonObject): JsonObject =>
    policyOf({
      Sid: `Acl${String(properties.AccessControl)}`,
      Effect: 'Allow',
      Principal: '*',
      Action: actions,
      Resource: [arn, `${arn}/*`],
      ...(condition && { Condition: condition }),
    });
  const list = ['s3:ListBucket', 's3:ListBucketVersions', 's3:ListBucketMultipartUploads'];
  switch (properties.AccessControl) {
    case 'PublicRead':
      return open([...list, 's3:GetObject', 's3:GetObjectVersion']);
    case 'PublicReadWrite':
      return open([...list, 's3:GetObject', 's3:GetObjectVersion', 's3:PutObject', 's3:DeleteObject']);
    case 'AuthenticatedRead':
      return open([...list, 's3:GetObject', 's3:GetObjectVersion'], {
        StringNotEquals: { 'aws:PrincipalType': 'Anonymous' },
      });
    default:
      return undefined;
  }
}

/** A policy that leaves out what it is of, or says `*`, is about what holds it (ECR User Guide, KMS Developer Guide). */
export function scopedTo(arn: string, type: string, policy: JsonObject): JsonObject {
  const statements = (listOf(policy.Statement) as Json[]).map((statement) => {
    if (!isObject(statement)) return statement;
    const { Resource, NotResource, Action } = statement;
    if (Resource === undefined && NotResource === undefined) {
      return listOf(Action as Json).every((each) => /^sts:/i.test(String(each)))
        ? statement
        : { ...statement, Resource: arn };
    }
    if (Resource === '*' && /^AWS::KMS::/.test(type)) return { ...statement, Resource: arn };
    // API Gateway Developer Guide, "API Gateway resource policy examples": the short form of this API's own ARN.
    if (type !== 'AWS::ApiGateway::RestApi') return statement;
    const whole = arn.replace(/^(arn:[^:]+):apigateway:([^:]*)::\/restapis\//, '$1:execute-api:$2:*:');
    const full = listOf(Resource as Json).map((each) => String(each).replace(/^execute-api:\//, `${whole}/`));
    return Resource === undefined ? statement : { ...statement, Resource: full };
  });
  return { ...policy, Statement: statements };
}
