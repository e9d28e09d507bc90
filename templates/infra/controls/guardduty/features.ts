interface Feature {
  Name: string;
  Status: 'ENABLED' | 'DISABLED';
  AdditionalConfiguration?: { Name: string; Status: 'ENABLED' | 'DISABLED' }[];
}

const everywhere: Feature[] = [
  { Name: 'S3_DATA_EVENTS', Status: 'ENABLED' },
  { Name: 'EKS_AUDIT_LOGS', Status: 'ENABLED' },
  { Name: 'EBS_MALWARE_PROTECTION', Status: 'ENABLED' },
  { Name: 'RDS_LOGIN_EVENTS', Status: 'ENABLED' },
  { Name: 'LAMBDA_NETWORK_LOGS', Status: 'ENABLED' },
];

const runtime: Feature = {
  Name: 'RUNTIME_MONITORING',
  Status: 'ENABLED',
  AdditionalConfiguration: [
    { Name: 'EKS_ADDON_MANAGEMENT', Status: 'ENABLED' },
    { Name: 'ECS_FARGATE_AGENT_MANAGEMENT', Status: 'ENABLED' },
    { Name: 'EC2_AGENT_MANAGEMENT', Status: 'ENABLED' },
  ],
};

/**
 * Every feature of a partition by name, as CloudFormation spells it. Features that are not named default to on, except
 * runtime monitoring: naming each makes the choice visible. Amazon GuardDuty API Reference,
 * "DetectorFeatureConfiguration"; Amazon Web Services in China, "Amazon GuardDuty: Feature Availability and
 * Implementation Differences" (no runtime monitoring).
 */
export function features(partition: string): Feature[] {
  return partition === 'aws-cn' ? everywhere : [...everywhere, runtime];
}
