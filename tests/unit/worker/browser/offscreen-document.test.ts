import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createOffscreenDocument } from '../../../../utils/worker/browser/offscreen-document.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

it.each<[string, () => Promise<void>]>([
  ['never ends', () => new Promise(() => undefined)],
  ['fails', () => Promise.reject(new Error('no renderer'))],
])(
  'a creation of the offscreen document that %s does not keep the next one from being tried',
  async (_words, fault) => {
    const createDocument = vi.fn(() => Promise.resolve()).mockImplementationOnce(fault);
    const { ensure } = createOffscreenDocument({
      offscreen: { createDocument, closeDocument: () => Promise.resolve() },
      runtime: { getContexts: () => Promise.resolve([]), getURL: (path: string) => path },
    });
    const first = ensure().catch(() => 'rejected');
    await vi.advanceTimersByTimeAsync(20_000);
    expect(await first).toBe('rejected');
    await ensure();
    expect(createDocument).toHaveBeenCalledTimes(2);
  },
);
