import { packedFigures } from '../../../utils/history/rows/packed-minute.ts';
import { exportFormat, exportVersion, samplesAtOnce } from '../../../utils/history/export/export-format.ts';

/**
 * The text of a JSON export of at least so many bytes: sessions of two hours with a few thousand events each,
 * called `large-0` and so on, that end before `endsAt` (epoch milliseconds).
 */
export function largeExport({ bytes, endsAt }: { bytes: number; endsAt: number }): string {
  const hours = 2;
  const sessions: string[] = [];
  for (let length = 0; length < bytes; length += sessions.at(-1)?.length ?? 0) {
    const from = endsAt - (sessions.length + 1) * (hours + 1) * 3_600_000;
    sessions.push(sessionOf(`large-${sessions.length}`, from, hours));
  }
  return `{"format":"${exportFormat}","version":${exportVersion},"sessions":[${sessions.join(',')}]}`;
}

function sessionOf(id: string, from: number, hours: number): string {
  const durationMs = hours * 3_600_000;
  const count = 4000;
  const events = Array.from({ length: count }, (_, index) => ({
    writer: 'host',
    seq: index + 1,
    at: from + Math.round((durationMs * index) / count),
    ...(index === count - 1
      ? { kind: 'session-ended', by: 'user', durationMs }
      : {
          kind: 'ice-server-failed',
          url: 'stun:stun.example:3478',
          errorCode: 701,
          errorText: `STUN host lookup received error ${index}.`,
        }),
  }));
  const samples = Array.from({ length: hours }, (_, hour) =>
    Object.fromEntries(
      ['at', ...packedFigures].map((name, column) => [
        name,
        Array.from({ length: samplesAtOnce }, (_, second) =>
          name === 'at' ? from + (hour * samplesAtOnce + second) * 1000 : ((second * 7 + column) % 100) / 100,
        ),
      ]),
    ),
  );
  return JSON.stringify({ id, summary: {}, events, samples });
}
