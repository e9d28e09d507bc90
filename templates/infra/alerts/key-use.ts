/** A statement as a template has it. */
interface Statement {
  Sid: string;
  Effect: 'Allow' | 'Deny';
  Principal: { Service: string };
  Action: string[];
  Resource: '*';
  Condition?: Record<string, Record<string, string>>;
}

const topic = 'kms:EncryptionContext:aws:sns:topicArn';

const use = {
  Principal: { Service: 'events.amazonaws.com' },
  Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
  Resource: '*',
} as const;

/**
 * What EventBridge needs of the key of topics. The allow has no condition: aws:SourceAccount and aws:SourceArn are not supported
 * there, and every alert would be dropped (Amazon SNS Developer Guide, "Enable compatibility between event sources from AWS
 * services and encrypted topics"). The topic is in the encryption context (Amazon GameLift Servers FlexMatch Guide,
 * "Set up an SNS topic with server-side encryption"); no page says so of EventBridge, so that a deny looks at it, where it is there.
 */
export const rulesUseKey = (topics: string): Statement[] => [
  { Sid: 'AlertRules', Effect: 'Allow', ...use, Action: [...use.Action] },
  {
    Sid: 'AlertRulesToTheseTopics',
    Effect: 'Deny',
    ...use,
    Action: [...use.Action],
    Condition: { Null: { [topic]: 'false' }, ArnNotLike: { [topic]: topics } },
  },
];
