import type { Part } from './parts.ts';

interface Lock {
  packages: Record<string, { integrity?: string }>;
}

/** SHA-512 of the library's own tarball, as package-lock.json pins it. */
function hashesOf(lock: Lock, place: string) {
  const integrity = lock.packages[place]?.integrity ?? '';
  const digest = /^sha512-(\S+)$/.exec(integrity)?.[1];
  if (!digest) throw new Error(`package-lock.json has no sha512 of ${place}`);
  return [{ alg: 'SHA-512', content: Buffer.from(digest, 'base64').toString('hex') }];
}

const purl = (name: string, version: string) => `pkg:npm/${name.replace('@', '%40')}@${version}`;

/** CycloneDX 1.6 JSON, without a time or a serial number: the same sources give the same bytes. */
export function sbom(product: { name: string; version: string; license: string }, parts: Part[], lock: Lock): string {
  const ref = purl(product.name, product.version);
  const components = parts.map(({ name, version, licence, place }) => ({
    type: 'library',
    'bom-ref': purl(name, version),
    name,
    version,
    licenses: [/ (OR|AND) /.test(licence) ? { expression: licence } : { license: { id: licence } }],
    purl: purl(name, version),
    hashes: hashesOf(lock, place),
  }));
  const document = {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: {
      component: {
        type: 'application',
        'bom-ref': ref,
        name: product.name,
        version: product.version,
        licenses: [{ license: { id: product.license } }],
        purl: ref,
      },
    },
    components,
    dependencies: [{ ref, dependsOn: components.map((component) => component['bom-ref']) }],
  };
  return `${JSON.stringify(document)}\n`;
}
