import { releaseFiles } from './release-folder.ts';

/** What is left to a person once a release is made. */
export function checklist(version: string): string {
  const { extension, sources } = releaseFiles(version);
  return [
    `[ ] Load ${extension}, unpacked, into a browser of your own; start, speak, switch the network off and on, stop.`,
    `[ ] Read the section of ${version} in CHANGELOG.md as a user would, and store/ as a reviewer would.`,
    `[ ] git tag -a v${version} -m v${version} && git push origin v${version}`,
    `[ ] Publish the files of this release with that tag.`,
    `[ ] npm run submit, with the keys of the stores (they are named in docs/release.md); or by hand: ${extension} goes to`,
    `    https://chrome.google.com/webstore/devconsole and https://partner.microsoft.com/dashboard/microsoftedge, with`,
    `    the texts, pictures and answers of store/, and ${sources} to a reviewer who asks for it.`,
    `[ ] Begin a new "## Unreleased" in CHANGELOG.md.`,
  ].join('\n');
}
