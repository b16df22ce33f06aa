import { describe, expect, it } from 'vitest';
import { noFrames } from '../../../utils/domain/frames/error-threshold.ts';
import type { SessionEventBody, SessionEventKind } from '../../../utils/domain/log/session-event.ts';
import { eventTexts } from '../../../utils/texts/event-texts.ts';
import { textsOf } from '../../support/messages.ts';

const watch = { errorThreshold: 50, checkIntervalMs: 500, connectDeadlineMs: 15_000 };
const counts = { ...noFrames(), handedOn: 7612, dropped: 3, consecutiveErrors: 50 };
const pair = { localType: 'srflx', remoteType: 'host', protocol: 'udp', relayProtocol: null };

type Case = [body: SessionEventBody, text: string, detail: string | null];

const cases: { [Kind in SessionEventKind]: Case[] } = {
  'events-counted': [
    [
      {
        kind: 'events-counted',
        counts: [
          { kind: 'server-message-received', times: 19_000 },
          { kind: 'warning-raised', times: 12 },
        ],
      },
      '19,012 more events were counted instead of listed, because they came too often.',
      null,
    ],
    [
      { kind: 'events-counted', counts: [{ kind: 'clock-jumped', times: 1 }] },
      '1 more event was counted instead of listed, because events of its kind came too often.',
      null,
    ],
  ],
  'gaps-watched': [
    [
      { kind: 'gaps-watched', fromMs: 900 },
      'From here on it is noticed when nothing arrives for 900 ms or longer.',
      null,
    ],
  ],
  'gap-began': [
    [
      { kind: 'gap-began', unprovenMs: 1234 },
      'Nothing shows that what was sent in the last 1.2 sec has arrived.',
      null,
    ],
  ],
  'gap-ended': [
    [
      { kind: 'gap-ended', afterMs: 7200, lostMs: 3100, lostInAllMs: 9000 },
      'What is sent arrives again. The gap lasted for 7.2 sec, and 3.1 sec of sound from it had not arrived by then, as far as is known.',
      null,
    ],
    [
      { kind: 'gap-ended', afterMs: 700, lostMs: 0, lostInAllMs: 9000 },
      'Nothing was confirmed for 700 ms, but no sound is missing.',
      null,
    ],
  ],
  'catch-up-began': [
    [
      { kind: 'catch-up-began', from: 0, behindMs: 12_300, againMs: 900, road: 'stretch', speed: 1.25 },
      'What was said from 12:00:00 AM on is sent now: 12 sec of it, at 1.25 times its speed.',
      null,
    ],
    [
      { kind: 'catch-up-began', from: 3_600_000, behindMs: 700, againMs: 0, road: 'burst', speed: 2 },
      'What was said from 1:00:00 AM on is sent now: 700 ms of it, at 2 times its speed.',
      null,
    ],
    [
      {
        kind: 'catch-up-began',
        from: 3_600_000,
        behindMs: 9000,
        againMs: 0,
        owedMs: 7200,
        road: 'burst',
        speed: 2,
      },
      'SteadyMic was cut off before. The last 7.2 sec until then, from 1:00:00 AM on, are not known to have arrived and are sent first, at 2 times their speed.',
      null,
    ],
  ],
  'catch-up-ended': [
    [
      { kind: 'catch-up-ended', deliveredMs: 3100, leftMs: 0 },
      'Level with the microphone again: 3.1 sec of it arrived late.',
      null,
    ],
    [
      { kind: 'catch-up-ended', deliveredMs: 3100, leftMs: 12_000 },
      '3.1 sec of it arrived late; 12 sec is still to be sent.',
      null,
    ],
  ],
  'backlog-dropped': [
    [
      { kind: 'backlog-dropped', from: 3_600_000, durationMs: 61_000 },
      'What was said from 1:00:00 AM on, 1 min, 1 sec of it, is not sent any more.',
      null,
    ],
  ],
  'log-cut': [
    [
      { kind: 'log-cut' },
      'The log is as long as it can be. From here on it lists only losses, recoveries and the end; everything else is counted.',
      null,
    ],
  ],
  'recording-began': [
    [{ kind: 'recording-began' }, 'From here on the sound is recorded on this computer.', null],
  ],
  'recording-ended': [
    [
      { kind: 'recording-ended', why: 'disk-full' },
      'The recording on this computer ended early; streaming went on.',
      'There was no room left for it. Delete old recordings, or free space on the disk.',
    ],
    [
      { kind: 'recording-ended', why: 'encoder-failed' },
      'The recording on this computer ended early; streaming went on.',
      'The browser could not encode the sound.',
    ],
  ],
  'session-started': [
    [
      {
        kind: 'session-started',
        profile: { id: 'studio', name: 'Studio', kind: 'whip' },
        serverOrigin: 'https://media.example',
        iceServerCount: 2,
        iceTransportPolicy: 'relay',
        watch,
      },
      'The session was started with the profile “Studio”.',
      'WHIP at https://media.example, 2 ICE servers, transport policy “Relay only”. Error threshold 50, check interval 500 ms, connect deadline 15 sec.',
    ],
    [
      {
        kind: 'session-started',
        profile: { id: 'loopback', name: 'Loopback', kind: 'loopback' },
        serverOrigin: null,
        iceServerCount: 0,
        iceTransportPolicy: 'all',
        watch,
      },
      'The session was started with the profile “Loopback”.',
      'Test without a server. Error threshold 50, check interval 500 ms, connect deadline 15 sec.',
    ],
    [
      {
        kind: 'session-started',
        version: '0.2.0',
        profile: { id: 'loopback', name: 'Loopback', kind: 'loopback' },
        serverOrigin: null,
        iceServerCount: 0,
        iceTransportPolicy: 'all',
        watch,
      },
      'The session was started with the profile “Loopback”.',
      'Test without a server. Error threshold 50, check interval 500 ms, connect deadline 15 sec. It was SteadyMic 0.2.0.',
    ],
    ...(
      [
        ['recover', null, 'After a loss it tries to reconnect until Stop.'],
        ['recover', 1_800_000, 'After a loss it tries to reconnect for 30 min at most.'],
        ['stop-and-tell', null, 'A lost connection ends the session.'],
      ] as const
    ).map(([mode, giveUpAfterMs, words]): Case => [
      {
        kind: 'session-started',
        profile: { id: 'loopback', name: 'Loopback', kind: 'loopback' },
        serverOrigin: null,
        iceServerCount: 0,
        iceTransportPolicy: 'all',
        watch,
        recovery: { mode, giveUpAfterMs },
      },
      'The session was started with the profile “Loopback”.',
      `Test without a server. Error threshold 50, check interval 500 ms, connect deadline 15 sec. ${words}`,
    ]),
  ],
  'microphone-acquired': [
    [
      { kind: 'microphone-acquired', label: 'Headset', sampleRate: 48_000 },
      'The microphone “Headset” was opened.',
      null,
    ],
  ],
  'microphone-replaced': [
    [
      { kind: 'microphone-replaced', label: 'Headset', sampleRate: null },
      'The microphone “Headset” took over.',
      null,
    ],
  ],
  'microphone-replacement-failed': [
    [
      { kind: 'microphone-replacement-failed', failure: { reason: 'microphone-missing' } },
      'The other microphone could not be used; the earlier one stays.',
      'The chosen microphone is not connected, more than one has its name, or this computer has none. Connect it, or choose another one.',
    ],
  ],
  'microphone-condition-changed': [
    [
      { kind: 'microphone-condition-changed', condition: 'missing' },
      'No microphone can be used any more; the connection stays, and SteadyMic waits for one.',
      null,
    ],
    [
      { kind: 'microphone-condition-changed', condition: 'muted' },
      'The microphone was muted by its own switch or by the system.',
      null,
    ],
    [
      { kind: 'microphone-condition-changed', condition: 'silent' },
      'The microphone gives nothing but silence.',
      null,
    ],
    [
      { kind: 'microphone-condition-changed', condition: 'sounding' },
      'The microphone is no longer muted.',
      null,
    ],
  ],
  'voice-band-measured': [
    [
      { kind: 'voice-band-measured', band: 'wideband' },
      'Sound of the voice: up to 8 kHz, as from many headsets over Bluetooth',
      null,
    ],
  ],
  'mute-changed': [
    [{ kind: 'mute-changed', muted: true }, 'You muted the microphone.', null],
    [{ kind: 'mute-changed', muted: false }, 'You unmuted the microphone.', null],
    [
      { kind: 'mute-changed', muted: true, why: 'unanswered' },
      'The microphone was muted, because nobody answered.',
      null,
    ],
  ],
  'question-asked': [
    [
      { kind: 'question-asked', about: 'quiet' },
      'Asked whether to go on, because no speech was heard for a long time.',
      null,
    ],
    [
      { kind: 'question-asked', about: 'long-loss' },
      'Asked whether to go on, because the connection stayed lost for a long time.',
      null,
    ],
  ],
  'question-closed': [
    [
      { kind: 'question-closed', about: 'quiet', why: 'answered' },
      'The question was answered: somebody is there.',
      null,
    ],
    [
      { kind: 'question-closed', about: 'quiet', why: 'settled' },
      'The question is settled: what it asked about is over.',
      null,
    ],
    [{ kind: 'question-closed', about: 'quiet', why: 'unanswered' }, 'Nobody answered the question.', null],
  ],
  'answer-applied': [[{ kind: 'answer-applied', afterMs: 120 }, 'The server answered after 120 ms.', null]],
  'offer-repeated': [
    [
      {
        kind: 'offer-repeated',
        without: 'data-channel',
        failure: { reason: 'server-refused', status: 406 },
      },
      'Asked once more, without the data channel that SteadyMic adds to notice a silence sooner.',
      'The server refused the session',
    ],
    [
      {
        kind: 'offer-repeated',
        without: 'trickling',
        failure: { reason: 'server-refused', status: 405 },
      },
      'Asked once more, with all candidates in the offer.',
      'The server refused the session',
    ],
  ],
  'profile-learned': [
    [
      { kind: 'profile-learned', profileId: 'studio', facts: { trickleRefused: true } },
      'What this server can do was remembered for next time.',
      'It takes no candidates after the offer.',
    ],
    [
      {
        kind: 'profile-learned',
        profileId: 'studio',
        facts: { announcesNoIceServers: true, transportFeedback: true },
      },
      'What this server can do was remembered for next time.',
      'It announces no ICE servers. It reports back so often that it can be watched without a data channel.',
    ],
    [
      { kind: 'profile-learned', profileId: 'studio', facts: { transportFeedback: false } },
      'What this server can do was remembered for next time.',
      'It reports back too rarely for a silence to be noticed at once: a data channel helps there.',
    ],
    [
      {
        kind: 'profile-learned',
        profileId: 'studio',
        facts: { onePublisher: true, dataChannelRefused: true },
      },
      'What this server can do was remembered for next time.',
      'It takes no data channel. It takes one connection at a time: the old one is closed before a new one is made.',
    ],
    [
      { kind: 'profile-learned', profileId: 'studio', facts: {} },
      'What was known about this server was forgotten.',
      null,
    ],
  ],
  'credentials-withheld': [
    [
      { kind: 'credentials-withheld', origin: 'https://edge.example' },
      'The server led on to https://edge.example. The token or password was not sent there: if that address asks for it, enter the address in the profile.',
      null,
    ],
  ],
  'session-url-unused': [
    [
      { kind: 'session-url-unused', origin: 'https://media.example:8443', why: 'unasked' },
      'The server keeps the session at https://media.example:8443, another port or scheme of its host. Nothing is asked there before you allow it, once, for the profile.',
      null,
    ],
    [
      { kind: 'session-url-unused', origin: 'https://media.example:8443', why: 'granted-to-others' },
      'The server keeps the session at https://media.example:8443, to which access was given for another profile. Nothing is asked there.',
      null,
    ],
  ],
  'ice-server-left-out': [
    [
      { kind: 'ice-server-left-out', url: 'turn:turn.example', problem: 'turn-credential-missing' },
      'The ICE server turn:turn.example is not used. A TURN server needs a user name and a credential.',
      null,
    ],
  ],
  'ice-server-failed': [
    [
      { kind: 'ice-server-failed', url: 'stun:stun.example', errorCode: 701, errorText: 'timed out' },
      'The ICE server stun:stun.example could not be used.',
      'Code 701: timed out',
    ],
  ],
  'connection-status-changed': [
    [
      {
        kind: 'connection-status-changed',
        status: 'disconnected',
        connectionState: 'connected',
        iceConnectionState: 'disconnected',
      },
      'The connection is interrupted; it may heal by itself.',
      'connectionState “connected”, iceConnectionState “disconnected”.',
    ],
  ],
  'candidate-pair-selected': [
    [
      { kind: 'candidate-pair-selected', pair },
      'The audio takes a path from “srflx” to “host” over UDP.',
      null,
    ],
    [
      { kind: 'candidate-pair-selected', pair: { ...pair, localType: 'relay', relayProtocol: 'tls' } },
      'The audio takes a path from “relay” to “host” over UDP; the relay is reached over TLS.',
      null,
    ],
    [
      {
        kind: 'candidate-pair-selected',
        pair: { ...pair, localType: 'relay', relayProtocol: 'udp', relayUrl: 'turn:turn.example:3478' },
      },
      'The audio takes a path from “relay” to “host” over UDP; the relay is reached over UDP.',
      'Relay server: turn:turn.example:3478',
    ],
  ],
  'codec-selected': [
    [
      { kind: 'codec-selected', codec: { mimeType: 'audio/opus', clockRate: 48_000, channels: 2 } },
      'The audio is sent as opus.',
      null,
    ],
    [
      { kind: 'codec-selected', codec: { mimeType: 'audio/PCMU', clockRate: null, channels: null } },
      'The audio is sent as PCMU.',
      null,
    ],
  ],
  live: [[{ kind: 'live', afterMs: 410 }, 'Live: the far side answers, 410 ms after Start.', null]],
  'connection-lost': [
    [
      { kind: 'connection-lost', status: 'failed', lastHeardMsAgo: 1200 },
      'The connection was lost.',
      'State “failed”; the far side was last heard 1.2 sec before.',
    ],
    [
      { kind: 'connection-lost', status: 'closed', lastHeardMsAgo: null },
      'The connection was lost.',
      'State “closed”; the far side was never heard.',
    ],
  ],
  'recovery-began': [
    [
      { kind: 'recovery-began', cause: 'link-silent', lastHeardMsAgo: 1200, interruption: 1 },
      'The far side fell silent. Getting the connection back.',
      'Last heard from the far side 1.2 sec before.',
    ],
    [
      { kind: 'recovery-began', cause: 'network-lost', lastHeardMsAgo: 40, interruption: 2 },
      'The computer lost its network. Getting the connection back.',
      'Last heard from the far side 40 ms before.',
    ],
    [
      { kind: 'recovery-began', cause: 'server-ended', lastHeardMsAgo: null, interruption: 1 },
      'The server ended the connection. Making a new one.',
      null,
    ],
    [
      { kind: 'recovery-began', cause: 'replaced', lastHeardMsAgo: null, interruption: 1 },
      'The server takes one connection at a time: the old one is closed, and a new one is made in its place.',
      null,
    ],
    [
      { kind: 'recovery-began', cause: 'failed', lastHeardMsAgo: null, interruption: 3 },
      'The connection was lost. Getting it back.',
      null,
    ],
  ],
  'attempt-began': [
    [
      { kind: 'attempt-began', attempt: 2 },
      'Attempt 2: the server answers, a new connection is being made.',
      null,
    ],
  ],
  'attempt-failed': [
    [
      {
        kind: 'attempt-failed',
        attempt: 2,
        failure: { reason: 'server-error', status: 502 },
        nextInMs: 1000,
      },
      'Attempt 2 failed. Next try in 1 sec.',
      'The server could not answer',
    ],
    [
      {
        kind: 'attempt-failed',
        attempt: 3,
        failure: { reason: 'server-overloaded', retryAfterMs: 2_592_000_000 },
        nextInMs: 300_000,
      },
      'Attempt 3 failed. Next try in 5 min.',
      'The server takes no session at the moment. It asked to wait 30 days.',
    ],
    [
      {
        kind: 'attempt-failed',
        attempt: 4,
        failure: { reason: 'server-overloaded', retryAfterMs: 0 },
        nextInMs: 4000,
      },
      'Attempt 4 failed. Next try in 4 sec.',
      'The server takes no session at the moment',
    ],
    [
      { kind: 'attempt-failed', attempt: 1, failure: { reason: 'server-busy' }, nextInMs: 0 },
      'Attempt 1 failed. Trying again at once, after closing the old connection.',
      'The server has no place for this session',
    ],
    [
      { kind: 'attempt-failed', attempt: 1, failure: { reason: 'server-gone' }, nextInMs: null },
      'Attempt 1 failed, and another would not help.',
      'This address is no longer in use',
    ],
  ],
  recovered: [
    [
      { kind: 'recovered', by: 'itself', afterMs: 900, attempts: 0, interruptedMs: 900 },
      'The connection came back by itself, after 900 ms.',
      null,
    ],
    [
      { kind: 'recovered', by: 'new-connection', afterMs: 3400, attempts: 2, interruptedMs: 4300 },
      'Live again on a new connection, 3.4 sec after the loss. Attempts: 2.',
      null,
    ],
  ],
  'ice-restart-began': [
    [
      { kind: 'ice-restart-began' },
      'Looking for another way to the same server session (ICE restart).',
      null,
    ],
  ],
  'ice-restart-failed': [[{ kind: 'ice-restart-failed' }, 'The ICE restart failed.', null]],
  'roll-over-began': [
    [
      { kind: 'roll-over-began', cause: 'turn-expiry' },
      'The TURN credentials expire soon: a new connection is made before that.',
      null,
    ],
    [
      { kind: 'roll-over-began', cause: 'session-limit' },
      'The server ends its session soon: a new connection is made before that.',
      null,
    ],
    [
      { kind: 'roll-over-began', cause: 'network-changed' },
      'This computer has another network: a new connection is made over it.',
      null,
    ],
  ],
  'rolled-over': [
    [
      { kind: 'rolled-over', cause: 'turn-expiry', afterMs: 640 },
      'The new connection took over without a break after 640 ms.',
      null,
    ],
  ],
  'roll-over-failed': [
    [
      {
        kind: 'roll-over-failed',
        cause: 'session-limit',
        failure: { reason: 'server-unreachable' },
        nextInMs: 30_000,
      },
      'The new connection failed; the next try is in 30 sec.',
      'The server cannot be reached',
    ],
    [
      {
        kind: 'roll-over-failed',
        cause: 'session-limit',
        failure: { reason: 'server-unreachable' },
        nextInMs: null,
      },
      'The new connection failed; the old one stays.',
      'The server cannot be reached',
    ],
  ],
  'turn-credentials-expiring': [
    [
      { kind: 'turn-credentials-expiring', inMs: 60_000 },
      'The TURN credentials of this profile expire in 1 min, and no server renews them: enter new ones in the profile before that.',
      null,
    ],
  ],
  'network-changed': [
    [{ kind: 'network-changed', online: false }, 'The operating system says that there is no network.', null],
    [{ kind: 'network-changed', online: true }, 'The operating system says that there is a network.', null],
  ],
  'clock-jumped': [
    [
      { kind: 'clock-jumped', byMs: 61_000 },
      'The clock jumped by 1 min, 1 sec: the computer slept, or its clock was set.',
      null,
    ],
  ],
  'warning-raised': [
    [
      { kind: 'warning-raised', warning: 'high-loss', figure: 0.123 },
      'Part of the sound is lost on the way.',
      'Loss 12.3%',
    ],
  ],
  'warning-cleared': [
    [
      {
        kind: 'warning-cleared',
        warning: 'high-round-trip-time',
        figure: 0.02,
        worst: 0.42,
        afterMs: 20_000,
      },
      'The way to the server is quick again.',
      'After 20 sec; at its worst: Round-trip time 420 ms',
    ],
    [
      { kind: 'warning-cleared', warning: 'high-loss', figure: 0.2, worst: 0.3, afterMs: 5000, why: 'end' },
      'Part of the sound was lost on the way until the end.',
      'After 5 sec; at its worst: Loss 30%',
    ],
    [
      {
        kind: 'warning-cleared',
        warning: 'silent-microphone',
        figure: 6,
        worst: 6,
        afterMs: 2000,
        why: 'moot',
      },
      'The microphone’s silence no longer counts: it is muted or gone.',
      'After 2 sec; at its worst: Silent for 6 sec',
    ],
  ],
  'session-resumed': [
    [
      { kind: 'session-resumed', holeMs: 31_000 },
      'SteadyMic’s own audio part was gone; the session went on after a break of 31 sec.',
      null,
    ],
  ],
  'frames-counted': [
    [
      { kind: 'frames-counted', counts },
      '7,612 audio frames were handed on.',
      'Failed: no frame 0, queue full 0, processing 0, disconnected 0. Dropped by the browser: 3. Errors in a row at the end: 50.',
    ],
  ],
  'server-message-received': [
    [{ kind: 'server-message-received', message: 'peer-left' }, 'The server said that it is leaving.', null],
    [
      { kind: 'server-message-received', message: 'stream-ended' },
      'The server said that it takes no more audio.',
      null,
    ],
    [{ kind: 'server-message-received', message: 'error' }, 'The server reported an error.', null],
    [
      { kind: 'server-message-received', message: 'error', code: 'bad_audio', said: 'No audio.' },
      'The server reported an error.',
      'The server says: “bad_audio: No audio.”',
    ],
    [
      { kind: 'server-message-received', message: 'error', said: 'No audio.', times: 9999 },
      'The server repeated this message: 9,999 more.',
      'The server says: “No audio.”',
    ],
  ],
  'texts-counted': [
    [
      { kind: 'texts-counted', deltas: 140, completed: 1, failed: 2 },
      'The server sent 1 finished text.',
      'Partial texts 140, failed 2. What was said is not in this log.',
    ],
    [
      {
        kind: 'texts-counted',
        deltas: 0,
        completed: 0,
        failed: 0,
        refused: 9000,
        delay: { p50: 700, p95: 1200 },
      },
      'The server sent 0 finished texts.',
      'Partial texts 0, failed 0. What was said is not in this log. 9,000 messages were not read: too long, not text, or too many. Half of the texts came within 700 ms of their last word, 95 % within 1.2 sec.',
    ],
  ],
  'stop-requested': [[{ kind: 'stop-requested' }, 'You pressed Stop.', null]],
  'session-failed': [
    [
      { kind: 'session-failed', failure: { reason: 'server-refused', status: 422 } },
      'The server refused the session',
      'It answered with status 422. If the profile is right, ask whoever runs the server.',
    ],
  ],
  'session-ended': [
    [
      { kind: 'session-ended', by: 'user', durationMs: 763_000 },
      'The session ended after 12 min, 43 sec; everything was released.',
      null,
    ],
    [
      { kind: 'session-ended', by: 'failure', durationMs: 2000 },
      'The problem ended the session after 2 sec; everything was released.',
      null,
    ],
  ],
  'worker-resumed': [
    [{ kind: 'worker-resumed' }, 'The browser restarted the background part; the session went on.', null],
  ],
};

const all = Object.values(cases).flat();

describe('every event', () => {
  it.each(all)('%o is told in words, with its figures', (body, text, detail) => {
    expect(eventTexts(textsOf('en'), body)).toEqual({ text, detail });
  });

  it.each(all)('%o is told in Japanese too', (body) => {
    const { text, detail } = eventTexts(textsOf('ja'), body);
    expect(text).toMatch(/[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]/u);
    expect(`${text}${detail ?? ''}`).not.toMatch(/\$\w|undefined|null/);
  });
});
