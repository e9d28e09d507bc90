import { type Access, type Operation, one, type ServiceTable } from './table.ts';

const about = (action: string): Operation => one(`sns:${action}`, '{TopicArn}');

/** Amazon SNS Developer Guide, "Key management": with the credentials of the publisher. */
const key = (action: string): Access => ({
  action,
  on: '{stored:KeyArn}',
  when: 'stored:KeyArn',
  context: { 'kms:ViaService': 'sns.{region}.amazonaws.com', 'kms:EncryptionContext:aws:sns:topicArn': '{TopicArn}' },
});

export const sns: ServiceTable = {
  service: 'sns',
  pages: [
    'Service Authorization Reference, "Actions, resources, and condition keys for Amazon SNS"',
    'Amazon SNS API Reference, "ConfirmSubscription": the token in the message is what counts',
  ],
  operations: {
    Publish: { caller: [...about('Publish').caller, key('kms:GenerateDataKey'), key('kms:Decrypt')] },
    Subscribe: one('sns:Subscribe', '{TopicArn}', { 'sns:Protocol': '{Protocol}', 'sns:Endpoint': '{Endpoint}' }),
    ConfirmSubscription: about('ConfirmSubscription'),
    Unsubscribe: one('sns:Unsubscribe', '{stored:TopicArn|SubscriptionArn}'),
    GetTopicAttributes: about('GetTopicAttributes'),
    SetTopicAttributes: about('SetTopicAttributes'),
    ListSubscriptions: one('sns:ListSubscriptions', '*'),
    ListSubscriptionsByTopic: about('ListSubscriptionsByTopic'),
    ListTopics: one('sns:ListTopics', '*'),
    DeleteTopic: about('DeleteTopic'),
  },
};
