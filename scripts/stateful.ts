import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';

// templates/judge/ratchet/stateful.json, from AWS's own specification of resources (@aws-cdk/aws-service-spec): npx tsx scripts/stateful.ts

interface Specification {
  all(entity: 'resource'): Iterable<{
    cloudFormationType: string;
    isStateful?: boolean;
    properties: Record<string, { causesReplacement?: 'yes' | 'no' | 'maybe' }>;
  }>;
}

/** The specification calls these stateless; what they hold is evidence, models or what clients rely on. */
const held = [
  'AWS::CloudTrail::EventDataStore',
  'AWS::CloudTrail::Trail',
  'AWS::ECR::Repository',
  'AWS::GuardDuty::Detector',
  'AWS::KMS::ReplicaKey',
  'AWS::Macie::Session',
  'AWS::SageMaker::Domain',
  'AWS::SageMaker::Endpoint',
  'AWS::SageMaker::FeatureGroup',
  'AWS::SageMaker::MlflowTrackingServer',
  'AWS::SageMaker::ModelPackageGroup',
];

/** Stateful types with the properties whose change replaces, or may replace, the resource. */
export function statefulTypes(): Record<string, string[]> {
  // The package of the specification is the library's own dependency.
  const require = createRequire(createRequire(import.meta.url).resolve('@aws-cdk/cloudformation-diff'));
  const specification = require('@aws-cdk/aws-service-spec').loadAwsServiceSpecSync() as Specification;
  const types = [...specification.all('resource')]
    .filter(({ cloudFormationType, isStateful }) => isStateful || held.includes(cloudFormationType))
    .map(({ cloudFormationType, properties }): [string, string[]] => {
      const replacing = Object.keys(properties).filter((name) =>
        ['yes', 'maybe'].includes(properties[name]?.causesReplacement ?? 'no'),
      );
      return [cloudFormationType, replacing.sort()];
    });
  return Object.fromEntries(types.sort(([a], [b]) => (a < b ? -1 : 1)));
}

if (import.meta.url === `file://${process.argv[1]}`) {
  const file = new URL('../templates/judge/ratchet/stateful.json', import.meta.url);
  writeFileSync(file, `${JSON.stringify(statefulTypes(), null, 2)}\n`);
}
