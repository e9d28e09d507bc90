/** What the name of no bucket may begin with. */
export const keptStarts = ['xn--', 'sthree-', 'amzn-s3-demo-'];
const forbiddenEnds = ['-s3alias', '--ol-s3', '.mrap', '--x-s3', '--table-s3'];

/** What keeps `name` from being a bucket's name: Amazon S3 User Guide, "General purpose bucket naming rules". */
export function bucketNameFault(name: string): string | undefined {
  const [, address, named] = /^(arn:[\w-]+:s3:::|s3:\/\/)([a-z0-9.-]{3,63})(?:\/.*)?$/.exec(name) ?? [];
  if (named) return `is ${address === 's3://' ? 'an address' : 'an ARN'}; the name of that bucket is ${named}`;
  if (name.length < 3 || name.length > 63) return `has ${name.length} characters; S3 wants 3 to 63`;
  if (!/^[a-z0-9.-]+$/.test(name)) return 'has characters other than a-z, 0-9, "." and "-"';
  if (!/^[a-z0-9].*[a-z0-9]$/.test(name)) return 'must begin and end with a letter or a digit';
  if (name.includes('..')) return 'has two periods side by side';
  if (/^\d+\.\d+\.\d+\.\d+$/.test(name)) return 'looks like an IP address';
  const start = keptStarts.find((text) => name.startsWith(text));
  if (start) return `begins with "${start}", which S3 keeps for itself`;
  const end = forbiddenEnds.find((text) => name.endsWith(text));
  if (end) return `ends with "${end}", which S3 keeps for itself`;
  return undefined;
}
