import exportReaderUrl from './export-reader.worker.ts?shared-worker-url';
import { outcomeText, sessionProfileName } from '../../components/session-actions/session-words.ts';
import type { OptionsServices } from '../../components/services.ts';
import { openMicrophoneCheck } from '../../utils/audio/microphone/microphone-check.ts';
import type { DecodingEdges } from '../../utils/audio/recording/decode-packets.ts';
import { oggToWav } from '../../utils/audio/recording/ogg-to-wav.ts';
import { soundGranule } from '../../utils/audio/recording/ogg-opus-reader.ts';
import { opusRate } from '../../utils/audio/recording/ogg-opus-writer.ts';
import { readPeaks } from '../../utils/audio/recording/read-peaks.ts';
import { playSound } from '../../utils/audio/sound/play-sound.ts';
import { browser } from '../../utils/browser.ts';
import { browserEdges as edges } from '../../utils/async/edges.ts';
import { createHistory } from '../../utils/history/create-history.ts';
import { openHistoryDatabase } from '../../utils/history/database/database.ts';
import { createWorkerExportReader } from '../../utils/history/import/worker-export-reader.ts';
import type { ExportBrowser } from '../../utils/history/export/export-webrtc-internals.ts';
import { createCaller } from '../../utils/messaging/call-commands.ts';
import { runProfileTest } from '../../utils/messaging/run-profile-test.ts';
import { fetchTurnCredentials } from '../../utils/signalling/http/fetch-turn-credentials.ts';
import { probeServer } from '../../utils/signalling/http/probe-server.ts';
import { missingText } from '../../utils/texts/transcript-texts.ts';
import { createUpdateNews } from '../../utils/worker/browser/update-news.ts';
import { createServices } from './create-services.ts';
import { saveFile } from './save-file.ts';

const requestDeps = {
  fetch: (input: RequestInfo | URL, init?: RequestInit) => fetch(input, init),
  ...edges,
};

const decoding: DecodingEdges = {
  createDecoder: (init) => new AudioDecoder(init),
  createChunk: (init) => new EncodedAudioChunk(init),
};

/** The services of the pages that read the history, bound to the browser. */
export function createOptionsServices(): OptionsServices {
  const services = createServices();
  const callWorker = createCaller('worker', browser.runtime);
  const { version } = browser.runtime.getManifest();
  const news = createUpdateNews(browser.storage.local, version);

  return {
    ...services,
    profileTests: {
      start: (profile, follow) =>
        runProfileTest(profile, follow, {
          callWorker,
          runtime: browser.runtime,
          newId: () => crypto.randomUUID(),
          ...edges,
        }),
    },
    backfill: {
      again: (sessionId) => callWorker('transcribe-again', sessionId),
      cancel: ({ sessionId, id }) => callWorker('cancel-backfill', { sessionId, id }),
      retry: ({ sessionId, id }) => callWorker('retry-backfill', { sessionId, id }),
    },
    history: createHistory(openHistoryDatabase(), {
      ...edges,
      storage: navigator.storage,
      locks: navigator.locks,
      describe: (summary) =>
        `${outcomeText(services.texts, summary)} ${sessionProfileName(services.texts, summary)}`,
      export: {
        ...edges,
        browser: browserOf(navigator),
        origin: location.origin,
        version,
        words: {
          title: (row) =>
            `${sessionProfileName(services.texts, row)} · ${services.texts.moment(row.startedAt)}`,
          gap: (gap) => missingText(services.texts, gap),
          none: () => services.texts.t('transcript_none'),
        },
      },
      exportReader: createWorkerExportReader(() => new Worker(exportReaderUrl, { type: 'module' })),
    }),
    microphoneCheck: {
      open: (settings, signal) =>
        openMicrophoneCheck(settings, signal, {
          mediaDevices: navigator.mediaDevices,
          permissions: navigator.permissions,
          ...edges,
        }),
      play: playSound,
    },
    servers: {
      probe: (url, signal) => probeServer(url, signal, requestDeps),
      turnCredentials: (url, signal) => fetchTurnCredentials(url, signal, requestDeps),
    },
    about: { version, areNewsUnread: news.areUnread, dismissNews: news.dismiss },
    async shortcuts() {
      const commands = await browser.commands.getAll();
      return commands.flatMap(({ name, description, shortcut }) =>
        name && description ? { name, description, keys: shortcut ?? '' } : [],
      );
    },
    files: {
      save: saveFile,
      copy: (text) => navigator.clipboard.writeText(text),
      urlOf(content, signal) {
        const url = URL.createObjectURL(content);
        signal.addEventListener('abort', () => URL.revokeObjectURL(url));
        return url;
      },
      peaksOf: (ogg, stretch, most, signal) => readPeaks(ogg, stretch, most, decoding, signal),
      playableSeconds: async (ogg) => (await soundGranule(ogg)) / opusRate,
      toWav: (ogg, signal) => oggToWav(ogg, decoding, signal),
    },
  };
}

/** Only Chromium has `userAgentData.brands`, and TypeScript's types lack it. */
function browserOf(
  browser: Navigator & { userAgentData?: { brands: ExportBrowser['brands'] } },
): ExportBrowser {
  return { userAgent: browser.userAgent, brands: browser.userAgentData?.brands ?? [] };
}
