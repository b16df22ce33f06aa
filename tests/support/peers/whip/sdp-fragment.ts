import type { Candidate } from '../wrtc/protocol.ts';

/** ICE credentials and candidates of the bundle's first media section (RFC 8840, as RFC 9725 uses it). */
export interface SdpFragment {
  readonly ufrag: string;
  readonly pwd: string;
  readonly mid: string;
  /** The media line, such as `audio 9 UDP/TLS/RTP/SAVPF 111`. */
  readonly media: string;
  readonly candidates: readonly Candidate[];
  readonly endOfCandidates: boolean;
}

/** Reads a fragment or a whole description; throws with a sentence when a part is missing. */
export function parseSdpFragment(text: string): SdpFragment {
  const lines = text.split(/\r?\n/).filter((line) => line !== '');
  const stranger = lines.find((line) => !/^[a-z]=/.test(line));
  if (stranger !== undefined) throw new Error(`Not a line of SDP: "${stranger}".`);
  const firstMedia = lines.findIndex((line) => line.startsWith('m='));
  if (firstMedia < 0) throw new Error('A fragment needs a media line before its candidates.');
  const nextMedia = lines.findIndex((line, index) => index > firstMedia && line.startsWith('m='));
  const section = lines.slice(firstMedia, nextMedia < 0 ? undefined : nextMedia);
  const all = [...lines.slice(0, firstMedia), ...section];
  const required = (attribute: string, among: readonly string[]) => {
    const value = among.find((line) => line.startsWith(`a=${attribute}:`))?.slice(attribute.length + 3);
    if (!value) throw new Error(`A fragment needs "a=${attribute}".`);
    return value;
  };
  const mid = required('mid', section);
  return {
    ufrag: required('ice-ufrag', all),
    pwd: required('ice-pwd', all),
    mid,
    media: (lines[firstMedia] ?? '').slice(2),
    candidates: section
      .filter((line) => line.startsWith('a=candidate:'))
      .map((line) => ({ candidate: line.slice(2), sdpMid: mid, sdpMLineIndex: 0 })),
    endOfCandidates: section.includes('a=end-of-candidates'),
  };
}

/** The body of a PATCH or of its answer. */
export function formatSdpFragment({
  ufrag,
  pwd,
  mid,
  media,
  candidates,
  endOfCandidates,
}: SdpFragment): string {
  const lines = [
    `a=group:BUNDLE ${mid}`,
    `m=${media}`,
    `a=mid:${mid}`,
    `a=ice-ufrag:${ufrag}`,
    `a=ice-pwd:${pwd}`,
    ...candidates.map(({ candidate }) => `a=${candidate}`),
    ...(endOfCandidates ? ['a=end-of-candidates'] : []),
  ];
  return lines.map((line) => `${line}\r\n`).join('');
}

/**
 * The same description with other ICE credentials and candidates: what the client's full offer would have
 * been.
 */
export function withIceOf(description: string, { ufrag, pwd, candidates }: SdpFragment): string {
  let sections = 0;
  return description
    .split(/\r?\n/)
    .filter((line) => line !== '' && !/^a=(candidate:|end-of-candidates)/.test(line))
    .flatMap((line) => {
      if (line.startsWith('m=')) sections += 1;
      if (line.startsWith('a=ice-ufrag:')) return [`a=ice-ufrag:${ufrag}`];
      if (!line.startsWith('a=ice-pwd:')) return [line];
      return [
        `a=ice-pwd:${pwd}`,
        ...(sections === 1 ? candidates.map(({ candidate }) => `a=${candidate}`) : []),
      ];
    })
    .map((line) => `${line}\r\n`)
    .join('');
}
