import { lostOrigins } from '../../utils/domain/profiles/profile-origins.ts';
import { toFailure } from '../../utils/domain/failure/failure.ts';
import { undoChanges } from '../../utils/domain/settings/settings-changes.ts';
import type { Settings } from '../../utils/domain/settings/settings.ts';
import type { UsedSettings } from '../shared/use-settings.ts';
import { useServices } from '../services.ts';
import { useNotice } from './notice.ts';

/**
 * Changes the settings and shows a notice of it, whose undo takes back only this change, together with the access to servers that
 * went with it, or which says why the change could not be saved. Resolves with whether it was saved; never rejects.
 */
export function useUndoableChange(change: UsedSettings['change']) {
  const notice = useNotice();
  const { permissions } = useServices();

  return async function changeAndTell(said: string, update: (now: Settings) => Settings): Promise<boolean> {
    let after: Settings | null = null;
    try {
      const before = await change((now) => (after = update(now)));
      notice.value = {
        text: said,
        async undo() {
          const origins = after ? lostOrigins(before.profiles, after.profiles) : [];
          // Asked before any await: the browser takes this question only during the click.
          const granted = origins.length === 0 || permissions.requestPatterns(origins).catch(() => false);
          await change((now) => (after ? undoChanges(now, before, after) : now));
          return granted;
        },
      };
      return true;
    } catch (caught) {
      notice.value = { failure: toFailure(caught) };
      return false;
    }
  };
}
