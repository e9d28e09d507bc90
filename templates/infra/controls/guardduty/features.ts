/**
 * Every feature by name, as CloudFormation spells it. Features that are not named default to on, except runtime
 * monitoring: naming each makes the choice visible. Amazon GuardDuty API Reference, "DetectorFeatureConfiguration".
 */
export const features = [
  { Name: 'S3_DATA_EVENTS', Status: 'ENABLED' },
  { Name: 'EKS_AUDIT_LOGS', Status: 'ENABLED' },
  { Name: 'EBS_MALWARE_PROTECTION', Status: 'ENABLED' },
  { Name: 'RDS_LOGIN_EVENTS', Status: 'ENABLED' },
  { Name: 'LAMBDA_NETWORK_LOGS', Status: 'ENABLED' },
  {
    Name: 'RUNTIME_MONITORING',
    Status: 'ENABLED',
    AdditionalConfiguration: [
      { Name: 'EKS_ADDON_MANAGEMENT', Status: 'ENABLED' },
      { Name: 'ECS_FARGATE_AGENT_MANAGEMENT', Status: 'ENABLED' },
      { Name: 'EC2_AGENT_MANAGEMENT', Status: 'ENABLED' },
    ],
  },
];
