import { expect, it } from 'vitest';
import { abortable } from '../../../utils/async/abortable.ts';
import { rejection, unaborted } from '../signalling/signals.ts';

it('an abortable promise settles as the original one does', async () => {
  expect(await abortable(Promise.resolve(1), unaborted)).toBe(1);
  const error = new Error('no');
  expect(await rejection(abortable(Promise.reject(error), unaborted))).toBe(error);
});

it('an abortable promise rejects with the signal’s reason, even while the original one stays pending', async () => {
  const controller = new AbortController();
  const reason = new Error('stopped');
  const waiting = abortable(new Promise(() => undefined), controller.signal);
  controller.abort(reason);
  expect(await rejection(waiting)).toBe(reason);
});

it('an abortable promise rejects at once when the signal is already aborted', async () => {
  const reason = new Error('stopped');
  expect(await rejection(abortable(new Promise(() => undefined), AbortSignal.abort(reason)))).toBe(reason);
});
