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
 * Calls to Bedrock and SageMaker that look like an attack. Amazon GuardDuty API Reference, "DetectorFeatureConfiguration";
 * Amazon GuardDuty User Guide, "AI Protection finding types".
 */
const ai: Feature = { Name: 'AI_PROTECTION', Status: 'ENABLED' };

/** Names of the API that stay unnamed here, and why. */
export const unnamed: Record<string, string> = {
  EKS_RUNTIME_MONITORING: 'RUNTIME_MONITORING has it; a detector with both is refused',
  AI_ANALYST: 'it explains findings and makes none',
};

/**
 * The features of a partition by name, as CloudFormation spells it. Features that are not named default to on, except
 * runtime monitoring: naming each makes the choice visible. Amazon GuardDuty API Reference,
 * "DetectorFeatureConfiguration"; Amazon Web Services in China, "Amazon GuardDuty: Feature Availability and
 * Implementation Differences" (no runtime monitoring).
 */
export function features(partition: string): Feature[] {
  if (partition === 'aws-cn') return everywhere;
  return partition === 'aws' ? [...everywhere, runtime, ai] : [...everywhere, runtime];
}
