import { defineConfig } from 'wxt';

export default defineConfig({
  modules: ['@wxt-dev/module-vue', '@wxt-dev/webextension-polyfill'],
  // What a file uses it imports: readers, lint and dead-code tools see the same.
  imports: false,
  // Every component is written with the composition API.
  vue: { vite: { features: { optionsAPI: false } } },
  manifest: {
    name: '__MSG_extension_name__',
    description: '__MSG_extension_description__',
    default_locale: 'en',
    minimum_chrome_version: '130',
    permissions: ['offscreen', 'storage', 'notifications', 'contextMenus', 'power'],
    // Asked for a profile's own origin when it is saved, never at install.
    optional_host_permissions: ['https://*/*', 'http://*/*'],
    commands: {
      'toggle-session': {
        suggested_key: { default: 'Alt+Shift+S' },
        description: '__MSG_command_toggle_session__',
      },
      'toggle-mute': {
        suggested_key: { default: 'Alt+Shift+M' },
        description: '__MSG_command_toggle_mute__',
      },
    },
  },
});
