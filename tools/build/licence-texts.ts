import type { ShippedPackage } from './shipped-packages.ts';

/**
 * One plain text with the licence of the product and those of all packages that ship in it. A text that
 * several packages have word for word stands once.
 */
export function licenceTexts(
  own: { name: string; text: string },
  packages: readonly ShippedPackage[],
): string {
  const byText = new Map<string, ShippedPackage[]>();
  for (const each of packages) {
    const text = each.texts.join('\n\n');
    byText.set(text, [...(byText.get(text) ?? []), each]);
  }
  const parts = [...byText].map(([text, users]) => [users.map(heading).join('\n'), text].join('\n\n').trim());
  return `${[`${own.name}\n\n${own.text.trim()}`, ...parts].join(`\n\n${'-'.repeat(72)}\n\n`)}\n`;
}

function heading({ name, version, license, source }: ShippedPackage): string {
  return [`${name} ${version}`, license, source].filter((part) => part !== '').join(', ');
}
