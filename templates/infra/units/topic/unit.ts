import { PolicyDocument } from 'aws-cdk-lib/aws-iam';
import { CfnSubscription, CfnTopic, CfnTopicPolicy } from 'aws-cdk-lib/aws-sns';
import { acknowledge } from '../../acknowledge.ts';
import { makeAlarm } from '../../alerts/metric-alarm.ts';
import { makeAlerts } from '../../alerts/rule.ts';
import { constructId } from '../../alerts/scope.ts';
import { publishers } from '../../controls/alerts/publishers.ts';
import { type Foundation, name as nameIn } from '../../foundation.ts';
import { alarm, alerts } from './alerts.ts';

/** unit.json of a topic: whom it tells. */
interface TopicUnit {
  name: string;
  emails: string[];
  https: string[];
}

export function apply({ audit, settings, topics }: Foundation, { name, emails, https }: TopicUnit): void {
  const topic = new CfnTopic(audit, `${constructId(name)}Topic`, {
    topicName: `${settings.name}-${name}`,
    displayName: `${settings.name} ${name}`,
  });
  topics[name] = topic.ref;
  nameIn(audit, { [name]: topic.ref });
  new CfnTopicPolicy(audit, `${constructId(name)}TopicPolicy`, {
    topics: [topic.ref],
    policyDocument: new PolicyDocument({ statements: publishers(topic.ref, audit.account) }),
  });
  for (const [protocol, endpoints] of Object.entries({ email: emails, https })) {
    endpoints.forEach((endpoint, index) => {
      new CfnSubscription(audit, `${constructId(name)}Topic${protocol}${index}`, {
        topicArn: topic.ref,
        protocol,
        endpoint,
      });
    });
  }
}

/** After the controls, which make the key and the queue. */
export function close(foundation: Foundation, { name }: TopicUnit): void {
  const { audit, settings, keys } = foundation;
  const topic = audit.node.findChild(`${constructId(name)}Topic`) as CfnTopic;
  if (keys.alerts) topic.kmsMasterKeyId = keys.alerts.keyArn;
  else {
    acknowledge(
      topic,
      'NIST.800.53.R5-SNSEncryptedKMS',
      'A key costs money each month and alerts carry no data; from the internal tier up the topic has the key of alerts',
    );
  }
  makeAlerts(foundation, alerts(name));
  makeAlarm(foundation, alarm(settings.name, name));
}
