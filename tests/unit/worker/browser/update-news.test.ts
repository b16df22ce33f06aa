import { describe, expect, it } from 'vitest';
import { createUpdateNews } from '../../../../utils/worker/browser/update-news.ts';

/** What a browser keeps for the extension, through updates. */
function setUp() {
  const stored: Record<string, unknown> = {};
  const storage = {
    get: async (key?: unknown) => (String(key) in stored ? { [String(key)]: stored[String(key)] } : {}),
    set: async (items: Record<string, unknown>) => void Object.assign(stored, items),
    remove: async (key: string | string[]) => {
      for (const each of [key].flat()) Reflect.deleteProperty(stored, each);
    },
  };
  return { at: (version: string) => createUpdateNews(storage, version) };
}

describe('the news of an update', () => {
  it.each([
    ['there are none after an installation', { reason: 'install' as const }, false],
    ['there are after an update', { reason: 'update' as const, previousVersion: '0.1.0' }, true],
    [
      'there are after an update from another line',
      { reason: 'update' as const, previousVersion: '1.9.9' },
      true,
    ],
    [
      'there are none after a reload of the same version',
      { reason: 'update' as const, previousVersion: '0.2.0' },
      false,
    ],
    ['there are none after an update of the browser', { reason: 'browser_update' as const }, false],
  ])('%s', async (_, details, areUnread) => {
    const news = setUp().at('0.2.0');
    await news.onInstalled(details);
    expect(await news.areUnread()).toBe(areUnread);
  });

  it('are dismissed for good, until another version comes', async () => {
    const browser = setUp();
    const news = browser.at('0.2.0');
    await news.onInstalled({ reason: 'update', previousVersion: '0.1.0' });
    await news.dismiss();
    expect(await browser.at('0.2.0').areUnread()).toBe(false);
    await browser.at('0.3.0').onInstalled({ reason: 'update', previousVersion: '0.2.0' });
    expect(await browser.at('0.3.0').areUnread()).toBe(true);
  });

  it('that nobody has read are not those of the version after it', async () => {
    const browser = setUp();
    await browser.at('0.2.0').onInstalled({ reason: 'update', previousVersion: '0.1.0' });
    expect(await browser.at('0.2.1').areUnread()).toBe(false);
  });
});
