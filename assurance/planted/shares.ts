import { type Kind, made, one, open, policy, statement } from './kind.ts';

export const shares: Kind[] = [
  one(
    'a share',
    made('AWS::RAM::ResourceShare', {
      Name: 'x',
      Principals: ['444455556666'],
      ResourceArns: ['arn:aws:ec2:eu-west-1:111122223333:subnet/x'],
    }),
  ),
  one(
    'a permission set',
    made('AWS::SSO::PermissionSet', {
      InstanceArn: 'x',
      Name: 'x',
      ManagedPolicies: ['arn:aws:iam::aws:policy/AdministratorAccess'],
    }),
  ),
  one(
    'who has a permission set',
    made('AWS::SSO::Assignment', { PrincipalId: 'x', PermissionSetArn: 'x', TargetId: '111122223333' }),
  ),
  one(
    'roles for certificates',
    made('AWS::RolesAnywhere::Profile', { Name: 'x', RoleArns: ['arn:aws:iam::111122223333:role/x'] }),
  ),
  one('whose certificates count', made('AWS::RolesAnywhere::TrustAnchor', { Name: 'x', Source: {} })),
  one(
    'who may use an endpoint service',
    made('AWS::EC2::VPCEndpointServicePermissions', { ServiceId: 'x', AllowedPrincipals: ['*'] }),
  ),
  one('a lake', made('AWS::LakeFormation::PrincipalPermissions', { Principal: {}, Permissions: ['ALL'] })),
  one('administrators of a lake', made('AWS::LakeFormation::DataLakeSettings', { Admins: [{}] })),
  one(
    'a grant of objects',
    made('AWS::S3::AccessGrant', { Grantee: {}, Permission: 'READ', AccessGrantsLocationId: 'x' }),
  ),
  one(
    'a cluster',
    made('AWS::EKS::AccessEntry', { ClusterName: 'x', PrincipalArn: 'arn:aws:iam::444455556666:role/x' }),
  ),
  one('a data set', made('AWS::QuickSight::DataSet', { Permissions: [{ Principal: 'x', Actions: ['*'] }] })),
  one(
    'a bucket of Lightsail',
    made('AWS::Lightsail::Bucket', { BucketName: 'x', ReadOnlyAccessAccounts: ['444455556666'] }),
  ),
  one(
    'images for other accounts',
    made('AWS::ImageBuilder::DistributionConfiguration', {
      Name: 'x',
      Distributions: [
        { AmiDistributionConfiguration: { LaunchPermissionConfiguration: { UserIds: ['444455556666'] } } },
      ],
    }),
  ),
  one('a user of transfers', made('AWS::Transfer::User', { ServerId: 'x', UserName: 'x', Role: 'x' })),
  one('a policy for things', made('AWS::IoT::Policy', { PolicyDocument: policy(statement({ Action: 'iot:*' })) })),
  one('a role for things', made('AWS::IoT::RoleAlias', { RoleArn: 'arn:aws:iam::111122223333:role/x' })),
  one('a portfolio', made('AWS::ServiceCatalog::PortfolioShare', { AccountId: '444455556666', PortfolioId: 'x' })),
  one('a collection', made('AWS::OpenSearchServerless::AccessPolicy', { Name: 'x', Type: 'data', Policy: '[]' })),
  one(
    'a database of tables',
    made('AWS::Glue::Database', { DatabaseInput: { CreateTableDefaultPermissions: [{ Permissions: ['ALL'] }] } }),
  ),
  one(
    'who signs',
    made('AWS::Signer::ProfilePermission', {
      Action: 'x',
      Principal: '444455556666',
      ProfileName: 'x',
      StatementId: 's',
    }),
  ),
  one(
    'who issues certificates',
    made('AWS::ACMPCA::Permission', {
      Actions: ['IssueCertificate'],
      Principal: 'acm.amazonaws.com',
      CertificateAuthorityArn: 'x',
    }),
  ),
  one(
    'a network service',
    made('AWS::VpcLattice::AuthPolicy', { ResourceIdentifier: 'x', Policy: open('vpc-lattice-svcs:Invoke') }),
  ),
];
