import { AnyPrincipal, Effect, type IPrincipal, PolicyDocument, PolicyStatement } from 'aws-cdk-lib/aws-iam';

interface Place {
  partition: string;
  region: string;
  account: string;
}

const everyone = (): IPrincipal[] => [new AnyPrincipal()];

/**
 * Requests of this account's principals, on this account's resources. Images of AWS's own registries are the exception
 * that ECR needs. Amazon VPC User Guide, "Control access to VPC endpoints using endpoint policies".
 */
export function interfacePolicy({ account }: Place, service: string): PolicyDocument {
  const ours = { 'aws:PrincipalAccount': account };
  const images = service.startsWith('ecr.');
  return new PolicyDocument({
    statements: [
      new PolicyStatement({
        sid: images ? 'OwnPrincipals' : 'OwnPrincipalsAndResources',
        principals: everyone(),
        actions: [`${actionPrefix(service)}:*`],
        resources: ['*'],
        conditions: { StringEquals: images ? ours : { ...ours, 'aws:ResourceAccount': account } },
      }),
    ],
  });
}

function actionPrefix(service: string): string {
  if (service === 'monitoring') return 'cloudwatch';
  return service.split('.')[0] ?? service;
}

/** Buckets of this account, and the bucket in which ECR keeps image layers (Amazon ECR User Guide, "VPC endpoints"). */
export function bucketPolicy({ partition, region, account }: Place): PolicyDocument {
  return new PolicyDocument({
    statements: [
      new PolicyStatement({
        sid: 'OwnPrincipalsAndBuckets',
        effect: Effect.ALLOW,
        principals: everyone(),
        actions: ['s3:*'],
        resources: ['*'],
        conditions: { StringEquals: { 'aws:PrincipalAccount': account, 'aws:ResourceAccount': account } },
      }),
      new PolicyStatement({
        sid: 'ImageLayers',
        principals: everyone(),
        actions: ['s3:GetObject'],
        resources: [`arn:${partition}:s3:::prod-${region}-starport-layer-bucket/*`],
      }),
    ],
  });
}
