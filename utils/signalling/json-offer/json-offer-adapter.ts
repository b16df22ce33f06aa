import { withKeepaliveBeside, withKeepaliveChannel } from '../channels/keepalive-channel.ts';
import { plainHandlers } from '../channels/server-channels.ts';
import { openTextChannel } from '../channels/text-channel.ts';
import type { Adapter } from '../port/adapter.ts';
import { createJsonOffer } from './json-offer.ts';

const jsonOffer: Adapter<'json-offer'> = (profile, deps) =>
  // The other variants of a JSON offer have a data channel of their own.
  profile.variant === 'aiortc'
    ? withKeepaliveChannel(
        deps,
        (given) => createJsonOffer(profile, given),
        (peerConnection) => openTextChannel(peerConnection, 'text', plainHandlers(deps)),
      )
    : withKeepaliveBeside(deps, createJsonOffer(profile, deps));

export default jsonOffer;
