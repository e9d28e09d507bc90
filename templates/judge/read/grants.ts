/**
 * Where policies of resources stand. CloudFormation's specification names these properties; what each is for says the
 * page of its type in the CloudFormation User Guide.
 */
export interface Holder {
  /** The property that holds the policy. */
  policy: string;
  /**
   * What it is the policy of: a property that names it, `own` for the resource itself, `account` for all of the service's
   * in the account and region.
   */
  of: string;
}

const on = (of: string, policy = 'PolicyDocument'): Holder => ({ policy, of });
const own = (policy: string): Holder => ({ policy, of: 'own' });

export const holders: Record<string, Holder[]> = {
  'AWS::AIOps::InvestigationGroup': [own('InvestigationGroupPolicy')],
  'AWS::APS::ResourcePolicy': [on('WorkspaceArn')],
  'AWS::ApiGateway::DomainNameV2': [own('Policy')],
  'AWS::ApiGateway::RestApi': [own('Policy')],
  'AWS::Backup::BackupVault': [own('AccessPolicy')],
  'AWS::Backup::LogicallyAirGappedBackupVault': [own('AccessPolicy')],
  'AWS::Bedrock::KnowledgeBasePolicy': [on('KnowledgeBaseId')],
  'AWS::Bedrock::ResourcePolicy': [on('ResourceArn')],
  'AWS::BedrockAgentCore::ResourcePolicy': [on('ResourceArn', 'Policy')],
  'AWS::CloudTrail::ResourcePolicy': [on('ResourceArn', 'ResourcePolicy')],
  'AWS::CodeArtifact::Domain': [own('PermissionsPolicyDocument')],
  'AWS::CodeArtifact::Repository': [own('PermissionsPolicyDocument')],
  'AWS::Comprehend::DocumentClassifier': [own('ModelPolicy')],
  'AWS::Comprehend::EntityRecognizer': [own('ModelPolicy')],
  'AWS::DSQL::Cluster': [own('PolicyDocument')],
  'AWS::DynamoDB::Table': [own('ResourcePolicy.PolicyDocument')],
  'AWS::ECR::PublicRepository': [own('RepositoryPolicyText')],
  'AWS::ECR::RegistryPolicy': [on('account', 'PolicyText')],
  'AWS::ECR::Repository': [own('RepositoryPolicyText')],
  'AWS::EFS::FileSystem': [own('FileSystemPolicy')],
  'AWS::Elasticsearch::Domain': [own('AccessPolicies')],
  'AWS::EventSchemas::RegistryPolicy': [on('RegistryName', 'Policy')],
  'AWS::Events::EventBus': [own('Policy')],
  'AWS::EventsV2::ResourcePolicy': [on('EventBusArn')],
  'AWS::KMS::Key': [own('KeyPolicy')],
  'AWS::KMS::ReplicaKey': [own('KeyPolicy')],
  'AWS::Kinesis::ResourcePolicy': [on('ResourceArn', 'ResourcePolicy')],
  'AWS::Lambda::ResourcePolicy': [on('ResourceArn')],
  'AWS::Lex::ResourcePolicy': [on('ResourceArn', 'Policy')],
  'AWS::Logs::Destination': [own('DestinationPolicy')],
  'AWS::Logs::LogGroup': [own('ResourcePolicyDocument')],
  'AWS::Logs::ResourcePolicy': [on('account')],
  'AWS::MSK::ClusterPolicy': [on('ClusterArn', 'Policy')],
  'AWS::MediaPackageV2::ChannelPolicy': [on('ChannelName', 'Policy')],
  'AWS::MediaPackageV2::OriginEndpointPolicy': [on('OriginEndpointName', 'Policy')],
  'AWS::MediaStore::Container': [own('Policy')],
  'AWS::MediaTailor::ChannelPolicy': [on('ChannelName', 'Policy')],
  'AWS::Omics::SequenceStore': [own('S3AccessPolicy')],
  'AWS::OpenSearchService::Domain': [own('AccessPolicies')],
  'AWS::PaymentCryptography::Key': [own('Policy')],
  'AWS::Redshift::Cluster': [own('NamespaceResourcePolicy')],
  'AWS::RedshiftServerless::Namespace': [own('NamespaceResourcePolicy')],
  'AWS::S3::AccessPoint': [own('Policy')],
  'AWS::S3::BucketPolicy': [on('Bucket')],
  'AWS::S3::MultiRegionAccessPointPolicy': [on('MrapName', 'Policy')],
  'AWS::S3Express::AccessPoint': [own('Policy')],
  'AWS::S3Express::BucketPolicy': [on('Bucket')],
  'AWS::S3Files::FileSystemPolicy': [on('FileSystemId', 'Policy')],
  'AWS::S3ObjectLambda::AccessPointPolicy': [on('ObjectLambdaAccessPoint')],
  'AWS::S3Outposts::AccessPoint': [own('Policy')],
  'AWS::S3Outposts::BucketPolicy': [on('Bucket')],
  'AWS::S3Tables::TableBucketPolicy': [on('TableBucketARN', 'ResourcePolicy')],
  'AWS::S3Tables::TablePolicy': [on('TableARN', 'ResourcePolicy')],
  'AWS::S3Vectors::VectorBucketPolicy': [on('VectorBucketArn', 'Policy')],
  'AWS::SMSVOICE::ResourcePolicy': [on('ResourceArn')],
  'AWS::SNS::TopicInlinePolicy': [on('TopicArn')],
  'AWS::SNS::TopicPolicy': [on('Topics')],
  'AWS::SQS::QueueInlinePolicy': [on('Queue')],
  'AWS::SQS::QueuePolicy': [on('Queues')],
  'AWS::SSM::ResourcePolicy': [on('ResourceArn', 'Policy')],
  'AWS::SageMaker::ModelPackageGroup': [own('ModelPackageGroupPolicy')],
  'AWS::SecretsManager::ResourcePolicy': [on('SecretId', 'ResourcePolicy')],
  'AWS::VpcLattice::AuthPolicy': [on('ResourceIdentifier', 'Policy')],
  'AWS::VpcLattice::ResourcePolicy': [on('ResourceArn', 'Policy')],
  'AWS::XRay::ResourcePolicy': [on('account')],
};

/** Types that let somebody in without the statements of a policy, with the properties that say whom, and to what. */
export const sharing: Record<string, string[]> = {
  'AWS::ACMPCA::Permission': ['Principal', 'Actions', 'CertificateAuthorityArn'],
  'AWS::CleanRooms::Membership': ['CollaborationIdentifier'],
  'AWS::DataZone::ProjectMembership': ['Member', 'Designation'],
  'AWS::EC2::VPCEndpointServicePermissions': ['AllowedPrincipals', 'ServiceId'],
  'AWS::EKS::AccessEntry': ['PrincipalArn', 'AccessPolicies', 'KubernetesGroups'],
  'AWS::EKS::PodIdentityAssociation': ['RoleArn', 'ServiceAccount', 'Namespace'],
  'AWS::GuardDuty::Member': ['MemberId'],
  'AWS::IAM::AccessKey': ['UserName'],
  'AWS::IAM::SAMLProvider': ['Name', 'SamlMetadataDocument'],
  'AWS::IdentityStore::GroupMembership': ['GroupId', 'MemberId'],
  'AWS::IoT::Policy': ['PolicyName'],
  'AWS::IoT::RoleAlias': ['RoleArn'],
  'AWS::IoTSiteWise::AccessPolicy': ['AccessPolicyIdentity', 'AccessPolicyPermission'],
  'AWS::LakeFormation::DataLakeSettings': ['Admins', 'CreateDatabaseDefaultPermissions'],
  'AWS::LakeFormation::Permissions': ['DataLakePrincipal', 'Permissions'],
  'AWS::LakeFormation::PrincipalPermissions': ['Principal', 'Permissions'],
  'AWS::LakeFormation::TagAssociation': ['Resource', 'LFTags'],
  'AWS::Lambda::LayerVersionPermission': ['Principal', 'OrganizationId', 'LayerVersionArn'],
  'AWS::ManagedBlockchain::Accessor': ['AccessorType'],
  'AWS::OpenSearchServerless::AccessPolicy': ['Policy'],
  'AWS::OpenSearchServerless::SecurityPolicy': ['Policy'],
  'AWS::RAM::Permission': ['PolicyTemplate'],
  'AWS::RAM::ResourceShare': ['Principals', 'ResourceArns', 'AllowExternalPrincipals'],
  'AWS::Redshift::EndpointAuthorization': ['Account', 'ClusterIdentifier'],
  'AWS::RolesAnywhere::Profile': ['RoleArns', 'ManagedPolicyArns', 'SessionPolicy'],
  'AWS::RolesAnywhere::TrustAnchor': ['Source'],
  'AWS::S3::AccessGrant': ['Grantee', 'Permission', 'AccessGrantsLocationId'],
  'AWS::S3::AccessGrantsLocation': ['IAMRoleArn', 'LocationScope'],
  'AWS::SSO::Assignment': ['PrincipalId', 'PermissionSetArn', 'TargetId'],
  'AWS::SSO::PermissionSet': ['Name', 'ManagedPolicies', 'InlinePolicy'],
  'AWS::ServiceCatalog::PortfolioPrincipalAssociation': ['PrincipalARN', 'PortfolioId'],
  'AWS::ServiceCatalog::PortfolioShare': ['AccountId', 'PortfolioId'],
  'AWS::Signer::ProfilePermission': ['Principal', 'Action'],
  'AWS::Transfer::User': ['Role', 'UserName'],
  'AWS::VerifiedPermissions::Policy': ['Definition'],
};

/** Types whose instances rows may ask about without a policy of their own. */
export const askableTypes = new Set([
  'AWS::S3::Bucket',
  'AWS::SNS::Topic',
  'AWS::SQS::Queue',
  'AWS::SecretsManager::Secret',
  'AWS::Lambda::Function',
  'AWS::Logs::LogGroup',
  'AWS::SSM::Parameter',
  'AWS::CloudTrail::Trail',
  'AWS::Events::Rule',
]);
