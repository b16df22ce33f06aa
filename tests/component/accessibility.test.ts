import { flushPromises } from '@vue/test-utils';
import axe from 'axe-core';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Component } from 'vue';
import { settingsSections } from '../../components/navigation/route.ts';
import OptionsView from '../../components/app/OptionsView.vue';
import PermissionView from '../../components/permission/PermissionView.vue';
import PopupView from '../../components/popup/PopupView.vue';
import { createFakeWorld, type FakeWorldOptions } from '../support/fake-services.ts';
import { aWhipProfile, settingsWith } from '../support/profiles.ts';
import { aRow, eventsOf } from '../support/session-rows.ts';
import { failed, live } from '../support/session-states.ts';
import { mountView } from './mount-view.ts';

beforeEach(() => {
  location.hash = '';
});

const reading = settingsWith(aWhipProfile());
const events = eventsOf('session-1', 0, [{ kind: 'stop-requested' }, { kind: 'live', afterMs: 410 }]);

type ShownPage = [name: string, Component, hash: string, FakeWorldOptions];

const pages: ShownPage[] = [
  ['the popup while idle', PopupView, '', {}],
  ['the popup while live', PopupView, '', { state: live() }],
  [
    'the popup with a warning and a stand-in',
    PopupView,
    '',
    {
      state: live({
        warnings: ['high-loss', 'high-jitter'],
        trouble: { failure: { reason: 'microphone-ended' }, standIn: 'Laptop' },
      }),
    },
  ],
  ['the popup after a failure', PopupView, '', { state: failed({ reason: 'server-unauthorized' }) }],
  ['the popup without settings', PopupView, '', { reading: { ok: false, problem: 'newer-version' } }],
  ['the permission page', PermissionView, '', { reading, microphone: 'prompt', serverGranted: false }],
  ['the permission page after a refusal', PermissionView, '', { microphone: 'denied' }],
  ['the history', OptionsView, '#/history', { rows: [aRow()] }],
  ['the history without a session', OptionsView, '#/history', {}],
  ['the history that is off', OptionsView, '#/history', { historyStatus: 'broken' }],
  ['the history that nothing matches', OptionsView, '#/history?search=none', { rows: [aRow()] }],
  ['one session', OptionsView, '#/sessions/session-1', { rows: [aRow()], events }],
  ['the settings', OptionsView, '#/settings', { reading }],
  ...settingsSections.map((section): ShownPage => [
    `the settings’ section ${section}`,
    OptionsView,
    `#/settings/${section}`,
    { reading },
  ]),
  ['the page that adds a server', OptionsView, '#/settings/add', { reading }],
  ['the form of a profile', OptionsView, '#/settings/profiles/studio', { reading }],
  ['the form of a new profile', OptionsView, '#/settings/profiles/new/openai-realtime', {}],
];

/** Rules that need layout and colours are checked in a real browser. */
const rules = { 'color-contrast': { enabled: false }, 'target-size': { enabled: false } };

describe.each(['en', 'ja'] as const)(
  'in %s names, roles and structure (WCAG 2.2 AA, as far as a machine can tell)',
  (language) => {
    it.each(pages)('of %s are right', async (_name, view, hash, options) => {
      location.hash = hash;
      await mountView(view, createFakeWorld({ ...options, language }));
      await flushPromises();
      const { violations } = await axe.run(document, { rules });
      expect(violations.map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual([]);
    });
  },
);
