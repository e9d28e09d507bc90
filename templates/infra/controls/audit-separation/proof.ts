import { isDeepStrictEqual } from 'node:util';
import { isObject } from '../../../judge/read/json.ts';

import { ownRoles } from '../../policies/exempt.ts';
import { type Check, every, type Judged, lacks } from '../check.ts';
import { changes, reads, separation } from './separation.ts';

const foreign: Check = {
  sentence: 'an account that the organization records has no trail of its own',
  run({ resources }) {
    const own = resources.filter(({ type }) => type === 'AWS::CloudTrail::Trail');
    return {
      evidence: [`${own.length} trails`],
      failures: own.map(({ path }) => `${path} is a trail of this account`),
    };
  },
};

export function checks({ settings, file }: Judged): Check[] {
  const { name, trail, region } = settings;
  const wanted = separation(settings, () => file('infra/controls/audit-separation/reason.json'));

  /** The Audit stack is in every repository, with its alerts. */
  const written: Check = {
    sentence: 'where the record is kept is written down, with the reason where it is in this account',
    run({ stacks }) {
      const stack = stacks.find((candidate) => candidate.name === `${name}-audit`);
      const metadata = stack?.template.Metadata;
      const named = isObject(metadata) ? metadata.AuditSeparation : undefined;
      const failures = isDeepStrictEqual(named, wanted) ? [] : [`${name}-audit says ${JSON.stringify(named)}`];
      if (trail !== 'organization' && (wanted.reason ?? '').trim().split(/\s+/).length < 10) {
        failures.push('reason.json gives no reason of at least ten words');
      }
      return { evidence: [`${name}-audit: ${wanted.trail}`], failures };
    },
  };

  const refused = every(
    'the audit bucket refuses every role of the project, but for reviewers who read',
    {
      type: 'AWS::S3::BucketPolicy',
      where: ({ properties }, { names }) => names.audit?.endsWith(`:::${properties.Bucket}`) === true,
    },
    ({ properties }, { names, stacks, account }) => {
      const place = { partition: stacks[0]?.partition ?? '', region, account };
      const every = { 'aws:PrincipalArn': ownRoles(place, name, ['*']) };
      const reviewer = { 'aws:PrincipalArn': ownRoles(place, name, ['reviewer']) };
      const deny = { Effect: 'Deny', Principal: { AWS: '*' }, Resource: [names.audit ?? '', `${names.audit}/*`] };
      return lacks(properties, [
        { ...deny, Action: changes, Condition: { ArnLike: every } },
        { ...deny, Action: reads, Condition: { ArnLike: every, ArnNotEquals: reviewer } },
      ]);
    },
  );

  return [written, ...(trail === 'create' ? [refused] : []), ...(trail === 'organization' ? [foreign] : [])];
}
