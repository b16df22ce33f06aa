import { createSocket } from 'node:dgram';

/** Starts a STUN server that receives every request and never answers one. */
export async function startSilentStun() {
  const socket = createSocket('udp4');
  let requests = 0;
  socket.on('message', () => (requests += 1));
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  return {
    url: `stun:127.0.0.1:${String(socket.address().port)}`,
    requests: () => requests,
    stop: () => new Promise<void>((resolve) => socket.close(() => resolve())),
  };
}
