import { withKeepaliveChannel } from '../channels/keepalive-channel.ts';
import type { Adapter } from '../port/adapter.ts';
import { createWhip } from './whip.ts';

const whip: Adapter<'whip'> = (profile, deps) =>
  withKeepaliveChannel(deps, (given) => createWhip(profile, given));

export default whip;
