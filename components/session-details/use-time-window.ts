import { computed, shallowRef, type ComputedRef, type ShallowRef } from 'vue';
import { fitSpan, moveSpan, spanWith, zoomSpan, type TimeSpan } from './time-window.ts';

/** The visible part of a session's axis, and the place of its one cursor. */
export interface TimeWindow {
  span: ComputedRef<TimeSpan>;
  full: ComputedRef<TimeSpan>;
  zoomed: ComputedRef<boolean>;
  /** Epoch milliseconds of the cursor; null while it points at nothing. */
  cursor: Readonly<ShallowRef<number | null>>;
  zoomTo(this: void, span: TimeSpan): void;
  /** Zooms around the cursor, or else around the middle; a factor below 1 zooms in. */
  zoomBy(this: void, factor: number): void;
  move(this: void, share: number): void;
  reset(this: void): void;
  pointAt(this: void, at: number | null): void;
  /** Moves the cursor to a moment and brings it into view. */
  show(this: void, at: number): void;
}

/** Makes a time window. While it is not zoomed, it grows with a running session. */
export function useTimeWindow(fullSpan: () => TimeSpan): TimeWindow {
  const full = computed(fullSpan);
  const chosen = shallowRef<TimeSpan | null>(null);
  const cursor = shallowRef<number | null>(null);
  const span = computed(() => fitSpan(chosen.value ?? full.value, full.value));

  function zoomTo(wanted: TimeSpan) {
    const fitted = fitSpan(wanted, full.value);
    const isAll = fitted.to - fitted.from >= full.value.to - full.value.from;
    chosen.value = isAll ? null : fitted;
  }

  return {
    span,
    full,
    zoomed: computed(() => chosen.value !== null),
    cursor,
    zoomTo,
    zoomBy(factor) {
      const { from, to } = span.value;
      const at = cursor.value;
      const around = at !== null && at >= from && at <= to ? at : (from + to) / 2;
      zoomTo(zoomSpan(span.value, full.value, factor, around));
    },
    move: (share) => {
      if (chosen.value) zoomTo(moveSpan(span.value, full.value, share));
    },
    reset: () => {
      chosen.value = null;
    },
    pointAt: (at) => {
      cursor.value = at;
    },
    show(at) {
      cursor.value = at;
      if (chosen.value) zoomTo(spanWith(span.value, full.value, at));
    },
  };
}
