import { expect, it } from 'vitest';
import { abortable } from '../../../utils/async/abortable.ts';
import { rejection, unaborted } from '../signalling/signals.ts';

it('settles as the promise does', async () => {
  expect(await abortable(Promise.resolve(1), unaborted)).toBe(1);
  const error = new Error('no');
  expect(await rejection(abortable(Promise.reject(error), unaborted))).toBe(error);
});

it('rejects with the reason of the signal, though the promise stays pending', async () => {
  const controller = new AbortController();
  const reason = new Error('stopped');
  const waiting = abortable(new Promise(() => undefined), controller.signal);
  controller.abort(reason);
  expect(await rejection(waiting)).toBe(reason);
});

it('rejects at once when the signal is aborted already', async () => {
  const reason = new Error('stopped');
  expect(await rejection(abortable(new Promise(() => undefined), AbortSignal.abort(reason)))).toBe(reason);
});
