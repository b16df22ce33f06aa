import type { Runtime, Tabs } from 'webextension-polyfill';

export interface PagesDeps {
  runtime: Pick<Runtime.Static, 'getURL' | 'id'>;
  tabs: Pick<Tabs.Static, 'create' | 'query' | 'update'>;
}

/** Opens the extension's pages in tabs; a page that is already open is brought to the front. */
export function createPages({ runtime, tabs }: PagesDeps) {
  async function open(page: string, hash: string): Promise<void> {
    const url = runtime.getURL(page);
    const [tab] = await tabs.query({ url: `${url}*` });
    if (tab?.id === undefined) await tabs.create({ url: url + hash });
    else await tabs.update(tab.id, hash ? { active: true, url: url + hash } : { active: true });
  }

  return {
    openOptions: (hash = '') => open('options.html', hash),
    openCaptions: () => open('captions.html', ''),
    openPermissionPage: () => open('permission.html', ''),
    /** Opens the browser's own page for the keyboard shortcuts of all extensions. */
    async openShortcuts(): Promise<void> {
      await tabs.create({ url: 'chrome://extensions/shortcuts' });
    },
    async openAddress(url: string): Promise<void> {
      await tabs.create({ url });
    },
    /** Opens the browser's own page where a refused microphone can be allowed again. */
    async openSiteSettings(): Promise<void> {
      const site = encodeURIComponent(runtime.getURL(''));
      await tabs.create({ url: `chrome://settings/content/siteDetails?site=${site}` });
    },
  };
}
