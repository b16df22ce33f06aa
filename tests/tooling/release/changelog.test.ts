import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { changelogSections } from '../../../tools/release/changelog.ts';

it('the sections of a changelog are found with version, day and text, in their order', () => {
  const text =
    '# Changelog\r\n\r\nFormat.\r\n\r\n## Unreleased\r\n\r\n## [0.2.0] - 2026-12-01\r\n\r\n### Added\r\n\r\n- One.\r\n\r\n## v0.1.0 – 2026-11-01\r\n- Two.';
  expect(changelogSections(text)).toEqual([
    { version: 'Unreleased', day: '', text: '' },
    { version: '0.2.0', day: '2026-12-01', text: '### Added\n\n- One.' },
    { version: '0.1.0', day: '2026-11-01', text: '- Two.' },
  ]);
});

it('the changelog of this project has sections, each with words', () => {
  const sections = changelogSections(readFileSync('CHANGELOG.md', 'utf8'));
  expect(sections.length).toBeGreaterThan(0);
  expect(sections.filter(({ version, text }) => version !== 'Unreleased' && text === '')).toEqual([]);
});
