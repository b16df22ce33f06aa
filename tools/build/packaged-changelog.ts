import type { ChangelogSection } from '../release/changelog.ts';

/** How many characters of a changelog are packaged, at most, beyond its newest section. */
const most = 6000;

/**
 * The newest sections of a changelog as a document of their own. What is not released yet is in it only where
 * nothing is released, as in the build of a developer.
 */
export function packagedChangelog(sections: readonly ChangelogSection[]): string {
  const released = sections.filter(({ version, text }) => version !== 'Unreleased' && text !== '');
  const [newest, ...older] = released.length > 0 ? released : sections;
  const parts = newest ? [sectionText(newest)] : [];
  let length = parts.join('').length;
  for (const section of older) {
    length += section.text.length;
    if (length > most) break;
    parts.push(sectionText(section));
  }
  return `# What is new\n\n${parts.join('\n\n')}\n`;
}

function sectionText({ version, day, text }: ChangelogSection): string {
  return `## ${version}\n\n${day === '' ? '' : `${day}\n\n`}${text}`;
}
