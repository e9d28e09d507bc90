import { createHash } from 'node:crypto';
import type { Rehearsed } from '../judging/rehearsed.ts';

const hash = (text: string, length: number) => createHash('sha256').update(text).digest('hex').slice(0, length);
const token = /«([^«»]+)»/g;

/** How AWS names what a template does not name, by type or attribute. */
const identifiers: Record<string, string> = {
  'AWS::EC2::Subnet': 'subnet-0',
  'AWS::EC2::SecurityGroup': 'sg-0',
  'AWS::EC2::VPC': 'vpc-0',
  'AWS::EC2::VPCEndpoint': 'vpce-0',
};

/**
 * Between the templates, where a name that only a deployment gives is a token, and the stand-in, where it has a name as AWS would
 * give it. What the service itself names (a key, the end of a secret's ARN) is told with `call`.
 */
export class Names {
  readonly #real = new Map<string, string>();
  #types: Map<string, string>;

  constructor({ resources }: Rehearsed) {
    this.#types = new Map(resources.map(({ stack, logicalId, type }) => [`${stack}/${logicalId}`, type]));
    for (const { ref } of resources) for (const [whole] of ref.matchAll(token)) this.real(whole);
  }

  call(inTemplates: string, real: string): void {
    this.#real.set(inTemplates, real);
  }

  #made(inside: string): string {
    const [place = ''] = inside.split('.');
    const prefix = identifiers[this.#types.get(place) ?? ''];
    if (prefix) return `${prefix}${hash(inside, 16)}`;
    const plain = inside.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
    return `${plain.slice(0, 50)}-${hash(inside, 8)}`;
  }

  real(text: string): string {
    return text.replaceAll(token, (whole, inside: string) => {
      const known = this.#real.get(whole) ?? this.#made(inside);
      this.#real.set(whole, known);
      return known;
    });
  }

  /** The same as templates have it. */
  inTemplates(text: string): string {
    let found = text;
    const longestFirst = [...this.#real].sort(([, a], [, b]) => b.length - a.length);
    for (const [whole, real] of longestFirst) found = found.replaceAll(real, whole);
    return found;
  }
}
