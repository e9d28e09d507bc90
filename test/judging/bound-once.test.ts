import { describe, expect, it, vi } from 'vitest';
import { assemblyOf } from '../../templates/judge/read/assembly.ts';
import type { JsonObject } from '../../templates/judge/read/json.ts';
import { modelOf } from '../../templates/judge/read/model.ts';

const account = '111111111111';

/** How much text is made to read a template with so many places that are not known, in one list. */
function textOf(places: number, of: (broken: JsonObject) => JsonObject): number {
  const unknown = Array.from({ length: places }, () => ({ Ref: 'Nobody' }));
  const template = of({ 'Fn::GetAtt': ['Raw', unknown] });
  const made = vi.spyOn(JSON, 'stringify');
  try {
    modelOf([assemblyOf([{ name: 'data', account, region: 'eu-west-1', partition: 'aws', template }])]);
    return made.mock.results.reduce((sum, { value }) => sum + String(value).length, 0);
  } finally {
    made.mockRestore();
  }
}

const raw = { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'raw' } };

describe('a list of places that are not known is bound to its content once, however many there are', () => {
  it.each<[string, (broken: JsonObject) => JsonObject]>([
    ['a name', (broken) => ({ Metadata: { Names: { raw: broken } }, Resources: { Raw: raw } })],
    [
      'a resource',
      (broken) => ({
        Resources: {
          Raw: raw,
          Policy: { Type: 'AWS::S3::BucketPolicy', Properties: { Bucket: 'raw', PolicyDocument: broken } },
        },
      }),
    ],
  ])('of %s', (_, of) => {
    const few = textOf(500, of);
    expect(few).toBeGreaterThan(500);
    expect(textOf(1000, of) / few).toBeLessThan(2.5);
  });
});
