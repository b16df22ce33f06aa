import type { IceServer } from '../wrtc/protocol.ts';

/** One `Link` value that announces ICE servers (RFC 9725, section 4.6); commas and quotes may be in any credential. */
export function linkHeader(servers: readonly IceServer[]): string {
  return servers.flatMap((server) => [server.urls].flat().map((url) => link(url, server))).join(', ');
}

function link(url: string, { username, credential }: IceServer): string {
  const parts = [`<${url}>`, 'rel="ice-server"'];
  if (username !== undefined) parts.push(`username=${quoted(username)}`);
  if (credential !== undefined) parts.push(`credential=${quoted(credential)}`, 'credential-type="password"');
  return parts.join('; ');
}

function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}
