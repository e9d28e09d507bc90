import { isObject, listOf } from '../../../judge/read/json.ts';
import { type Check, every } from '../check.ts';

export function checks(): Check[] {
  return [
    every('every bucket encrypts what is written to it', { type: 'AWS::S3::Bucket' }, ({ properties }) => {
      const encryption = properties.BucketEncryption;
      const rules = isObject(encryption) ? listOf(encryption.ServerSideEncryptionConfiguration).filter(isObject) : [];
      const [rule] = rules;
      const by = isObject(rule?.ServerSideEncryptionByDefault)
        ? rule.ServerSideEncryptionByDefault.SSEAlgorithm
        : undefined;
      if (rules.length !== 1 || (by !== 'AES256' && by !== 'aws:kms'))
        return `encrypts by ${JSON.stringify(encryption) ?? 'nothing'}`;
      return undefined;
    }),
  ];
}
