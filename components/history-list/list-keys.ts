/** What a key does in a list of sessions. */
export type ListStep =
  { do: 'go'; to: number; choose: boolean } | { do: 'choose' | 'choose-all' | 'choose-none' | 'remove' };

type Key = Pick<KeyboardEvent, 'key' | 'shiftKey' | 'ctrlKey' | 'metaKey' | 'altKey'>;

/** The number of sessions that Page Up and Page Down pass. */
const page = 10;

/**
 * The step that a key means; null where the key is left to the browser: Enter opens the link that has the
 * focus.
 */
export function listStep(
  { key, shiftKey, ctrlKey, metaKey, altKey }: Key,
  { current, count }: { current: number; count: number },
): ListStep | null {
  if (altKey || count === 0) return null;
  if (ctrlKey || metaKey) return key === 'a' ? { do: 'choose-all' } : null;
  const go = (to: number): ListStep => ({
    do: 'go',
    to: Math.min(count - 1, Math.max(0, to)),
    choose: shiftKey,
  });
  switch (key) {
    case 'ArrowDown':
      return go(current + 1);
    case 'ArrowUp':
      return go(current - 1);
    case 'PageDown':
      return go(current + page);
    case 'PageUp':
      return go(current - page);
    case 'Home':
      return go(0);
    case 'End':
      return go(count - 1);
    case ' ':
      return { do: 'choose' };
    case 'Escape':
      return { do: 'choose-none' };
    case 'Delete':
      return { do: 'remove' };
    default:
      return null;
  }
}
