import { candidateLine, offerSdp, restartOfferSdp } from './sdp.ts';

export interface FoundCandidate {
  type?: string;
  url?: string;
  port?: number;
  ufrag?: string;
  candidate?: string;
}

/** A peer connection whose events a test fires, and which records the calls in their order. */
export class FakePeerConnection extends EventTarget {
  readonly calls: string[] = [];
  readonly channels: FakeDataChannel[] = [];
  signalingState: RTCSignalingState = 'stable';
  connectionState: RTCPeerConnectionState = 'new';
  iceGatheringState: RTCIceGatheringState = 'new';
  localDescription: RTCSessionDescriptionInit | null = null;
  remoteDescription: RTCSessionDescriptionInit | null = null;
  configuration: RTCConfiguration = { bundlePolicy: 'max-bundle', iceServers: [] };
  readonly #listeners = new Set<unknown>();
  /** Called where gathering would begin. */
  onLocalDescription: () => void = () => undefined;
  failing: 'setLocalDescription' | 'setRemoteDescription' | 'setConfiguration' | null = null;
  /** The method whose promise stays pending, as on a connection that is closed meanwhile. */
  hanging: 'createOffer' | 'setLocalDescription' | 'setRemoteDescription' | null = null;

  asReal(): RTCPeerConnection {
    return this as unknown as RTCPeerConnection;
  }

  /** The number of its listeners. */
  get listening(): number {
    return this.#listeners.size;
  }

  override addEventListener(...given: Parameters<EventTarget['addEventListener']>): void {
    this.#listeners.add(given[1]);
    super.addEventListener(...given);
  }

  override removeEventListener(...given: Parameters<EventTarget['removeEventListener']>): void {
    this.#listeners.delete(given[1]);
    super.removeEventListener(...given);
  }

  createDataChannel(label: string, init: RTCDataChannelInit = {}): FakeDataChannel {
    this.calls.push(`createDataChannel ${label}`);
    const channel = new FakeDataChannel(init);
    this.channels.push(channel);
    return channel;
  }

  createOffer({ iceRestart = false }: RTCOfferOptions = {}): Promise<RTCSessionDescriptionInit> {
    this.calls.push(iceRestart ? 'createOffer iceRestart' : 'createOffer');
    return this.#done('createOffer', { type: 'offer', sdp: iceRestart ? restartOfferSdp : offerSdp });
  }

  setLocalDescription(description: RTCSessionDescriptionInit): Promise<void> {
    this.calls.push(description.type === 'rollback' ? 'rollback' : 'setLocalDescription');
    this.signalingState = description.type === 'rollback' ? 'stable' : 'have-local-offer';
    if (description.type === 'rollback') return Promise.resolve();
    if (this.failing === 'setLocalDescription') {
      return Promise.reject(new DOMException('Failed to set local offer sdp.', 'InvalidStateError'));
    }
    this.localDescription = description;
    this.iceGatheringState = 'gathering';
    this.onLocalDescription();
    return this.#done('setLocalDescription', undefined);
  }

  setRemoteDescription(description: RTCSessionDescriptionInit): Promise<void> {
    this.calls.push('setRemoteDescription');
    if (this.failing === 'setRemoteDescription') {
      return Promise.reject(new DOMException('Failed to parse SessionDescription.', 'OperationError'));
    }
    this.remoteDescription = description;
    this.signalingState = 'stable';
    return this.#done('setRemoteDescription', undefined);
  }

  getConfiguration(): RTCConfiguration {
    return this.configuration;
  }

  setConfiguration(configuration: RTCConfiguration): void {
    this.calls.push('setConfiguration');
    if (this.failing === 'setConfiguration') throw new DOMException('bad', 'SyntaxError');
    this.configuration = configuration;
  }

  become(connectionState: RTCPeerConnectionState): void {
    this.connectionState = connectionState;
    this.#fire('connectionstatechange', {});
  }

  find({
    type = 'host',
    url = '',
    port = 61764,
    ufrag = 'EsAw',
    candidate = candidateLine(port, type),
  }: FoundCandidate = {}): void {
    const found = { candidate, type, url, sdpMid: '0', sdpMLineIndex: 0, usernameFragment: ufrag };
    this.#fire('icecandidate', { candidate: found });
  }

  finishGathering(): void {
    this.iceGatheringState = 'complete';
    this.#fire('icegatheringstatechange', {});
    this.#fire('icecandidate', { candidate: null });
  }

  failServer(url: string, errorCode: number): void {
    this.#fire('icecandidateerror', { url, errorCode });
  }

  #fire(type: string, fields: object): void {
    this.dispatchEvent(Object.assign(new Event(type), fields));
  }

  #done<T>(method: string, value: T): Promise<T> {
    return this.hanging === method ? new Promise<never>(() => undefined) : Promise.resolve(value);
  }
}

export class FakeDataChannel extends EventTarget {
  readyState: RTCDataChannelState = 'connecting';
  bufferedAmount = 0;
  readonly sent: unknown[] = [];
  readonly init: RTCDataChannelInit;

  constructor(init: RTCDataChannelInit) {
    super();
    this.init = init;
  }

  send(data: unknown): void {
    this.sent.push(data);
  }

  open(): void {
    this.readyState = 'open';
    this.dispatchEvent(new Event('open'));
  }

  receive(data: unknown): void {
    this.dispatchEvent(Object.assign(new Event('message'), { data }));
  }

  close(): void {
    this.readyState = 'closed';
    this.dispatchEvent(new Event('close'));
  }
}
