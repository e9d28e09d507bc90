import type { CfnTrail } from 'aws-cdk-lib/aws-cloudtrail';
import type { Foundation } from '../../foundation.ts';

/**
 * Management events always; events on the objects of the data buckets as the tier asks.
 * AWS CloudTrail User Guide, "Logging data events": advanced selectors replace the default, so the first one is needed.
 */
export function trailSelectors({ buckets, facts }: Foundation): CfnTrail.AdvancedEventSelectorProperty[] {
  const management = {
    name: 'Management events',
    fieldSelectors: [{ field: 'eventCategory', equalTo: ['Management'] }],
  };
  if (facts.dataEvents === 'none') return [management];
  return [
    management,
    {
      name: 'Objects of the data buckets',
      fieldSelectors: [
        { field: 'eventCategory', equalTo: ['Data'] },
        { field: 'resources.type', equalTo: ['AWS::S3::Object'] },
        { field: 'resources.ARN', startsWith: Object.values(buckets).map(({ arn }) => `${arn}/`) },
        ...(facts.dataEvents === 'write' ? [{ field: 'readOnly', equalTo: ['false'] }] : []),
      ],
    },
  ];
}
