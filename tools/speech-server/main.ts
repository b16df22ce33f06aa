// `npm run speech-server`: a small server on this machine that turns speech into text, until Ctrl+C.

import { parseArgs } from 'node:util';
import { startSpeechServer } from '../../tests/support/peers/speech-server.ts';
import { endRequested } from '../end-requested.ts';

const usage = `npm run speech-server -- [--host ADDRESS] [--port NUMBER] [--token SECRET] [--words "yes no"]

  --host   the address to listen on; 127.0.0.1 unless given: this machine alone
  --port   8089 unless given
  --token  asked of every request as "Authorization: Bearer SECRET"
  --words  the only words that are recognised; English unless given`;

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      host: { type: 'string', default: '127.0.0.1' },
      port: { type: 'string', default: '8089' },
      token: { type: 'string', default: '' },
      words: { type: 'string', default: '' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(usage);
    return 0;
  }
  const ended = new AbortController();
  void endRequested().then(() => ended.abort());
  const server = await startSpeechServer({
    host: values.host,
    port: Number(values.port),
    bearerToken: values.token,
    words: values.words.split(/\s+/).filter(Boolean),
    onLog: (text) => process.stdout.write(text),
    signal: ended.signal,
  });
  console.log(`Profile: JSON offer/answer, "aiortc and similar", address ${server.url}`);
  console.log(`Transcribes files at ${server.batchUrl}`);
  await server.ended;
  return ended.signal.aborted ? 0 : 1;
}

await main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  },
);
