import { computed, shallowRef, type ComputedRef, type ShallowRef } from 'vue';
import { shareOf } from './time-window.ts';
import type { TimeWindow } from './use-time-window.ts';

export interface DragToZoom {
  /** The range that a drag has covered so far, in shares of the span; null without a drag. */
  selection: ComputedRef<{ left: number; width: number } | null>;
  onMove(this: void, event: PointerEvent): void;
  onDown(this: void, event: PointerEvent): void;
  onUp(this: void, event: PointerEvent): void;
  onCancel(this: void): void;
}

/**
 * Handles the pointer over an axis: it moves the cursor, and dragging over a part of the axis zooms into it.
 */
export function useDragToZoom(time: TimeWindow, plane: Readonly<ShallowRef<HTMLElement | null>>): DragToZoom {
  /** Epoch milliseconds where a drag began. */
  const from = shallowRef<number | null>(null);

  /** Epoch milliseconds under the pointer. */
  function momentAt(event: PointerEvent): number {
    const { left, width } = plane.value?.getBoundingClientRect() ?? { left: 0, width: 1 };
    const share = Math.min(1, Math.max(0, (event.clientX - left) / width));
    const span = time.span.value;
    return Math.round(span.from + share * (span.to - span.from));
  }

  return {
    selection: computed(() => {
      const at = time.cursor.value;
      if (from.value === null || at === null) return null;
      const [one, other] = [shareOf(time.span.value, from.value), shareOf(time.span.value, at)];
      return { left: Math.min(one, other), width: Math.abs(one - other) };
    }),
    onMove(event) {
      time.pointAt(momentAt(event));
    },
    onDown(event) {
      if (event.button !== 0 || event.pointerType === 'touch') return;
      from.value = momentAt(event);
      (event.currentTarget as HTMLElement).setPointerCapture(event.pointerId);
    },
    onUp(event) {
      const began = from.value;
      from.value = null;
      if (began === null) return;
      const to = momentAt(event);
      const span = time.span.value;
      // A very short drag is a click by a hand that was not quite still.
      if (Math.abs(to - began) < (span.to - span.from) / 100) return;
      time.zoomTo({ from: Math.min(began, to), to: Math.max(began, to) });
    },
    onCancel() {
      from.value = null;
    },
  };
}
