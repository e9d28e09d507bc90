import { accessanalyzer } from './accessanalyzer.ts';
import { account } from './account.ts';
import { budgets } from './budgets.ts';
import { ce } from './ce.ts';
import { cloudformation } from './cloudformation.ts';
import { cloudtrail } from './cloudtrail.ts';
import { cloudwatch } from './cloudwatch.ts';
import { config } from './config.ts';
import { ec2 } from './ec2.ts';
import { ecr } from './ecr.ts';
import { events } from './events.ts';
import { guardduty } from './guardduty.ts';
import { iam } from './iam.ts';
import { kms } from './kms.ts';
import { lambda } from './lambda.ts';
import { logs } from './logs.ts';
import { macie2 } from './macie2.ts';
import { ram } from './ram.ts';
import { resourcegroupstaggingapi } from './resourcegroupstaggingapi.ts';
import { rolesanywhere } from './rolesanywhere.ts';
import { route53resolver } from './route53resolver.ts';
import { s3 } from './s3.ts';
import { sagemaker } from './sagemaker.ts';
import { scheduler } from './scheduler.ts';
import { secretsmanager } from './secretsmanager.ts';
import { securityhub } from './securityhub.ts';
import { serviceQuotas } from './service-quotas.ts';
import { sns } from './sns.ts';
import { sqs } from './sqs.ts';
import { ssm } from './ssm.ts';
import { sts } from './sts.ts';
import type { ServiceTable } from './table.ts';

/** From what is called at AWS to what IAM is asked: one table a service. */
export const tables: ServiceTable[] = [
  accessanalyzer,
  account,
  budgets,
  ce,
  cloudformation,
  cloudtrail,
  config,
  ec2,
  ecr,
  events,
  guardduty,
  iam,
  lambda,
  macie2,
  ram,
  resourcegroupstaggingapi,
  rolesanywhere,
  route53resolver,
  scheduler,
  serviceQuotas,
  sqs,
  cloudwatch,
  kms,
  logs,
  s3,
  sagemaker,
  secretsmanager,
  securityhub,
  sns,
  ssm,
  sts,
];
