/** The standards that are on. AWS Security Hub User Guide, "Standards reference for Security Hub CSPM". */
export const standards: Record<string, string> = {
  Foundational: 'aws-foundational-security-best-practices/v/1.0.0',
  Cis: 'cis-aws-foundations-benchmark/v/5.0.0',
  Nist: 'nist-800-53/v/5.0.0',
};

export function standardArn(partition: string, region: string, standard: string): string {
  return `arn:${partition}:securityhub:${region}::standards/${standard}`;
}
