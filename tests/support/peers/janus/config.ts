/** The one room of the VideoRoom plugin; it is in the configuration, so that no client has to create it. */
export const ROOM = 1;

export interface JanusAddress {
  readonly host: string;
  /** The port of the HTTP API. */
  readonly port: number;
}

/** Janus's configuration files by their names: only its HTTP API listens, and nothing is recorded. */
export function janusConfig({ host, port }: JanusAddress): Readonly<Record<string, string>> {
  const otherTransports = ['websockets', 'mqtt', 'nanomsg', 'pfunix', 'rabbitmq']
    .map((name) => `libjanus_${name}.so`)
    .join(',');
  return {
    'janus.jcfg': `transports: { disable = "${otherTransports}" }\n`,
    'janus.transport.http.jcfg': [
      `general: { base_path = "/janus"; http = true; port = ${String(port)}; ip = "${host}"; https = false; }`,
      'admin: { admin_http = false; }\n',
    ].join('\n'),
    'janus.plugin.videoroom.jcfg': `room-${String(ROOM)}: { publishers = 20; audiocodec = "opus"; }\n`,
  };
}
