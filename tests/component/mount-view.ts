import { enableAutoUnmount, flushPromises, mount } from '@vue/test-utils';
import { afterEach, vi } from 'vitest';
import type { Component } from 'vue';
import { optionsServicesKey, servicesKey } from '../../components/services.ts';
import type { FakeWorld } from '../support/fake-services.ts';

enableAutoUnmount(afterEach);

/** Stubs the tab's history, which the environment of these tests lacks, with no earlier entry. */
function stubNavigation(): void {
  const target = new EventTarget();
  vi.stubGlobal('navigation', Object.assign(target, { currentEntry: null, entries: () => [] }));
}

/** Mounts a view in a document, and waits for the first answers of its services. */
export async function mountView(view: Component, world: FakeWorld) {
  stubNavigation();
  const wrapper = mount(view, {
    attachTo: document.body,
    global: {
      provide: {
        [servicesKey as symbol]: world.services,
        [optionsServicesKey as symbol]: world.services,
      },
    },
  });
  await flushPromises();

  return {
    wrapper,
    text: () => wrapper.text(),
    /** The one button with this accessible name. */
    button(name: string) {
      const found = wrapper
        .findAll('button')
        .filter((button) => (button.attributes('aria-label') ?? button.text()) === name);
      const [button] = found;
      if (!button || found.length > 1) throw new Error(`${found.length} buttons are named ${name}`);
      return button;
    },
    hasButton: (name: string) =>
      wrapper.findAll('button').some((button) => (button.attributes('aria-label') ?? button.text()) === name),
    async click(name: string) {
      await this.button(name).trigger('click');
      await flushPromises();
    },
    /** Types into a field and leaves it. */
    async fill(selector: string, value: string) {
      await wrapper.get(selector).setValue(value);
      await wrapper.get(selector).trigger('blur');
    },
    /** The error that is shown beside a field; null where none is. */
    errorOf(selector: string): string | null {
      const described = wrapper.get(selector).attributes('aria-describedby') ?? '';
      const id = described.split(' ').find((each) => each.endsWith('-error'));
      return id ? wrapper.get(`#${id}`).text() : null;
    },
  };
}

export type MountedView = Awaited<ReturnType<typeof mountView>>;

/** Goes to a place of the options page, as a link would. */
export async function goTo(hash: string): Promise<void> {
  location.hash = hash;
  dispatchEvent(new Event('hashchange'));
  await flushPromises();
}
