import { sortIceServers } from '../../domain/profiles/ice-server-list.ts';
import { toRtcIceServer } from '../../domain/profiles/ice-server.ts';
import type { Profile } from '../../domain/profiles/profile.ts';

/** How a connection to a profile's server is made (webrtc-pc, section 4.2.1). */
export function rtcConfiguration(profile: Profile, certificate?: RTCCertificate): RTCConfiguration {
  const base: RTCConfiguration = {
    bundlePolicy: 'max-bundle',
    rtcpMuxPolicy: 'require',
    ...(certificate ? { certificates: [certificate] } : {}),
  };
  if (profile.kind === 'loopback') return base;
  return {
    ...base,
    iceServers: sortIceServers(profile.iceServers).servers.map(toRtcIceServer),
    iceTransportPolicy: profile.iceTransportPolicy,
  };
}
