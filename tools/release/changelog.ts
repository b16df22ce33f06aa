/** The changes of one version, in the words of users. */
export interface ChangelogSection {
  /** `Unreleased`, or a version such as `0.2.0`. */
  version: string;
  /** Its day, `YYYY-MM-DD`; empty where there is none. */
  day: string;
  /** Markdown, without the heading. */
  text: string;
}

/** The sections of a CHANGELOG.md as https://keepachangelog.com describes it, in its order. */
export function changelogSections(text: string): ChangelogSection[] {
  return text
    .replaceAll('\r\n', '\n')
    .split(/^## /m)
    .slice(1)
    .map((part) => {
      const [heading = '', ...lines] = part.split('\n');
      const [, version = heading.trim(), day = ''] =
        /^\[?v?([^\]\s]+)\]?(?:\s+[-–—]\s+(\d{4}-\d\d-\d\d))?\s*$/.exec(heading) ?? [];
      return { version, day, text: lines.join('\n').trim() };
    });
}
