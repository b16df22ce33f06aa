import { expect, it, vi } from 'vitest';
import { longestMessage, openTextChannel } from '../../../../utils/signalling/channels/text-channel.ts';
import { FakePeerConnection } from '../fake-peer-connection.ts';

function setUp() {
  const peerConnection = new FakePeerConnection();
  const onText = vi.fn();
  const stop = vi.fn();
  const onOpen = vi.fn((_send: (text: string) => void) => stop);
  const close = openTextChannel(peerConnection.asReal(), 'chat', { onOpen, onText, now: () => 0 });
  const [channel] = peerConnection.channels;
  if (!channel) throw new Error('No channel was made.');
  return { channel, onText, onOpen, stop, close };
}

it('a text channel reads text, and nothing else', () => {
  const { channel, onText } = setUp();
  [new ArrayBuffer(8), 'one', 7, null, 'two'].forEach((data) => channel.receive(data));
  expect(onText.mock.calls).toEqual([['one'], ['two']]);
});

it('a text channel ignores messages beyond 256 kB', () => {
  const { channel, onText } = setUp();
  const longest = 'x'.repeat(longestMessage);
  [`${longest}x`, longest].forEach((data) => channel.receive(data));
  expect(onText.mock.calls).toEqual([[longest]]);
  expect(longestMessage).toBe(256 * 1024);
});

it('a text channel sends only while it is open', () => {
  const { channel, onOpen } = setUp();
  channel.open();
  const send = onOpen.mock.calls[0]?.[0];
  send?.('one');
  channel.close();
  send?.('two');
  expect(channel.sent).toEqual(['one']);
});

it('a text channel reports its end once, whichever side closes it', () => {
  const { channel, stop, close } = setUp();
  channel.open();
  channel.close();
  close();
  close();
  expect(stop).toHaveBeenCalledOnce();
});

it('a text channel that never opened is closed without a report', () => {
  const { channel, onOpen, stop, close } = setUp();
  close();
  channel.receive('late');
  expect([channel.readyState, onOpen.mock.calls, stop.mock.calls]).toEqual(['closed', [], []]);
});
