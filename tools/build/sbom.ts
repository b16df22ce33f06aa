import type { ShippedPackage } from './shipped-packages.ts';

interface Product {
  name: string;
  version: string;
  description: string;
  license: string;
}

/** The members of package-lock.json that are read here. */
export interface LockFile {
  packages: Readonly<Record<string, { version?: string; integrity?: string }>>;
}

/**
 * A software bill of materials (CycloneDX 1.6, JSON) of what ships: the packages whose code is in the build,
 * with the digests that the lock file holds. It has no date and no serial number, so that two builds of one
 * source have the same.
 */
export function sbom(product: Product, packages: readonly ShippedPackage[], lock: LockFile) {
  const reference = ({ name, version }: { name: string; version: string }) =>
    `pkg:npm/${name.replace('@', '%40')}@${version}`;
  return {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: {
      component: {
        'bom-ref': reference(product),
        type: 'application',
        name: product.name,
        version: product.version,
        description: product.description,
        licenses: [{ license: { id: product.license } }],
      },
    },
    components: packages.map((each) => ({
      'bom-ref': reference(each),
      type: 'library',
      name: each.name,
      version: each.version,
      scope: 'required',
      purl: reference(each),
      hashes: digests(each, lock),
      licenses: each.license === '' ? [] : [{ expression: each.license }],
      externalReferences: each.source === '' ? [] : [{ type: 'vcs', url: each.source }],
    })),
    dependencies: [{ ref: reference(product), dependsOn: packages.map(reference) }],
  };
}

function digests({ name, version }: ShippedPackage, { packages }: LockFile) {
  const locked = Object.entries(packages).find(
    ([path, entry]) => path.endsWith(`node_modules/${name}`) && entry.version === version,
  );
  const [, content] = /^sha512-(.+)$/.exec(locked?.[1].integrity ?? '') ?? [];
  if (content === undefined) return [];
  return [{ alg: 'SHA-512', content: Buffer.from(content, 'base64').toString('hex') }];
}
