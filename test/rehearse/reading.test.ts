import { describe, expect, it } from 'vitest';
import { operationNamed } from '../../src/operations/operations.ts';
import { called } from '../../src/rehearse/reading.ts';

const wire = (method: string, url: string, headers: Record<string, string> = {}, body = '') => ({
  ...{ method, url, headers },
  body: Buffer.from(body),
});

describe('a request of S3', () => {
  it.each([
    ['GET', '/', 'ListBuckets'],
    ['GET', '/raw?list-type=2&prefix=train%2F', 'ListObjectsV2'],
    ['GET', '/raw?versions', 'ListObjectVersions'],
    ['GET', '/raw?policy', 'GetBucketPolicy'],
    ['HEAD', '/raw', 'HeadBucket'],
    ['GET', '/raw/train/a.csv', 'GetObject'],
    ['HEAD', '/raw/train/a.csv?versionId=1', 'HeadObject'],
    ['PUT', '/raw/train/a.csv?x-id=PutObject', 'PutObject'],
    ['PUT', '/raw/train/a.csv?partNumber=1&uploadId=2', 'UploadPart'],
    ['POST', '/raw/train/a.csv?uploads', 'CreateMultipartUpload'],
    ['DELETE', '/raw/train/a.csv', 'DeleteObject'],
    ['POST', '/raw?delete', 'DeleteObjects'],
  ])('%s %s is %s', (method, url, operation) => {
    expect(called(wire(method, url), 's3').operation).toBe(operation);
    expect(operationNamed('s3', operation)).toBeDefined();
  });

  it.each([
    ['GET', '/raw?acl'],
    ['PUT', '/raw/train/a.csv?acl'],
    ['PUT', '/raw/train/a.csv?retention'],
    ['GET', '/raw/train/a.csv?attributes'],
    ['PUT', '/new-bucket'],
  ])('%s %s is nothing that has a mapping', (method, url) => {
    expect(operationNamed('s3', called(wire(method, url), 's3').operation)).toBeUndefined();
  });

  it('has a copy ask for its source', () => {
    const copy = called(wire('PUT', '/raw/b', { 'x-amz-copy-source': '/other/a%20b?versionId=1' }), 's3');
    expect(copy).toMatchObject({
      operation: 'CopyObject',
      parameters: { Bucket: 'raw', Key: 'b', CopySource: 'other/a b' },
    });
  });

  it('names each object that is deleted', () => {
    const { parameters } = called(
      wire('POST', '/raw?delete', {}, '<Delete><Object><Key>a</Key></Object><Object><Key>b</Key></Object></Delete>'),
      's3',
    );
    expect(parameters.Delete).toEqual({ Objects: [{ Key: 'a' }, { Key: 'b' }] });
  });
});

describe('a request of another service', () => {
  it('is read in its protocol', () => {
    expect(
      called(wire('POST', '/', { 'x-amz-target': 'AmazonSSM.GetParameter' }, '{"Name":"/a"}'), 'ssm'),
    ).toMatchObject({
      operation: 'GetParameter',
      parameters: { Name: '/a' },
    });
    const body = 'Action=AssumeRole&RoleArn=r&Tags.member.1.Key=a&Tags.member.1.Value=1&TransitiveTagKeys.member.1=a';
    expect(called(wire('POST', '/', {}, body), 'sts')).toMatchObject({
      operation: 'AssumeRole',
      parameters: { RoleArn: 'r', Tags: [{ Key: 'a', Value: '1' }], TransitiveTagKeys: ['a'] },
    });
  });
});
