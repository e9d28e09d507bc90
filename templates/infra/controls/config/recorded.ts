/**
 * Types of the templates and units that AWS Config records, by CloudFormation's name, with Config's where it differs. AWS
 * Config Developer Guide, "Supported Resource Types". Recording is of every resource of a type in the region, so that
 * one that somebody adds by hand is seen as well.
 */
const recordable: Record<string, string> = {
  ...Object.fromEntries(
    [
      'AWS::AccessAnalyzer::Analyzer',
      'AWS::CloudTrail::Trail',
      'AWS::CloudWatch::Alarm',
      'AWS::EC2::FlowLog',
      'AWS::EC2::RouteTable',
      'AWS::EC2::SecurityGroup',
      'AWS::EC2::Subnet',
      'AWS::EC2::VPC',
      'AWS::EC2::VPCEndpoint',
      'AWS::ECR::Repository',
      'AWS::Events::Rule',
      'AWS::GuardDuty::Detector',
      'AWS::GuardDuty::MalwareProtectionPlan',
      'AWS::IAM::OIDCProvider',
      'AWS::IAM::Role',
      'AWS::KMS::Key',
      'AWS::Lambda::Function',
      'AWS::Route53Resolver::FirewallDomainList',
      'AWS::Route53Resolver::FirewallRuleGroup',
      'AWS::Route53Resolver::FirewallRuleGroupAssociation',
      'AWS::S3::Bucket',
      'AWS::SNS::Topic',
      'AWS::SQS::Queue',
      'AWS::SageMaker::Model',
      'AWS::SecretsManager::Secret',
    ].map((type) => [type, type]),
  ),
  'AWS::IAM::ManagedPolicy': 'AWS::IAM::Policy',
};

/** What Config records where the templates have resources of these types, each once. */
export function recordedTypes(types: Iterable<string>): string[] {
  return [...new Set([...types].flatMap((type) => recordable[type] ?? []))].sort();
}

export const recordableTypes = Object.values(recordable);
