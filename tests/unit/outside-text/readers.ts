import * as v from 'valibot';
import { browserEdges } from '../../../utils/async/edges.ts';
import { parseFilters } from '../../../components/navigation/history-filters.ts';
import { parseRoute } from '../../../components/navigation/route.ts';
import {
  iceServerKey,
  iceServerProblem,
  mendIceUrl,
  isTurn,
  turnTransport,
  turnUserExpiry,
  withTransport,
} from '../../../utils/domain/profiles/ice-server.ts';
import { canonicalAddress, isLoopback, knownAddress } from '../../../utils/domain/link/address-scope.ts';
import { candidatesOf, readCandidate } from '../../../utils/domain/link/candidates.ts';
import { obstacleBetween } from '../../../utils/domain/link/obstacles.ts';
import { maskAddresses } from '../../../utils/domain/log/mask-addresses.ts';
import { backfillSegments } from '../../../utils/domain/backfill/backfill-segments.ts';
import { readMediaStats } from '../../../utils/domain/link/media-stats.ts';
import { microphoneFailure } from '../../../utils/domain/failure/microphone-failure.ts';
import { lookOf, shownNames } from '../../../utils/domain/names/shown-names.ts';
import { hasWords } from '../../../utils/domain/transcript/has-words.ts';
import { findMicrophone } from '../../../utils/domain/microphone/find-microphone.ts';
import { nextMicrophone } from '../../../utils/domain/microphone/next-microphone.ts';
import { failureSchema } from '../../../utils/domain/failure/failure-table.ts';
import { bareEventSchema } from '../../../utils/domain/log/session-event.ts';
import { normalized } from '../../../utils/domain/bounds/normalized.ts';
import { saidText, secretsOfUrl } from '../../../utils/domain/bounds/said-text.ts';
import { identifier, shortText } from '../../../utils/domain/bounds/plain-data.ts';
import {
  authorizationOf,
  canBeSent,
  namesScheme,
  secretsIn,
} from '../../../utils/domain/profiles/authorization.ts';
import { proposeProfile } from '../../../utils/domain/profiles/propose-profile.ts';
import { barePath, hostPermission, serverUrlProblem } from '../../../utils/domain/profiles/server-url.ts';
import { readSettingsFile } from '../../../utils/domain/settings/settings-file.ts';
import { fromLeaves } from '../../../utils/domain/settings/settings-paths.ts';
import { proposedAddress } from '../../../utils/domain/failure/proposed-address.ts';
import { FailureError } from '../../../utils/domain/failure/failure.ts';
import { isStorageFull } from '../../../utils/domain/failure/storage-full.ts';
import { defaultSettings } from '../../../utils/domain/settings/settings.ts';
import { profileProblems } from '../../../utils/domain/profiles/profile.ts';
import { turnExpiry } from '../../../utils/domain/profiles/turn-expiry.ts';
import { sortIceServers } from '../../../utils/domain/profiles/ice-server-list.ts';
import { parseTurnRest } from '../../../utils/domain/profiles/turn-rest.ts';
import { longestSegment } from '../../../utils/domain/bounds/bounds.ts';
import { endsSentence } from '../../../utils/domain/transcript/ends-sentence.ts';
import { indexedWords, searchTerms } from '../../../utils/domain/transcript/search-words.ts';
import { snippetOf } from '../../../utils/domain/transcript/snippet.ts';
import { linePieces } from '../../../utils/domain/transcript/line-pieces.ts';
import { srtCues, vttCues } from '../../../utils/domain/transcript/subtitles.ts';
import { aSegment } from '../../support/segments.ts';
import { cell } from '../../../utils/history/export/export-csv.ts';
import { csvDialect } from '../../../utils/history/export/export-request.ts';
import { createKnownWords } from '../../../utils/history/export/known-words.ts';
import { createMasker } from '../../../utils/history/export/masker.ts';
import { createExportReader } from '../../../utils/history/import/export-reader.ts';
import { createJsonSplitter } from '../../../utils/history/import/json-splitter.ts';
import { fetchTurnCredentials } from '../../../utils/signalling/http/fetch-turn-credentials.ts';
import { createRequest, longestBody } from '../../../utils/signalling/http/http-request.ts';
import { readJsonAnswer } from '../../../utils/signalling/json-offer/json-answer.ts';
import { readJsonObject } from '../../../utils/signalling/http/json-object.ts';
import { createJsonOffer } from '../../../utils/signalling/json-offer/json-offer.ts';
import { challengedSchemes } from '../../../utils/signalling/http/challenge.ts';
import { markupText } from '../../../utils/signalling/http/markup-text.ts';
import { readServerWords } from '../../../utils/signalling/http/server-words.ts';
import { findAnswer } from '../../../utils/signalling/http/find-answer.ts';
import { createBodyDecoder } from '../../../utils/signalling/http/body-decoder.ts';
import { iceRelationIn, iceServerNamedIn } from '../../../utils/signalling/http/named-ice-server.ts';
import { readIceServerLinks } from '../../../utils/signalling/http/link-header.ts';
import { modelTraits } from '../../../utils/domain/profiles/model-traits.ts';
import { offerUrl } from '../../../utils/signalling/json-offer/offer-url.ts';
import { readTranscription } from '../../../utils/signalling/batch/read-transcription.ts';
import { mintClientSecret } from '../../../utils/signalling/openai-realtime/openai-client-secret.ts';
import { readOpenAiEvent } from '../../../utils/signalling/openai-realtime/openai-events.ts';
import { createOpenAiRealtime } from '../../../utils/signalling/openai-realtime/openai-realtime.ts';
import { audioInput, sessionUpdate } from '../../../utils/signalling/openai-realtime/openai-session.ts';
import { openAiUrls } from '../../../utils/signalling/openai-realtime/openai-urls.ts';
import { takesOpusNack, takesRed, withOpusNack } from '../../../utils/signalling/sdp/opus-nack.ts';
import { withOpusParameters } from '../../../utils/signalling/sdp/opus-parameters.ts';
import { probeServer } from '../../../utils/signalling/http/probe-server.ts';
import { readRetryAfter } from '../../../utils/signalling/http/retry-after.ts';
import { readSdpAnswer } from '../../../utils/signalling/sdp/sdp-answer.ts';
import { mendedLines } from '../../../utils/signalling/sdp/mended-lines.ts';
import { mendAnswer, withOneTransport } from '../../../utils/signalling/sdp/mend-answer.ts';
import { makeSdpFragment } from '../../../utils/signalling/whip/sdp-fragment.ts';
import { withIceOf } from '../../../utils/signalling/sdp/sdp-ice-restart.ts';
import { hasOverlongLine, sdpSections, sdpValue } from '../../../utils/signalling/sdp/sdp-sections.ts';
import { takesDataChannel } from '../../../utils/signalling/sdp/takes-data-channel.ts';
import {
  givesTransportFeedback,
  surelyGivesTransportFeedback,
} from '../../../utils/signalling/sdp/transport-feedback.ts';
import { createWhipSession } from '../../../utils/signalling/whip/whip-session.ts';
import { transcriptAfter } from '../../../utils/domain/transcript/transcript.ts';
import { emptyTranscript } from '../../../utils/domain/transcript/transcript-state.ts';
import { readText } from '../../../utils/domain/transcript/text-shapes.ts';
import { shownText } from '../../../utils/domain/transcript/shown-text.ts';
import { repeatedWords, spokenWords } from '../../../utils/domain/transcript/spoken-words.ts';
import { plainHandlers } from '../../../utils/signalling/channels/server-channels.ts';
import { longestMessage } from '../../../utils/signalling/channels/text-channel.ts';
import { codecText } from '../../../utils/texts/codec-text.ts';
import { createFakeServer, reply, replyJson } from '../signalling/fake-server.ts';
import { FakePeerConnection } from '../signalling/fake-peer-connection.ts';
import { answerSdp, lines, offerSdp } from '../signalling/sdp.ts';
import { unaborted } from '../signalling/signals.ts';

/** One way in which a module reads a text of outside. */
export interface OutsideTextReader {
  /** Texts before and after the repeated one, which bring the reader to the place where that matters. */
  frames: readonly (readonly [before: string, after: string])[];
  /** Texts by which the reader splits, or which it skips. */
  separators: readonly string[];
  /** Characters of the longest text; a megabyte where no check before lets through less. */
  size?: number;
  /** Reads a text. May throw, since refusing is an answer as well. */
  read(text: string): unknown;
}

const address = 'https://media.example/whip';
const plain = [['', '']] as const;
const json = {
  frames: [...plain, ['{"a":"', '"}']] as const,
  separators: ['{', '[', ',', '\\\\', '\\"', ' '],
};
const url = {
  frames: [...plain, ['https://media.example/', 'x'], ['https://', 'x']] as const,
  separators: ['/', '?', '#', ':', '@', '.', '%', ' '],
};

const description = lines('v=0', 'm=audio 9 UDP/TLS/RTP/SAVPF 111', 'a=rtpmap:111 opus/48000/2');
/** A description up to the beginning of this line. */
const upTo = (line: string, after = '') => [description + line, after] as const;
const sdp = (...frames: OutsideTextReader['frames']) => ({
  frames: [upTo(''), ...frames],
  separators: [' ', '\r', '\n', 'm=', '1', 'a=candidate:\n'],
});
const remote = (text: string) => ({ remoteDescription: { type: 'answer', sdp: text } }) as never;

const ice = {
  frames: [...plain, ['turn:', 'x'], ['turn:a:1', 'x'], ['turn:[', 'x'], ['turn:a?transport=', '!']] as const,
  separators: [':', '?', '[', ']', '.', ' ', '?transport=', 'turn:', '1'],
};

const hidden = { addresses: true, microphones: true, servers: true };

/** A server that gives this answer to the first request, and a meaningless one to others. */
function answering(body: string, status = 200) {
  const server = createFakeServer((_, index) => (index === 0 ? reply(status, { body }) : replyJson({})));
  return { ...browserEdges, fetch: server.fetch };
}

const noAnswer = () => new FailureError({ reason: 'server-answer-invalid' });
const ignored = {
  learned: {},
  onLearned: () => undefined,
  onText: () => undefined,
  onServerMessage: () => undefined,
};

function gathered(): FakePeerConnection {
  const peerConnection = new FakePeerConnection();
  peerConnection.onLocalDescription = () => queueMicrotask(() => peerConnection.finishGathering());
  return peerConnection;
}

function offering(variant: 'aiortc' | 'pipecat' | 'fastrtc') {
  return {
    frames: [['{"type":"answer","sdp":"', '"}']] as const,
    separators: ['\\r', '\\n', ' ', ';', '\\"'],
    size: longestBody / 4,
    read: (body: string) =>
      createJsonOffer({ variant, url: address, token: '' }, { ...answering(body), ...ignored }).negotiate(
        gathered().asReal(),
        unaborted,
      ),
  };
}

/** Reads messages on the data channel of an open session. */
function saying(variant: 'pipecat' | 'fastrtc', before: string) {
  return {
    frames: [[before, '"}'], ...plain] as const,
    separators: [' ', ',', '{', '\\"'],
    size: longestBody / 4,
    async read(message: string) {
      const peerConnection = gathered();
      const body = JSON.stringify({ type: 'answer', sdp: answerSdp });
      const session = await createJsonOffer(
        { variant, url: address, token: '' },
        { ...answering(body), ...ignored },
      ).negotiate(peerConnection.asReal(), unaborted);
      peerConnection.channels[0]?.receive(message);
      await session.end();
    },
  };
}

/**
 * Every module that reads a text of outside: from a server, a file, the browser or a user. A module that
 * does, and is neither here nor in {@link modulesWithoutOutsideText}, fails a test.
 */
export const outsideTextReaders: Readonly<Record<string, readonly OutsideTextReader[]>> = {
  'utils/signalling/batch/read-transcription.ts': [
    {
      frames: [...plain, ['{"text":"', '"}'], ['{"text":"[', ']"}']],
      separators: [...json.separators, '(', ']'],
      read: (text) => [readTranscription(text, 'text/plain', 10), readTranscription(text, null, 10)],
    },
  ],
  'utils/domain/backfill/backfill-segments.ts': [
    {
      frames: plain,
      separators: [' ', 'a ', '.', '語', '、'],
      size: 100_000,
      read(text) {
        const window = { from: 1000, to: 2000, gaps: [{ from: 1000, to: 2000 }] };
        const heard = {
          sound: { from: 0, to: 3000 },
          voiceFrom: 0,
          pieces: [{ text, from: null, to: null }],
        };
        const known = { text, id: '1', isFinal: true, spokenFrom: 500, spokenTo: 900, arrivedAt: 0 };
        return backfillSegments(window, heard, [{ ...known, timing: 'server', source: 'live' }], 0);
      },
    },
  ],
  'utils/signalling/sdp/sdp-sections.ts': [
    { ...sdp(), read: (text) => [sdpSections(text), sdpValue([text], 'a='), hasOverlongLine(text)] },
  ],
  'utils/domain/link/candidates.ts': [
    {
      ...sdp(upTo('a=candidate:', 'x'), upTo('a=candidate:1 1 tcp 1 a 1 typ host ', 'x')),
      read: (text) => [candidatesOf(text), readCandidate(text)],
    },
  ],
  'utils/domain/link/address-scope.ts': [
    {
      frames: [...plain, ['[', ']'], ['fe80::', '1'], ['::ffff:', '1'], ['', '.localhost']],
      separators: ['.', ':', '1.', '0:', '%', '[', ' ', 'localhost.'],
      read: (text) => [knownAddress(text), canonicalAddress(text), isLoopback(text)],
    },
  ],
  'utils/domain/link/obstacles.ts': [
    {
      ...sdp(upTo('a=candidate:1 1 udp 1 10.0.0.1 1 typ host\na=candidate:1 1 udp 1 ', ' 1 typ host')),
      separators: ['\na=candidate:1 1 udp 1 fe80::1 1 typ host', '1.', ' ', '('],
      size: longestBody,
      read: (text) => obstacleBetween({ own: ['10.0.0.2'], far: candidatesOf(text), reachedHost: text }),
    },
  ],
  'utils/signalling/sdp/mend-answer.ts': [
    {
      ...sdp(upTo('a=setup:', 'x'), upTo('a=fmtp:', 'x'), upTo('a=candidate:1 1 udp 1 a 1', 'x')),
      size: 262_144,
      read: (text) => [mendAnswer(text, description), withOneTransport(text, description)],
    },
  ],
  'utils/signalling/sdp/mended-lines.ts': [
    {
      ...sdp(
        upTo('m=audio 9', 'x'),
        upTo('a=ssrc:1 ', 'x'),
        upTo('a=candidate:1 1 udp 1 a 1 typ host tcptype ', 'x'),
      ),
      size: 262_144,
      read: mendedLines,
    },
  ],
  'utils/signalling/sdp/sdp-answer.ts': [
    { ...sdp(upTo('m=audio ', 'x')), read: (text) => readSdpAnswer(text) },
  ],
  'utils/signalling/sdp/opus-nack.ts': [
    {
      frames: [upTo('a=rtpmap:', 'x'), upTo('a=rtcp-fb:1 nack', 'x\r\n'), upTo('m=audio 9 x ', 'x')],
      separators: [' ', '\t', '\r', '\n', '*', '1', 'a=rtpmap:1 opus/48000\r\n'],
      read: (text) => [withOpusNack(text), takesOpusNack(text), takesRed(text)],
    },
  ],
  'utils/signalling/sdp/opus-parameters.ts': [
    {
      frames: [upTo('a=fmtp:111', '\rx\r\n'), upTo('a=fmtp:111 x=', 'x\r\n'), upTo('a=rtpmap:', 'x')],
      separators: [' ', '\t', '\r', '\n', ';', '=', '1', ' =', '; '],
      read: withOpusParameters,
    },
  ],
  'utils/signalling/whip/sdp-fragment.ts': [
    { ...sdp(), read: (text) => makeSdpFragment(text, { candidates: [], complete: true }) },
  ],
  'utils/signalling/sdp/sdp-ice-restart.ts': [
    { ...sdp(upTo('a=ice-ufrag:', 'x')), read: (text) => withIceOf(answerSdp, text) },
    { ...sdp(upTo('a=candidate:', 'x')), read: (text) => withIceOf(text, offerSdp) },
  ],
  'utils/signalling/sdp/takes-data-channel.ts': [
    { ...sdp(upTo('m=application ', 'x')), read: (text) => takesDataChannel(remote(text)) },
  ],
  'utils/signalling/sdp/transport-feedback.ts': [
    {
      frames: [
        upTo(''),
        upTo('a=rtcp-fb:', 'x'),
        upTo('a=rtcp-fb:1 transport-cc', 'x'),
        upTo('a=extmap:3 ', 'x'),
      ],
      separators: [' ', '\r', '\n', '1', 'transport-wide-c'],
      read: (text) => [givesTransportFeedback(remote(text)), surelyGivesTransportFeedback(remote(text))],
    },
  ],
  'utils/domain/bounds/normalized.ts': [
    {
      frames: [...plain, ['a', 'a']],
      // The last two become marks of half width, and one letter eighteen.
      separators: ['\u0301', '\u0316\u0301\u3099', '\uff9e\u0316', '\u0344\uff9f', '\ufdfa', '각', '\ud800'],
      read: (text) => [normalized(text, 'NFKC'), normalized(text, 'NFKD')],
    },
  ],
  'utils/domain/bounds/said-text.ts': [
    {
      frames: [...plain, ['https://media.example/', 'x'], ['token=', '']],
      separators: [
        ' ',
        ':',
        '/',
        '@',
        'a:b@',
        'token=',
        '***',
        '-',
        'aB',
        '\u0301',
        '\u202e',
        'https://',
        '…',
      ],
      read: (text) => [saidText(text), saidText(text, [text.slice(0, 8)]), secretsOfUrl(text)],
    },
  ],
  'utils/domain/profiles/authorization.ts': [
    {
      frames: [...plain, ['Bearer', 'x'], ['authorization', 'x']],
      separators: [' ', ':', 'bearer ', '\n', '\u200b'],
      size: 8192,
      read: (token) => {
        const both = [{ token }, { token, username: 'me' }];
        return [
          namesScheme(token),
          ...both.map(authorizationOf),
          ...both.map(secretsIn),
          ...both.map(canBeSent),
        ];
      },
    },
  ],
  'utils/signalling/http/challenge.ts': [
    {
      frames: [...plain, ['Basic realm="', '"'], ['Basic realm="', '\\']],
      separators: [',', ' ', '"', '\\', '\\"', '=', 'a ', '!'],
      read: challengedSchemes,
    },
  ],
  'utils/signalling/http/server-words.ts': [
    {
      frames: [...plain, ['{"detail":"', '"}'], ['<title', ''], ['<title>', '</title>'], ['[', '']],
      separators: ['<', '>', '</', '&', '&#1', '&lt;', '[', '{"error":', ' ', '"', ','],
      size: 16_384,
      read: (body) => readServerWords({ body, headers: new Headers() }, ['abcdefgh']),
    },
  ],
  'utils/signalling/http/markup-text.ts': [
    {
      frames: [...plain, ['<p', ''], ['<title>', '</title>'], ['<pre>', '']],
      separators: ['<', '>', '</', '<p', '</p', '&', '&#1', '&lt;', ' ', 'a '],
      size: 16_384,
      read: markupText,
    },
  ],
  'utils/signalling/http/body-decoder.ts': [
    {
      frames: [...plain, ['<meta charset=', ''], ['text/html; charset="', '']],
      separators: ['=', 'charset=', '"', ' ', '<', ';', 'a', '\u3042'],
      read: (text) => [
        createBodyDecoder(text)(new TextEncoder().encode(text)),
        createBodyDecoder(null)(new TextEncoder().encode(text)),
      ],
    },
  ],
  'utils/signalling/http/link-header.ts': [
    {
      frames: [...plain, ['<stun:a>', 'x'], ['<stun:a>;rel="', ''], ['<stun:a>;rel', '!'], ['<', '']],
      separators: ['<', '>', ';', ',', ' ', '=', '"', '\\', '[', '{', ';a="', '<a>;b="\\"', '<a>'],
      read: readIceServerLinks,
    },
  ],
  'utils/signalling/http/named-ice-server.ts': [
    {
      frames: [...plain, ['credential="', ''], ['x="', ''], ['<http:', ''], ['turn:', '']],
      separators: [
        '<http:',
        '="',
        "='",
        '=',
        'pass=',
        'pass="',
        '\\"pass="',
        'user',
        'turn:',
        'turn:a.',
        ':',
        '[',
        ' ',
        '"',
        "'",
      ],
      read: (text) => [...iceServerNamedIn(text), ...iceRelationIn(text)],
    },
  ],
  'utils/signalling/http/retry-after.ts': [
    {
      frames: [...plain, ['Sun, 29 Nov 2026', 'x'], ['Sun', '']],
      separators: [' ', ',', ':', '1', '(', 'Sun', '-'],
      read: (text) => readRetryAfter(text, 0),
    },
  ],
  'utils/signalling/http/json-object.ts': [{ ...json, read: readJsonObject }],
  'utils/signalling/json-offer/json-answer.ts': [
    {
      ...json,
      frames: [...json.frames, ['{"type":"answer","sdp":"', '"}']],
      read: (text) => readJsonAnswer({ text, noAnswer }),
    },
  ],
  'utils/signalling/openai-realtime/openai-events.ts': [
    { ...json, read: (text) => readOpenAiEvent(text, ignored) },
  ],
  'utils/signalling/json-offer/json-offer-aiortc.ts': [offering('aiortc')],
  'utils/signalling/json-offer/json-offer-pipecat.ts': [
    offering('pipecat'),
    saying('pipecat', '{"label":"rtvi-ai","type":"'),
  ],
  'utils/signalling/json-offer/json-offer-fastrtc.ts': [
    offering('fastrtc'),
    saying('fastrtc', '{"type":"send_text","data":"'),
  ],
  'utils/signalling/openai-realtime/openai-realtime.ts': [
    {
      frames: [...plain, ['{"error":{"code":"', '"}}']],
      separators: [' ', 'expired', '.', '\\"'],
      size: longestBody / 8,
      read: (body) =>
        createOpenAiRealtime(
          { url: `${address}/realtime`, credentialType: 'secret', credential: 'x', model: '', language: '' },
          { ...answering(body, 401), ...ignored },
        ).negotiate(gathered().asReal(), unaborted),
    },
  ],
  'utils/signalling/openai-realtime/openai-client-secret.ts': [
    {
      ...json,
      size: longestBody / 4,
      read: (body) =>
        mintClientSecret(createRequest(answering(body)), {
          url: address,
          apiKey: 'x',
          wishes: { model: '', language: '' },
          endsTurns: false,
          signal: unaborted,
          onRefused: () => undefined,
        }),
    },
  ],
  'utils/signalling/openai-realtime/openai-session.ts': [
    {
      frames: [...plain, ['session.created', ''], ['<', '>']],
      separators: [' ', '<', '>', '\n', '-'],
      read: (text) => [
        audioInput({ model: text, language: text, prompt: text, keywords: [text] }),
        sessionUpdate(
          { type: text, session: { type: text, input_audio_transcription: { model: text } } },
          { model: '', language: text },
        ),
      ],
    },
  ],
  'utils/domain/profiles/model-traits.ts': [
    {
      frames: [...plain, ['gpt-4o-', '-']],
      separators: ['-', 'transcribe'],
      read: (text) => modelTraits(text),
    },
  ],
  'utils/signalling/http/probe-server.ts': [
    {
      frames: [...plain, ['{"detail":[', ']}']],
      separators: ['{}', ',', '[', 'rel="', 'application/'],
      size: longestBody / 4,
      read: (body) => probeServer(address, unaborted, answering(body, 422)),
    },
  ],
  'utils/signalling/http/fetch-turn-credentials.ts': [
    {
      ...json,
      size: longestBody / 4,
      read: (body) => fetchTurnCredentials(address, unaborted, answering(body)),
    },
  ],
  'utils/signalling/whip/whip-session.ts': [
    {
      ...url,
      read: (location) =>
        createWhipSession(
          {
            ...browserEdges,
            request: createRequest(answering('')),
            profile: { url: address, token: '' },
            granted: [],
            onWhipSession: () => undefined,
            onSessionUrlUnused: () => undefined,
          },
          { headers: { get: () => location } as unknown as Headers, url: address },
        ),
    },
  ],
  'utils/signalling/http/find-answer.ts': [
    {
      frames: [
        ['{"answer":{"sdp":"', '"}}'],
        ['{"x":"', '"}'],
      ],
      separators: ['\\r', ' ', '\\"', 'v=0\\n'],
      read: findAnswer,
    },
  ],
  'utils/signalling/json-offer/offer-url.ts': [{ ...url, read: (text) => offerUrl(text, 'offer') }],
  'utils/signalling/openai-realtime/openai-urls.ts': [{ ...url, read: (text) => openAiUrls(text, 'model') }],
  'utils/domain/profiles/server-url.ts': [
    { ...url, read: (text) => [serverUrlProblem(text), hostPermission(text)] },
    { ...url, read: (pathname) => barePath({ pathname }) },
  ],
  'utils/domain/failure/proposed-address.ts': [
    {
      ...url,
      read: (to) =>
        proposedAddress(
          { reason: 'server-redirected', origin: '', to, kept: 'path' },
          'https://media.example/',
        ),
    },
  ],
  'utils/domain/profiles/propose-profile.ts': [
    { ...url, separators: [...url.separators, 'ws:'], read: proposeProfile },
  ],
  'utils/domain/profiles/ice-server.ts': [
    {
      ...ice,
      read: (text) => [
        iceServerProblem({ url: text, username: 'a', credential: 'b' }),
        mendIceUrl(text),
        [isTurn(text), turnTransport(text), withTransport(text, 'udp'), iceServerKey(text)],
        turnUserExpiry(text),
      ],
    },
  ],
  'utils/domain/profiles/ice-server-list.ts': [
    { ...ice, read: (text) => sortIceServers([{ url: text, username: text, credential: text }]) },
  ],
  'utils/domain/profiles/turn-expiry.ts': [
    { ...ice, read: (text) => turnExpiry(text, [{ urls: text, username: text }], []) },
  ],
  'utils/domain/profiles/turn-rest.ts': [
    { ...ice, read: (text) => parseTurnRest({ username: text, password: text, uris: [text] }) },
    { ...ice, read: (text) => parseTurnRest(text.split('').map((each) => ({ url: each }))), size: 20_000 },
  ],
  'utils/domain/log/mask-addresses.ts': [
    {
      frames: [...plain, ['fe80:', 'z']],
      separators: [':', '.', 'a', '1', '%', '1.', 'a:', ' '],
      read: (text) => maskAddresses(text, () => '*'),
    },
  ],
  'utils/history/export/masker.ts': [
    {
      frames: [...plain, ['https://a.example ', '']],
      separators: ['/', ':', '@', '[', 'a', '-', '.', 'a://', 'a://[', 'turn:'],
      size: 500_000,
      read: (text) => createMasker(hidden).value(text),
    },
    {
      frames: plain,
      separators: ['a://b.c', 'stun:b.c ', 'a://b.c '],
      size: 100_000,
      // Many servers, each of which has to be found in every other text.
      read: (text) =>
        createMasker(hidden).value(Array.from({ length: 2000 }, (_, n) => `a://h${n}.example`).concat(text)),
    },
  ],
  'utils/history/export/known-words.ts': [
    {
      frames: plain,
      separators: ['a', '.', 'a.'],
      size: 200_000,
      read(text) {
        const words = createKnownWords();
        words.add(text, 'x');
        words.add(`${'a'.repeat(200)}.`, 'x');
        return words.replace(text);
      },
    },
  ],
  'utils/history/export/export-csv.ts': [
    {
      frames: [...plain, [' ', 'x']],
      separators: [' ', '\t', '"', '=', '＝', ','],
      read: (text) => cell(text, csvDialect('comma', '.')),
    },
  ],
  'utils/domain/transcript/search-words.ts': [
    {
      frames: plain,
      separators: [' ', 'a', '今', 'ー', 'e\u0301', '.'],
      size: longestSegment,
      read: (text) => [indexedWords(text), searchTerms(text)],
    },
  ],
  'utils/domain/transcript/snippet.ts': [
    {
      frames: [...plain, ['', 'b']],
      separators: [' ', 'a', '今'],
      size: longestSegment,
      read: (text) => snippetOf(text, { words: ['a'] }),
    },
  ],
  'utils/domain/transcript/line-pieces.ts': [
    {
      frames: plain,
      separators: [' ', '(', '。', '「', '今', 'e\u0301', '👨‍👩', 'ー'],
      size: longestSegment,
      read: (text) => linePieces(text, 42),
    },
  ],
  'utils/domain/transcript/ends-sentence.ts': [
    { frames: [...plain, ['', '.x']], separators: ['.', '"', ')', ' '], read: endsSentence },
  ],
  'utils/domain/transcript/subtitles.ts': [
    {
      frames: plain,
      separators: ['-->', '<', '\n', ' ', '-', '&'],
      size: longestSegment,
      read: (text) => {
        const source = { segments: [aSegment({ text })], gaps: [{ from: 0, to: 1 }], startsAt: 0 };
        return [[...srtCues(source, () => 1)], [...vttCues(source, () => text)]];
      },
    },
  ],
  'utils/history/import/json-splitter.ts': [
    {
      ...json,
      read(text) {
        const whole = { type: 'take', onValue: () => undefined } as const;
        const splitter = createJsonSplitter(whole, text.length);
        splitter.push(text);
        splitter.finish();
      },
    },
  ],
  'utils/history/import/visit-export.ts': [
    {
      frames: [...json.frames, ['{"format":"steadymic-history","version":1,"sessions":[', ']}']],
      separators: [...json.separators, '{},', '[],'],
      read: (text) => createExportReader(() => 0).check(new Blob([text])),
    },
  ],
  'utils/domain/log/session-event.ts': [
    {
      ...json,
      read: (url) =>
        v.safeParse(bareEventSchema, {
          kind: 'ice-server-failed',
          writer: 'host',
          seq: 1,
          at: 0,
          errorCode: 1,
          errorText: url,
          url,
        }),
    },
  ],
  'utils/domain/failure/failure-table.ts': [
    { ...json, read: (origin) => v.safeParse(failureSchema, { reason: 'server-redirected', origin }) },
  ],
  'utils/domain/bounds/plain-data.ts': [
    { ...json, read: (text) => [v.safeParse(identifier, text), v.safeParse(shortText, text)] },
    { frames: [['', '!']], separators: ['a', '-'], read: (text) => v.safeParse(identifier, text) },
  ],
  'utils/domain/settings/settings-file.ts': [
    {
      frames: [
        ...json.frames,
        ['{"version":1,"profiles":[', '0]}'],
        ['{"version":1,"profiles":[{"kind":"whip","id":"a","iceServers":[', '0]}]}'],
      ],
      separators: [
        ...json.separators,
        '{},',
        '{"kind":"whip"},',
        '{"iceServers":[{}]},',
        '{"url":"turn:a","username":""},',
      ],
      read: (text) => readSettingsFile(text, defaultSettings()),
    },
  ],
  'utils/domain/profiles/profile.ts': [
    {
      frames: [...plain, ['a', '!']],
      separators: ['a', '-', '/', ':', ' '],
      read: (text) =>
        profileProblems({
          id: text,
          name: text,
          kind: 'whip',
          url: text,
          token: text,
          iceTransportPolicy: 'all',
          iceServers: [{ url: text, username: text, credential: text }],
        }),
    },
  ],
  'utils/domain/settings/settings-paths.ts': [
    {
      frames: plain,
      separators: ['.', 'a.'],
      size: 100_000,
      read: (path) => fromLeaves(new Map([[path, 1]]), 1),
    },
  ],
  'utils/domain/link/media-stats.ts': [
    {
      ...ice,
      separators: [...ice.separators, '@'],
      read: (text) =>
        readMediaStats([
          ['t', { type: 'transport', selectedCandidatePairId: 'p' }],
          ['p', { type: 'candidate-pair', localCandidateId: 'l' }],
          ['l', { candidateType: 'relay', url: text }],
        ]),
    },
  ],
  'utils/domain/failure/microphone-failure.ts': [
    {
      frames: plain,
      separators: [' ', 'dismisse', 'd'],
      read: (message) => microphoneFailure({ name: 'NotAllowedError', message }),
    },
  ],
  'utils/domain/microphone/next-microphone.ts': [
    {
      frames: plain,
      separators: [' ', 'stereo ', 'built-', 'ステレオ ', '-'],
      read: (label) =>
        nextMicrophone(
          [{ deviceId: 'a', groupId: 'b', label }],
          { deviceId: '', label: '', groupId: null },
          new Set<string>(),
        ),
    },
  ],
  'utils/domain/transcript/has-words.ts': [
    {
      frames: plain,
      separators: ['[', ']', '(', ')', '*', '<|', '|>', '（', '【', ' ', 'a'],
      read: hasWords,
    },
  ],
  'utils/domain/microphone/find-microphone.ts': [
    {
      frames: [...plain, ['Desk', '(046d:0825)'], ['Desk (', '']],
      separators: [' ', '(', '(2- ', '1', ' (046d:0825)', ':', ')'],
      read: (label) =>
        findMicrophone(
          [
            { deviceId: 'a', label },
            { deviceId: 'b', label: 'Desk' },
          ],
          { deviceId: '', label: `${label} ` },
        ),
    },
  ],
  'utils/domain/names/shown-names.ts': [
    {
      frames: plain,
      separators: [' ', '\u200b', '\u0301', '\u0316', '\u2800', 'a'],
      read: (name) =>
        shownNames([
          { name, unnamed: 'a', marks: [name] },
          { name: lookOf(name), unnamed: 'a', marks: [] },
        ]),
    },
  ],
  'utils/domain/failure/storage-full.ts': [
    {
      frames: [...plain, ['IO error: ', ''], ['IO error: ChromeMethodBFE: 1::a', '']],
      separators: ['1', 'a', ' ', '::', 'ChromeMethodBFE: 1::a', ' quota'],
      read: (message) => isStorageFull(new Error(message)),
    },
  ],
  'utils/domain/transcript/shown-text.ts': [
    {
      frames: plain,
      separators: [' ', '\u0301', '\u202e', '\u0000', '\ud800', '\u{1F3A4}', '一'],
      read: shownText,
    },
  ],
  'utils/domain/transcript/spoken-words.ts': [
    {
      frames: [...plain, ['one two ', ' one two']],
      separators: [' ', 'a ', "'", '一', '\u0301', 'a'],
      size: longestSegment,
      read(text) {
        const words = spokenWords(text).map(({ word }) => word);
        return repeatedWords(words, words);
      },
    },
  ],
  'utils/domain/transcript/message-fields.ts': [
    {
      frames: plain,
      separators: ['/', ':', '.', '-', ' '],
      read: (text) =>
        readText('openai-realtime', {
          type: 'conversation.item.input_audio_transcription.failed',
          item_id: text,
          error: { code: text },
        }),
    },
  ],
  'utils/domain/transcript/text-shapes.ts': [
    {
      frames: plain,
      separators: ['_', '.', ' '],
      read: (text) => readText('openai-realtime', { type: text }),
    },
  ],
  'utils/domain/transcript/transcript.ts': [
    {
      frames: plain,
      separators: [' ', '/', 'a ', '\u0301', '一'],
      read(text) {
        const message = {
          type: 'text',
          text,
          isMore: false,
          isFinal: true,
          language: text,
          speaker: text,
        } as const;
        const ofOne = {
          type: 'message',
          at: 1000,
          clock: [{ ms: 0, at: 0, speed: 1, isLate: false }],
          delayMs: 0,
          behindMs: 0,
          lastVoiceAt: null,
        } as const;
        const inputs = [
          { ...ofOne, message: { ...message, id: text }, connection: 'a' },
          { type: 'repeating', connection: 'b', ms: 5000 },
          { ...ofOne, message: { ...message, id: text, part: text }, connection: 'b' },
          { ...ofOne, message, connection: 'b' },
        ] as const;
        return inputs.reduce((before, input) => transcriptAfter(before, input).transcript, emptyTranscript);
      },
    },
  ],
  'utils/signalling/channels/server-channels.ts': [
    {
      frames: [...plain, ['{"type":"transcript","text":"', '"}']],
      separators: [' ', ',', '{', '\\"', '['],
      size: longestMessage,
      read: (text) => plainHandlers({ onText: () => undefined, now: () => 0 }).onText(text),
    },
  ],
  'utils/texts/codec-text.ts': [
    {
      frames: [...plain, ['audio/', '']],
      separators: ['/', 'audio/', ' '],
      read: (mimeType) => codecText({ mimeType, clockRate: null, channels: null }),
    },
  ],
  'components/navigation/route.ts': [
    {
      frames: [...plain, ['#/history?', ''], ['#/sessions/', '']],
      separators: ['#', '/', '?', '%', '&', '='],
      read: parseRoute,
    },
  ],
  'components/navigation/history-filters.ts': [
    {
      frames: [...plain, ['from=', 'x']],
      separators: ['&', '=', '%', '1', '+'],
      size: 300_000,
      read: parseFilters,
    },
  ],
};

/**
 * Modules that seem to read a text of outside, each with the reason why it does not, or why the text is
 * bounded before.
 */
export const modulesWithoutOutsideText: Readonly<Record<string, string>> = {
  'components/panel/use-look.ts': 'what the page itself has kept in this browser',
  'components/captions/caption-look.ts': 'the same',
  'utils/domain/transcript/folded-text.ts': 'a segment or a query, letter by letter',
  'utils/domain/transcript/cues.ts': 'pieces of a line, which are bounded',
  'utils/domain/transcript/text-width.ts': 'the same',
  'utils/history/export/export-transcript.ts':
    'segments, which are bounded, and one replacement of single characters in each',
  'utils/domain/profiles/session-url.ts': 'host names of addresses that were parsed before',
  'utils/domain/profiles/profile-origins.ts': 'the scheme of a profile’s address, which is bounded',
  'utils/signalling/http/why-unreachable.ts': 'an address that fetch has taken',
  'components/session-details/SessionRecording.vue': 'a moment that the texts have written',
  ...Object.fromEntries(
    [
      'ogg-page',
      'ogg-opus-reader',
      'ogg-seek',
      'ogg-to-wav',
      'read-owed-sound',
      'read-peaks',
      'read-stretch',
    ].map((name) => [`utils/audio/recording/${name}.ts`, 'bytes, which hostile-files.test.ts has']),
  ),
  'utils/history/recordings/open-recording.ts': 'bytes, which hostile-files.test.ts has',
  'utils/history/import/recording-check.ts': 'the same',
  'entrypoints/views/create-options-services.ts': 'the same',
  'utils/history/retention/maintain-recordings.ts': 'names of files that this extension has made',
  'utils/audio/recording/opus-encoder.ts': 'bytes of the browser’s own encoder',
  'components/history-list/HistoryFilterBar.vue': 'names of the history, which are bounded',
  'utils/audio/recording/ogg-opus-writer.ts': 'lists of packets that the encoder has made',
  'components/settings/SettingFields.vue': 'the paths of the settings’ own table',
  'utils/domain/settings/setting-fields.ts': 'the same',
  'components/history-list/HistoryList.vue': 'a range of days that the list itself has written',
  'components/profiles/IceServerFields.vue': 'asks of the beginning of a field that a user types',
  'components/profiles/ProfileForm.vue': 'a profile of the settings, which are parsed',
  'components/profiles/AddProfile.vue': 'an address that serverUrlProblem has let through',
  'components/profiles/TranscriptionFields.vue': 'lines that a user types',
  'components/profiles/ProfileList.vue': 'a profile of the settings, which are parsed',
  'components/profiles/ProfileTest.vue': 'a profile of the settings, which are parsed',
  'components/profiles/ProfileView.vue': 'a profile of the settings, which are parsed',
  'components/profiles/use-profile-draft.ts': 'a path that valibot has made',
  'components/navigation/use-scroll-memory.ts': 'an address of the page itself, by the browser',
  'components/permission/MissingPermissions.vue': 'a profile of the settings, which are parsed',
  'components/popup/ProfileSelect.vue': 'a profile of the settings, which are parsed',
  'utils/host/connections/follow-candidates.ts': 'a profile of the settings, which are parsed',
  'utils/host/connections/network-probe.ts': 'a profile of the settings, which are parsed',
  'utils/worker/backfill/backfill-queue.ts': 'an address of the settings, which are parsed',
  'utils/host/connections/path-search.ts': 'an offer of this browser',
  'utils/domain/profiles/entered-values.ts':
    'schemas by length and range, read by profile.ts and settings.ts',
  'utils/domain/frames/frame-counts.ts': 'a schema that session-event.ts reads',
  'utils/domain/transcript/segment.ts': 'a schema by length and range alone',
  'utils/history/export/export-webrtc-internals.ts':
    'replaces one fixed text, in an event of a bounded length',
  'utils/domain/profiles/masked-url.ts':
    'addresses of the settings, which are parsed; in those of a file it replaces one fixed text',
  'utils/texts/dates.ts': 'parts of a date that the browser has written',
  'utils/domain/profiles/learned-facts.ts': 'a schema that session-event.ts reads',
  'utils/domain/session/notices.ts': 'the name of a notification that this extension has made',
  'utils/domain/profiles/server-origin.ts': 'a profile of the settings, which are parsed',
  'utils/domain/link/selected-path.ts': 'a schema that session-event.ts reads',
  'utils/domain/profiles/settings-problem.ts': 'a message of the schemas of settings',
  'utils/domain/settings/settings.ts': 'whole settings, whose texts profile.ts and entered-values.ts read',
  'utils/domain/warnings/warning-events.ts': 'a schema that session-event.ts reads',
  'utils/worker/session/profile-test-control.ts': 'a profile of the settings, which are parsed',
  'utils/worker/session/session-start.ts': 'a profile of the settings, which are parsed',
  'utils/worker/session/session-takeover.ts': 'a profile of the settings, which are parsed',
  'utils/worker/session/whip-sessions.ts': 'addresses that createWhipSession has parsed',
  'utils/history/catalogue/session-catalogue.ts':
    'what a user types into the search, by one pattern of blanks',
  'utils/history/rows/session-projection.ts': 'a reason of the closed set of failures',
  'utils/host/session-runner.ts': 'a profile of the settings, which are parsed',
  'utils/signalling/http/http-failure.ts': 'addresses that fetch has taken, and codes bounded before',
  'utils/signalling/http/http-request.ts': 'addresses that fetch has taken',
  'utils/signalling/whip/whip-ice-restart.ts': 'an offer of this browser',
  'utils/texts/texts.ts': 'texts of the catalogues, and what formats of the browser make of numbers',
  'utils/domain/profiles/profile-kinds.ts':
    'a user name that is bounded before, and an address that proposeProfile, which is in the other table, has read',
  'utils/domain/transcript/spoken-when.ts':
    'a text that shown-text.ts has bounded, of transcript.ts in the other table',
  'utils/domain/transcript/transcript-state.ts': 'ids of messages, of transcript.ts in the other table',
  'utils/domain/settings/setting-paths.ts': 'paths of the settings of the code itself',
  'utils/texts/key-part.ts': 'names of the tables of the code itself',
};
