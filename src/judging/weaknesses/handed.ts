import type { Json } from '../../../templates/judge/read/json.ts';
import { asText } from '../../shape/text.ts';
import { type Looked, type Weakness, weakness } from './weakness.ts';

/** Types that let an account see or get what there is, or look after it, with the property that names it, and what it then may. */
const handed: Record<string, [property: string, may: string]> = {
  'AWS::Config::AggregationAuthorization': ['AuthorizedAccountId', 'collects what Config recorded'],
  'AWS::GuardDuty::Master': ['MasterId', 'administers GuardDuty'],
  'AWS::Oam::Link': ['SinkIdentifier', 'reads logs, metrics and traces'],
  'AWS::SNS::Topic': ['Subscription', 'gets what is published to the topic'],
  'AWS::SecurityHub::DelegatedAdmin': ['AdminAccountIdentifier', 'administers Security Hub'],
};

const accountsIn = (value: Json | undefined): string[] =>
  [...asText(value).matchAll(/\barn:[^:\s"]*:[^:\s"]*:[^:\s"]*:(\d{12}):|^(\d{12})$/g)].flatMap(
    ([, inArn, alone]) => inArn ?? alone ?? [],
  );

/** What a resource hands to another account without a policy. */
export function handedOver({ assembly: { resources }, model: { accounts } }: Looked): Weakness[] {
  return resources.flatMap((resource) => {
    const [property = '', may = ''] = handed[resource.type] ?? [];
    const found = property ? accountsIn(resource.properties[property]) : [];
    const others = [...new Set(found)].filter((account) => !accounts.includes(account));
    return others.map((account) => {
      const fix = 'Take the account out, or accept that it is let in.';
      return weakness('other-account', resource, `account ${account} ${may}: ${property}`, fix, account);
    });
  });
}
