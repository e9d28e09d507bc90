import type { CfnTrail } from 'aws-cdk-lib/aws-cloudtrail';
import { recordsRefusals, refusing } from '../../alerts/recorded.ts';
import type { Foundation } from '../../foundation.ts';
import { invokedTypes } from './invoked.ts';

/**
 * Management events always; what endpoints refuse; calls to what the templates serve, of these types of resources; events
 * on the objects of the data buckets, and of their locked copy, as the tier asks.
 * AWS CloudTrail User Guide, "Logging data events": advanced selectors replace the default, so the first one is needed.
 */
export function trailSelectors(
  { buckets, copyBucket, facts, settings }: Foundation,
  types: string[],
): CfnTrail.AdvancedEventSelectorProperty[] {
  const arns = [...Object.values(buckets).map(({ arn }) => arn), ...(copyBucket ? [copyBucket.resource.attrArn] : [])];
  const management = {
    name: 'Management events',
    fieldSelectors: [{ field: 'eventCategory', equalTo: ['Management'] }],
  };
  const refusals = (recordsRefusals(settings) ? refusing : []).map((service) => ({
    name: `Refused by an endpoint: ${service}`,
    fieldSelectors: [
      { field: 'eventCategory', equalTo: ['NetworkActivity'] },
      { field: 'eventSource', equalTo: [`${service}.amazonaws.com`] },
      { field: 'errorCode', equalTo: ['VpceAccessDenied'] },
    ],
  }));
  const calls = invokedTypes(types).map((type) => ({
    name: `Calls to ${type}`,
    fieldSelectors: [
      { field: 'eventCategory', equalTo: ['Data'] },
      { field: 'resources.type', equalTo: [type] },
    ],
  }));
  if (facts.dataEvents === 'none') return [management, ...refusals, ...calls];
  return [
    management,
    ...refusals,
    ...calls,
    {
      name: 'Objects of the data buckets',
      fieldSelectors: [
        { field: 'eventCategory', equalTo: ['Data'] },
        { field: 'resources.type', equalTo: ['AWS::S3::Object'] },
        { field: 'resources.ARN', startsWith: arns.map((arn) => `${arn}/`) },
        ...(facts.dataEvents === 'write' ? [{ field: 'readOnly', equalTo: ['false'] }] : []),
      ],
    },
  ];
}
