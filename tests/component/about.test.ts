import { flushPromises } from '@vue/test-utils';
import { beforeEach, describe, expect, it } from 'vitest';
import OptionsView from '../../components/app/OptionsView.vue';
import { listStep } from '../../components/history-list/list-keys.ts';
import { zipList } from '../../tools/release/zip-list.ts';
import { createFakeWorld, type FakeWorldOptions } from '../support/fake-services.ts';
import { catalogues } from '../support/messages.ts';
import { goTo, mountView } from './mount-view.ts';

beforeEach(() => {
  location.hash = '';
});

async function open(hash: string, options: FakeWorldOptions = {}) {
  location.hash = hash;
  const world = createFakeWorld(options);
  return { world, view: await mountView(OptionsView, world) };
}

const press = async (key: string, target: EventTarget = document.body, more: KeyboardEventInit = {}) => {
  target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more }));
  await flushPromises();
};

describe('the line about an update', () => {
  it('is there after one, on every part of the page, and gone for good when it is dismissed', async () => {
    const { world, view } = await open('#/history', { newsUnread: true });
    expect(view.text()).toContain('What is new in 0.2.0');
    await goTo('#/settings');
    expect(view.wrapper.get('.news a').attributes('href')).toBe('/changelog.html');
    await view.click('Dismiss');
    expect(view.wrapper.find('.news').exists()).toBe(false);
    expect(world.called('dismissNews')).toHaveLength(1);
  });

  it('is dismissed by reading the news', async () => {
    const { world, view } = await open('#/history', { newsUnread: true });
    const link = view.wrapper.get('.news a');
    // A document that is opened in a new tab is none of this environment's.
    link.element.addEventListener('click', (event) => event.preventDefault());
    await link.trigger('click');
    expect(view.wrapper.find('.news').exists()).toBe(false);
    expect(world.called('dismissNews')).toHaveLength(1);
  });

  it('is not there without one', async () => {
    const { view } = await open('#/history');
    expect(view.wrapper.find('.news').exists()).toBe(false);
  });
});

describe('the section About', () => {
  it('says the version, and leads to documents that are all in the package', async () => {
    const { view } = await open('#/settings/about');
    expect(view.text()).toContain('Version 0.2.0');
    const addresses = view.wrapper.findAll('.shown ul a').map((link) => link.attributes('href'));
    expect(addresses).toEqual(['/changelog.html', '/privacy.html', '/security.html', '/licences.txt']);
    expect(zipList).toEqual(expect.arrayContaining(addresses.map((address) => address?.slice(1))));
  });
});

describe('the key ?', () => {
  it('lists the keys of the page, those of the browser among them, and Escape or Close ends that', async () => {
    const shortcuts = [{ name: 'toggle-mute', description: 'Mute or unmute', keys: 'Alt+Shift+M' }];
    const { view } = await open('#/history', { shortcuts });
    await press('?');
    const dialog = view.wrapper.get('dialog');
    expect(dialog.text()).toContain('Alt+Shift+M');
    for (const key of ['history_keys', 'axis_keys', 'keys_shown_by']) {
      expect(dialog.text()).toContain(catalogues.en[key]?.message);
    }
    await view.click('Close');
    expect(view.wrapper.find('dialog').exists()).toBe(false);
    await press('?');
    await view.wrapper.get('dialog').trigger('cancel');
    expect(view.wrapper.find('dialog').exists()).toBe(false);
  });

  it.each(['input', 'textarea', 'select'])(
    'is a letter like any other in a field of the type %s',
    async (name) => {
      const { view } = await open('#/history');
      const field = document.createElement(name);
      document.body.append(field);
      await press('?', field);
      expect(view.wrapper.find('dialog').exists()).toBe(false);
    },
  );

  it.each<KeyboardEventInit>([{ ctrlKey: true }, { metaKey: true }, { altKey: true }])(
    'does nothing with %j, which is the browser’s',
    async (held) => {
      const { view } = await open('#/history');
      await press('?', document.body, held);
      expect(view.wrapper.find('dialog').exists()).toBe(false);
    },
  );

  it('opens nothing over a dialog, and nothing once the page is gone', async () => {
    const { view } = await open('#/history');
    await press('?');
    await press('?');
    expect(view.wrapper.findAll('dialog')).toHaveLength(1);
    view.wrapper.unmount();
    await press('?');
    expect(document.querySelectorAll('dialog')).toHaveLength(0);
  });
});

describe('the words about the keys of the history', () => {
  /** What a keyboard calls a key, and what the words of each language call it. */
  const named = {
    ArrowUp: ['arrows', '矢印'],
    ArrowDown: ['arrows', '矢印'],
    PageUp: ['Page Up', 'Page Up'],
    PageDown: ['Page Down', 'Page Down'],
    Home: ['Home', 'Home'],
    End: ['End', 'End'],
    ' ': ['Space', 'スペース'],
    Escape: ['Escape', 'Esc'],
    Delete: ['Delete', 'Delete'],
    'Ctrl+a': ['Ctrl+A', 'Ctrl+A'],
  };
  const keys = [
    ...Object.keys(named),
    'Tab',
    'F1',
    'Insert',
    'Backspace',
    'ArrowLeft',
    'ArrowRight',
    'Enter',
    ...'a b c d e i j k l n o p q s x y z 0 1 9 + - ? / .'.split(' '),
  ];

  it('name each key that does something in the list, and no other has a meaning there', () => {
    const meant = keys.filter((key) => {
      const ctrlKey = key.startsWith('Ctrl+');
      const pressed = {
        key: ctrlKey ? key.slice(5) : key,
        ctrlKey,
        shiftKey: false,
        metaKey: false,
        altKey: false,
      };
      return listStep(pressed, { current: 1, count: 3 }) !== null;
    });
    expect(meant).toEqual(Object.keys(named));
    for (const [english, japanese] of Object.values(named)) {
      expect(catalogues.en['history_keys']?.message).toContain(english);
      expect(catalogues.ja['history_keys']?.message).toContain(japanese);
    }
  });
});
