/** The members of an RTCPeerConnection that a connection uses; a test plays the network. */
export class FakePeerConnection extends EventTarget {
  connectionState: RTCPeerConnectionState = 'new';
  iceConnectionState: RTCIceConnectionState = 'new';
  iceGatheringState: RTCIceGatheringState = 'new';
  readonly transport = Object.assign(new EventTarget(), { state: 'new' });
  track: MediaStreamTrack | null = null;
  signalingState: RTCSignalingState = 'stable';
  closed = false;
  /** Types of the local descriptions that were set so far. */
  readonly descriptions: string[] = [];
  report = new Map<string, unknown>();
  private answers = 0;
  readonly configuration: RTCConfiguration;

  constructor(configuration: RTCConfiguration = {}) {
    super();
    this.configuration = configuration;
  }

  getConfiguration(): RTCConfiguration {
    return this.configuration;
  }

  addTransceiver() {
    return {
      sender: {
        transport: this.transport,
        replaceTrack: (track: MediaStreamTrack | null) => this.replaceTrack(track),
      },
    };
  }

  replaceTrack(track: MediaStreamTrack | null): Promise<void> {
    this.track = track;
    return Promise.resolve();
  }

  /** Replaces each method that a browser may refuse. */
  meddle(meddle: <Edge extends (...given: never[]) => unknown>(name: string, edge: Edge) => Edge): void {
    this.addTransceiver = meddle('peerConnection.addTransceiver', this.addTransceiver.bind(this));
    this.replaceTrack = meddle('sender.replaceTrack', this.replaceTrack.bind(this));
    this.createOffer = meddle('peerConnection.createOffer', this.createOffer.bind(this));
    this.setLocalDescription = meddle(
      'peerConnection.setLocalDescription',
      this.setLocalDescription.bind(this),
    );
    this.getStats = meddle('peerConnection.getStats', this.getStats.bind(this));
    this.close = meddle('peerConnection.close', this.close.bind(this));
  }

  createOffer(): Promise<RTCSessionDescriptionInit> {
    return Promise.resolve({
      type: 'offer',
      sdp: `v=0\r\na=ice-ufrag:own${String(this.descriptions.length)}\r\n`,
    });
  }

  setLocalDescription({ type = 'offer' }: RTCLocalSessionDescriptionInit = {}): Promise<void> {
    this.descriptions.push(type);
    return Promise.resolve();
  }

  getStats(): Promise<Map<string, unknown>> {
    const outbound = this.report.get('O') as { packetsSent: number } | undefined;
    if (outbound) outbound.packetsSent += 1;
    return Promise.resolve(this.report);
  }

  close(): void {
    this.closed = true;
    this.connectionState = 'closed';
  }

  /** Changes both states, each with its event, as the network would. */
  become(connectionState: RTCPeerConnectionState, iceConnectionState: RTCIceConnectionState): void {
    this.connectionState = connectionState;
    this.iceConnectionState = iceConnectionState;
    this.dispatchEvent(new Event('iceconnectionstatechange'));
    this.dispatchEvent(new Event('connectionstatechange'));
  }

  /** Closes the far side's end with a DTLS alert. */
  endByFarSide(): void {
    this.transport.state = 'closed';
    this.transport.dispatchEvent(new Event('statechange'));
  }

  /**
   * Lets packets leave by a candidate pair; the far side acknowledges them, by a packet and by its answer to
   * a connectivity check on that pair, and reports this share as lost.
   */
  flow(
    packetsSent: number,
    lastPacketReceivedTimestamp: number,
    {
      fractionLost,
      pairId = 'P',
      relayUrl,
      roundTripTime,
    }: { fractionLost?: number; pairId?: string; relayUrl?: string | undefined; roundTripTime?: number } = {},
  ): void {
    this.report = new Map<string, unknown>([
      ['O', { type: 'outbound-rtp', kind: 'audio', packetsSent, codecId: 'C' }],
      ['C', { type: 'codec', mimeType: 'audio/opus', clockRate: 48_000, channels: 2 }],
      ['M', { type: 'remote-inbound-rtp', kind: 'audio', fractionLost }],
      ['T', { type: 'transport', selectedCandidatePairId: pairId }],
      [
        pairId,
        {
          type: 'candidate-pair',
          localCandidateId: 'L',
          remoteCandidateId: 'R',
          lastPacketReceivedTimestamp,
          ...this.acknowledge(),
          currentRoundTripTime: roundTripTime,
        },
      ],
      [
        'L',
        {
          type: 'local-candidate',
          candidateType: relayUrl === undefined ? 'host' : 'relay',
          url: relayUrl,
          protocol: 'udp',
        },
      ],
      ['R', { type: 'remote-candidate', candidateType: 'host', protocol: 'udp' }],
    ]);
  }

  /** Lets the far side acknowledge once more; see {@link flow}. */
  hear(lastPacketReceivedTimestamp: number): void {
    Object.assign(this.report.get('P') ?? {}, { lastPacketReceivedTimestamp, ...this.acknowledge() });
  }

  private acknowledge() {
    this.answers += 1;
    return { packetsReceived: this.answers, responsesReceived: this.answers };
  }

  failIceServer(url: string, errorCode: number): void {
    this.dispatchEvent(
      Object.assign(new Event('icecandidateerror'), { url, errorCode, errorText: 'refused' }),
    );
  }

  finishGathering(): void {
    this.iceGatheringState = 'complete';
    this.dispatchEvent(new Event('icegatheringstatechange'));
  }

  asPeerConnection(): RTCPeerConnection {
    return this as unknown as RTCPeerConnection;
  }
}
