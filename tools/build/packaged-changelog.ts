import type { ChangelogSection } from '../release/changelog.ts';

/** How many characters of a changelog are packaged, at most: every user downloads them, and few read on. */
const most = 6000;

const more = 'There is more, in CHANGELOG.md of the sources.';

/**
 * The newest of a changelog as a document of its own, cut between two entries where it is long. What is not
 * released yet is in it only where nothing is released, as in the build of a developer.
 */
export function packagedChangelog(sections: readonly ChangelogSection[]): string {
  const released = sections.filter(({ version, text }) => version !== 'Unreleased' && text !== '');
  const shown = released.length > 0 ? released : sections;
  const whole = ['# What is new', ...shown.map(sectionText)].join('\n\n');
  if (whole.length <= most) return `${whole}\n`;
  const entries = whole.split(/\n(?=- |\n)/);
  let length = 0;
  const kept = entries.filter((entry) => (length += entry.length + 1) <= most);
  return `${kept.join('\n').trimEnd()}\n\n${more}\n`;
}

function sectionText({ version, day, text }: ChangelogSection): string {
  return `## ${version}\n\n${day === '' ? '' : `${day}\n\n`}${text}`;
}
