// A WHIP server (RFC 9725) as servers in the field are: it answers at once, with its UDP candidates and no others. The
// tests' server answers when libwebrtc has gathered everything, 0.1 s later, unless the client connects before that:
// that would measure the server.
//
// `node whip-process.ts HOST` prints `ready URL`, then `EPOCH_MS METHOD` for each request, and ends with its standard input.

import {
  startHttpServer,
  type RecordedRequest,
  type Reply,
} from '../../../tests/support/peers/http-server.ts';
import { parseSdpFragment } from '../../../tests/support/peers/whip/sdp-fragment.ts';
import { RTCPeerConnection } from '../../../tests/support/peers/wrtc/binding.ts';

const host = process.argv[2] ?? '127.0.0.1';
const SESSION = '/session/';
const cors = {
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Allow-Headers': 'content-type',
  'Access-Control-Expose-Headers': 'location',
};
const connections = new Map<string, RTCPeerConnection>();

/**
 * Resolves with the first candidate: host candidates on UDP come within milliseconds, one network after the
 * other; those on TCP follow 0.1 s later.
 */
function firstCandidate(connection: RTCPeerConnection): Promise<string> {
  return new Promise((resolve) => {
    connection.onicecandidate = ({ candidate }) => {
      const isReachable =
        candidate?.protocol === 'udp' &&
        candidate.address !== '127.0.0.1' &&
        !candidate.address?.includes(':');
      if (isReachable) resolve(`a=${candidate.candidate}\r\na=end-of-candidates\r\n`);
    };
  });
}

async function create(offer: string): Promise<Reply> {
  const connection = new RTCPeerConnection();
  await connection.setRemoteDescription({ type: 'offer', sdp: offer });
  const { sdp = '' } = await connection.createAnswer();
  const candidate = firstCandidate(connection);
  await connection.setLocalDescription({ type: 'answer', sdp });
  const path = SESSION + String(connections.size);
  connections.set(path, connection);
  const headers = { ...cors, 'Content-Type': 'application/sdp', Location: path };
  // All sections share the first one's transport, where alone candidates count (RFC 9143, section 7.1).
  const lines = await candidate;
  const body = sdp.replace(/^a=ice-pwd:.*\r\n/m, (passwordLine) => passwordLine + lines);
  return { status: 201, headers, body };
}

async function answer({ method, path, body }: RecordedRequest): Promise<Reply> {
  const connection = connections.get(path);
  switch (method) {
    case 'OPTIONS':
      return { status: 204, headers: cors };
    case 'POST':
      return create(body);
    case 'PATCH':
      for (const candidate of parseSdpFragment(body).candidates) await connection?.addIceCandidate(candidate);
      return { status: 204, headers: cors };
    case 'DELETE':
      connection?.close();
      return { status: 200, headers: cors };
    default:
      return { status: 405, headers: cors };
  }
}

const server = await startHttpServer(
  (request) => {
    console.log(String(request.at), request.method);
    return answer(request);
  },
  { host },
);

// Only an explicit exit keeps the native module from crashing the process while it is unloaded.
function end(): void {
  for (const connection of connections.values()) connection.close();
  process.exit(0);
}
process.once('SIGTERM', end);
process.stdin.once('end', end).resume();
console.log('ready', `${server.origin}/whip`);
