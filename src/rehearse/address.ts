/** RFC 3986, as "Create a signed AWS API request" (IAM User Guide) encodes. */
export const encoded = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);

/** A request's target in parts. What is passed on is written from the parts again: both sides of the gate read the same. */
export interface Address {
  /** Decoded, without the slash in front: a bucket and the steps of a key. */
  steps: string[];
  query: [name: string, value: string][];
}

const decoded = (text: string) => decodeURIComponent(text);

/** Undefined for what is not a path of this server, and for what two readers could take differently. */
export function targetOf(target: string): Address | undefined {
  const [path = '', ...rest] = target.split('?');
  // A slash in front and no second one: no other host, and no step that somebody would merge or follow.
  if (!path.startsWith('/') || path.includes('//') || target.includes('#')) return undefined;
  const text = rest.join('?');
  // A plus is a space to some: what signs a request writes %2B.
  if (text.includes('+')) return undefined;
  try {
    const steps = path.slice(1).split('/').map(decoded);
    if (steps.some((step) => step === '.' || step === '..' || step.includes('\0'))) return undefined;
    const query = text
      .split('&')
      .filter(Boolean)
      .map((pair): [string, string] => {
        const at = `${pair}=`.indexOf('=');
        return [decoded(pair.slice(0, at)), decoded(pair.slice(at + 1))];
      });
    const names = query.map(([name]) => name);
    return new Set(names).size === names.length ? { steps, query } : undefined;
  } catch {
    return undefined;
  }
}

export const pathOf = ({ steps }: Address): string => `/${steps.map(encoded).join('/')}`;

/** A name without a value stays one: `?uploads`. */
export function written(address: Address): string {
  const query = address.query
    .map(([name, value]) => (value ? `${encoded(name)}=${encoded(value)}` : encoded(name)))
    .join('&');
  return query ? `${pathOf(address)}?${query}` : pathOf(address);
}

/**
 * Amazon S3 User Guide, "Virtual hosting of general purpose buckets": the bucket is in front of the host. Answers the same
 * request with the bucket in its path.
 */
export function pathStyle(target: string, host: string): string {
  const [, bucket] = /^(.+)\.(?:localhost|s3[.-][a-z0-9.-]*amazonaws\.com(?:\.cn)?)(?::\d+)?$/.exec(host) ?? [];
  return bucket ? `/${encoded(bucket)}${target}` : target;
}
