import { readText } from '../../domain/transcript/text-shapes.ts';
import { readJsonObject } from '../http/json-object.ts';
import type { Signalling } from '../port/signalling.ts';
import type { SignallingDeps } from '../port/signalling-deps.ts';
import { readChannel, type TextChannelHandlers } from './text-channel.ts';

type ChannelDeps = Pick<SignallingDeps, 'onText' | 'now'>;

/** The number of channels that a server may open and that are read. */
const mostChannels = 8;

/** Reads text on channels that the server opens, whatever its protocol, in the plain form (docs/transcript.md). */
export function withServerChannels(deps: ChannelDeps, inner: Signalling): Signalling {
  return {
    warmUp: (signal) => inner.warmUp(signal),
    negotiate(peerConnection, signal) {
      let channels = 0;
      peerConnection.addEventListener('datachannel', ({ channel }) => {
        channels += 1;
        if (channels <= mostChannels) readChannel(channel, plainHandlers(deps));
      });
      return inner.negotiate(peerConnection, signal);
    },
  };
}

/** The handlers of a channel whose messages are text in the plain form: an object, or a bare string, which is a final text. */
export function plainHandlers({ onText, now }: ChannelDeps): TextChannelHandlers {
  return {
    now,
    onText(message) {
      const object = readJsonObject(message);
      const said = object
        ? readText('plain', object)
        : ({ type: 'text', text: message, isMore: false, isFinal: true } as const);
      if (said) onText(said);
    },
    onRefused: () => onText({ type: 'refused' }),
  };
}
