import { isObject, listOf } from '../../../judge/read/json.ts';
import { type Check, every, type Judged } from '../check.ts';

const wanted = ['cost-centre', 'data-owner', 'entity'];

export function checks({ settings: { tags = {} } }: Judged): Check[] {
  return ['AWS::S3::Bucket', 'AWS::KMS::Key', 'AWS::IAM::Role'].map((type) =>
    every(`every ${type} has the bank's tags`, { type }, ({ properties }) => {
      const given = listOf(properties.Tags).filter(isObject);
      const missing = wanted.find(
        (key) => !tags[key] || !given.some(({ Key, Value }) => Key === key && Value === tags[key]),
      );
      return missing && `has no tag ${missing} with the value of settings.json`;
    }),
  );
}
