import { fileURLToPath } from 'node:url';
import { PYTHON, startPeerOf, type AiortcOptions } from './aiortc.ts';

const PROGRAM = fileURLToPath(new URL('../../../tools/speech-server/speech_server.py', import.meta.url));

export interface SpeechServerOptions extends AiortcOptions {
  /** The only words that are recognised; the default is English. */
  readonly words?: readonly string[];
}

export type SpeechServer = Awaited<ReturnType<typeof startSpeechServer>>;

/**
 * The server of `npm run speech-server`: an aiortc peer that recognises what it hears by pocketsphinx and sends the text on
 * a data channel, and that takes files as OpenAI's batch endpoint does.
 */
export async function startSpeechServer({ words = [], ...options }: SpeechServerOptions = {}) {
  const peer = await startPeerOf([PYTHON, PROGRAM, '--words', words.join(' ')], options);
  return { ...peer, batchUrl: `${peer.origin}/v1/audio/transcriptions` };
}
