/** An IPv4 range as numbers: its first address and how many it has. */
function rangeOf(text: string): { first: number; size: number } | undefined {
  // A number that begins with 0 is octal to some (RFC 6943, section 3.1.1), and EC2 takes none.
  const parts = /^(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,2})\/([1-9]\d?)$/
    .exec(text)
    ?.slice(1)
    .map(Number);
  if (!parts || parts.slice(0, 4).some((one) => one > 255) || (parts[4] as number) > 32) return undefined;
  const [a, b, c, d, prefix] = parts as [number, number, number, number, number];
  return { first: ((a * 256 + b) * 256 + c) * 256 + d, size: 2 ** (32 - prefix) };
}

const within = (inner: string, outer: string) => {
  const [one, all] = [rangeOf(inner), rangeOf(outer)];
  return !!one && !!all && one.first >= all.first && one.first + one.size <= all.first + all.size;
};

/** Amazon VPC User Guide, "VPC CIDR blocks": private ranges (RFC 1918), and 172.17.0.0/16 is for services such as SageMaker AI. */
const privateRanges = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'];
const taken = '172.17.0.0/16';

/** What keeps `value` from being the range of a new VPC, as the end of a sentence that begins with it. */
export function networkRangeFault(value: unknown): string | undefined {
  const range = typeof value === 'string' ? rangeOf(value) : undefined;
  if (!range) return 'is not an IPv4 range such as 10.20.0.0/16';
  const text = value as string;
  if (range.size > 2 ** 16) return 'is larger than /16, which a VPC cannot be';
  // Each of two subnets holds an address of ten endpoints, five that AWS keeps, and the jobs.
  if (range.size < 2 ** 8) return 'is smaller than /24, which leaves no room for jobs beside the endpoints';
  if (range.first % range.size !== 0) return 'does not begin where a range of its size begins';
  if (within(text, taken)) return `is in ${taken}, which AWS services use themselves`;
  if (!privateRanges.some((one) => within(text, one))) return 'is not in a private range';
  return undefined;
}
