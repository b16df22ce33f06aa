import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import privacy from '../../../store/privacy.json' with { type: 'json' };
import { storePictures } from '../../../tools/store/store-pictures.ts';
import config from '../../../wxt.config.ts';
import { catalogues } from '../../support/messages.ts';

/** The members of the manifest that are read here. */
interface Manifest {
  permissions: string[];
  optional_host_permissions: string[];
}

const { manifest: make } = config as unknown as { manifest: (env: { mode: string }) => Manifest };
const manifest = make({ mode: 'production' });
const asked = [...manifest.permissions, ...manifest.optional_host_permissions];
const promised = readFileSync('PRIVACY.md', 'utf8');
const languages = readdirSync('public/_locales');

/** All that Chrome's questionnaire asks about (Chrome Web Store, program policies, user data). */
const categories = [
  'personally-identifiable-information',
  'health-information',
  'financial-and-payment-information',
  'authentication-information',
  'personal-communications',
  'location',
  'web-history',
  'user-activity',
  'website-content',
] as const;

const isSentence = (text: string) => /^[A-Z].{24,}\.$/s.test(text);

describe('the answers to the stores’ questions', () => {
  it('have a sentence for each permission of the manifest, and for no other', () => {
    expect(Object.keys(privacy.permissions)).toEqual(asked);
    for (const [permission, sentence] of Object.entries(privacy.permissions)) {
      expect(isSentence(sentence), `${permission}: ${sentence}`).toBe(true);
      expect(sentence.length, `the store takes 1000 characters about ${permission}`).toBeLessThanOrEqual(
        1000,
      );
    }
  });

  it.each(manifest.permissions)('%s is explained to users in PRIVACY.md as well', (permission) => {
    expect(promised).toContain(`\`${permission}\``);
  });

  it('answer each category of data, each with a reason', () => {
    expect(Object.keys(privacy.dataUse)).toEqual(categories);
    for (const { reason } of Object.values(privacy.dataUse)) expect(reason).toMatch(/^[A-Z].+\.$/);
  });

  it.each([
    ['your voice', 'personal-communications'],
    ["the profile's token or key", 'authentication-information'],
    ['your IP address', 'location'],
  ] as const)('say that "%s" leaves the computer, because PRIVACY.md does', (words, category) => {
    expect(promised).toContain(words);
    expect(privacy.dataUse[category].handled).toBe(true);
  });

  it('say that no page is seen, and the manifest asks for none', () => {
    for (const category of ['web-history', 'user-activity', 'website-content'] as const)
      expect(privacy.dataUse[category].handled).toBe(false);
    expect(promised).toContain('There is no access to the pages you visit.');
    const members = Object.keys(manifest);
    for (const open of [
      'content_scripts',
      'host_permissions',
      'externally_connectable',
      'web_accessible_resources',
    ])
      expect(members, `SECURITY.md and store/privacy.json promise that there is no ${open}`).not.toContain(
        open,
      );
    for (const wide of ['tabs', 'activeTab', 'scripting', 'webRequest', 'history', 'cookies'])
      expect(manifest.permissions).not.toContain(wide);
  });

  it('have one purpose, and say that no code is loaded', () => {
    expect(isSentence(privacy.singlePurpose)).toBe(true);
    expect(privacy.remoteCode.used).toBe(false);
    expect(promised).toContain('no remote code');
    expect(privacy.certified).toHaveLength(3);
  });
});

describe.each(languages)('the page of the stores in "%s"', (language) => {
  const page = JSON.parse(readFileSync(`store/${language}.json`, 'utf8')) as {
    description: string[];
    captions: Record<string, string>;
  };

  it('has a name and a short description that fit, and a description as long as a store takes it', () => {
    const texts = catalogues[language as keyof typeof catalogues];
    expect(texts['extension_name']?.message.length).toBeLessThanOrEqual(45);
    expect(texts['extension_description']?.message.length).toBeLessThanOrEqual(132);
    const length = page.description.join('\n\n').length;
    expect(length).toBeGreaterThan(250);
    expect(length).toBeLessThanOrEqual(10_000);
  });

  it('has a caption for each picture, and each picture of the size that stores take', () => {
    expect(Object.keys(page.captions)).toEqual(storePictures);
    for (const name of storePictures)
      expect(sizeOf(`store/pictures/${language}/${name}.png`)).toEqual([1280, 800]);
  });
});

it('the small tile is of the size that stores take', () => {
  expect(sizeOf('store/pictures/tile.png')).toEqual([440, 280]);
});

/** Width and height of a PNG file (PNG specification, section 11.2.2). */
function sizeOf(path: string): number[] {
  const bytes = readFileSync(path);
  expect(bytes.toString('latin1', 1, 4)).toBe('PNG');
  return [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
}
