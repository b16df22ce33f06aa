import { describe, expect, it, vi } from 'vitest';
import type { TextMessage } from '../../../../utils/domain/transcript/text-message.ts';
import { createMessageGate } from '../../../../utils/signalling/channels/message-gate.ts';
import { withServerChannels } from '../../../../utils/signalling/channels/server-channels.ts';
import { FakeDataChannel, FakePeerConnection } from '../fake-peer-connection.ts';
import { unaborted } from '../signals.ts';

async function setUp() {
  const onText = vi.fn<(message: TextMessage) => void>();
  const peerConnection = new FakePeerConnection();
  await withServerChannels(
    { onText, now: () => 0 },
    {
      warmUp: () => Promise.resolve(true),
      negotiate: () => Promise.resolve({ end: () => Promise.resolve() }),
    },
  ).negotiate(peerConnection.asReal(), unaborted);
  /** Opens a channel as a server does. */
  const open = () => {
    const channel = new FakeDataChannel({});
    peerConnection.dispatchEvent(Object.assign(new Event('datachannel'), { channel }));
    return channel;
  };
  return { onText, open };
}

describe('a channel that a server opens', () => {
  it.each([
    ['{"type":"transcript","text":"one","final":false}', [['one', false]]],
    ['one two', [['one two', true]]],
    ['7', [['7', true]]],
    ['{"type":"transcript","text":', [['{"type":"transcript","text":', true]]],
    ['{"type":"status","text":"one"}', []],
  ])('is read in the plain form: %s', async (message, expected) => {
    const { onText, open } = await setUp();
    open().receive(message);
    expect(onText.mock.calls.map(([said]) => said.type === 'text' && [said.text, said.isFinal])).toEqual(
      expected,
    );
  });

  it.each([
    ['is binary', [new ArrayBuffer(8)], 1],
    ['is too long', ['x'.repeat(300_000)], 1],
    ['belongs to a flood', Array.from({ length: 1500 }, () => 'one'), 400],
  ])('says of a message that %s that it was not read', async (_, messages, least) => {
    const { onText, open } = await setUp();
    const channel = open();
    for (const message of messages) channel.receive(message);
    const refused = onText.mock.calls.filter(([said]) => said.type === 'refused').length;
    expect(refused).toBeGreaterThanOrEqual(least);
    expect(refused).toBeLessThanOrEqual(messages.length);
  });

  it('is not read beyond the eighth', async () => {
    const { onText, open } = await setUp();
    for (let count = 0; count < 20; count += 1) open().receive('one');
    expect(onText).toHaveBeenCalledTimes(8);
  });
});

describe('a flood of messages', () => {
  it('is read up to a number and a length, and again when it is over', () => {
    let now = 0;
    const isRead = createMessageGate({ now: () => now });
    const readOf = (count: number, length: number) =>
      Array.from({ length: count }, () => isRead(length)).filter(Boolean).length;
    expect(readOf(10_000, 10)).toBe(1000);
    now = 1000;
    expect(readOf(10_000, 10)).toBe(200);
    now = 10_000;
    expect(readOf(100, 200_000)).toBe(10);
    now = 0;
    expect(readOf(10, 10)).toBe(0);
    now = 60_000;
    expect(readOf(10_000, 10)).toBe(1000);
  });
});
