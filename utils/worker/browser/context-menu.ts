import type { ContextMenus } from 'webextension-polyfill';
import { isRunning, type SessionState } from '../../domain/session/session-state.ts';
import type { Texts } from '../../texts/texts.ts';

/** The items of the icon's menu. They are also the names of the keyboard shortcuts, which do the same. */
export const userCommands = ['toggle-session', 'toggle-mute'] as const;
export type UserCommand = (typeof userCommands)[number];

/** The item, and the keyboard shortcut, that opens the side panel: a browser opens it in the user's gesture alone. */
export const openPanelId = 'open-panel';

export function isUserCommand(id: unknown): id is UserCommand {
  return userCommands.some((each) => each === id);
}

/** Updates the icon's menu to the state: Start or Stop, mute or unmute. */
export async function showContextMenu(
  state: SessionState,
  menus: Pick<ContextMenus.Static, 'create' | 'removeAll'>,
  texts: Texts,
): Promise<void> {
  const running = isRunning(state);
  const muted = isRunning(state) && state.running.muted;
  await menus.removeAll();
  const item = (id: string, title: string, enabled: boolean) =>
    menus.create({ id, title, enabled, contexts: ['action'] });
  item('toggle-session', texts.t(running ? 'menu_stop' : 'menu_start'), state.phase !== 'stopping');
  item('toggle-mute', texts.t(muted ? 'menu_unmute' : 'menu_mute'), running);
  item(openPanelId, texts.t('menu_panel'), true);
}
