import { onScopeDispose, shallowRef, watch, type ShallowRef } from 'vue';
import type { SessionRow } from '../../utils/history/rows/session-row.ts';
import type { FoundText } from '../../utils/history/transcript/find-text.ts';
import { afterPaint } from '../shared/after-paint.ts';
import { useOptionsServices } from '../services.ts';

/** The most places that are listed, and those that are shown before the others are looked for. */
const most = 50;
const firstShown = 8;

export interface FoundPlace extends FoundText {
  row: SessionRow;
}

export interface FoundTexts {
  places: readonly FoundPlace[];
  /** Whether there are more than are listed. */
  hasMore: boolean;
}

/** The places of all transcripts that have what is looked for; null while nothing is, or is found yet. A newer query ends an older one. */
export function useFoundTexts(query: () => string): Readonly<ShallowRef<FoundTexts | null>> {
  const { history, edges } = useOptionsServices();
  const found = shallowRef<FoundTexts | null>(null);
  let current = 0;

  async function look(wanted: string): Promise<void> {
    current += 1;
    const mine = current;
    if (wanted.trim() === '') {
      found.value = null;
      return;
    }
    // The letter that was typed is seen before it is looked for.
    await afterPaint(edges);
    const places: FoundText[] = [];
    let hasMore = false;
    const show = async () => {
      const ids = places.map(({ sessionId }) => sessionId);
      const rows = ids.length > 0 ? await history.rows(ids) : [];
      if (mine !== current) return;
      const byId = new Map(rows.map((row) => [row.id, row]));
      const shown = places.flatMap((place) => {
        const row = byId.get(place.sessionId);
        return row ? [{ ...place, row }] : [];
      });
      found.value = { places: shown, hasMore };
    };
    for await (const place of history.findText(wanted, { first: firstShown })) {
      if (mine !== current) return;
      if (places.length === most) {
        hasMore = true;
        break;
      }
      places.push(place);
      if (places.length === firstShown) await show();
    }
    await show();
  }

  // A history that cannot be read says so in place of the whole list.
  watch(query, (wanted) => void look(wanted).catch(() => undefined), { immediate: true });
  onScopeDispose(() => (current += 1));
  return found;
}
