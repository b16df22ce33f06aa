import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { usualCauses } from '../../utils/domain/failure/failure-rules.ts';
import { failureTexts } from '../../utils/texts/failure-texts.ts';
import { textsOf } from '../support/messages.ts';
import type { Asked, Behaviour, Exchange, Reading } from '../support/peers/behaviours/behaviour.ts';
import { behaviours } from '../support/peers/behaviours/behaviours.ts';
import { profileFor, startAt } from '../support/peers/behaviours/start-at.ts';
import { startWhipServer, type WhipServer } from '../support/peers/whip-server.ts';
import { DEFAULT_BEHAVIOUR } from '../support/peers/whip/options.ts';
import { createRealPeers } from '../unit/signalling/real-peers.ts';

const texts = textsOf('en');
const peers = createRealPeers();
let server: WhipServer;
let sessionOrigin: string;
beforeAll(async () => {
  server = await startWhipServer();
  sessionOrigin = await server.openAnotherPort();
});
afterEach(() => peers.closeAll());
afterAll(() => server.stop());

type Start = Awaited<ReturnType<typeof startAt>>;

function expectReading(ended: Start['ended'], reads: Reading): void {
  expect(ended).toMatchObject({ reason: reads.reason, ...reads.with });
  if (ended === 'live') return;
  const words = failureTexts(texts, ended);
  expect(words).toMatchObject({ title: reads.title, step: reads.next });
  for (const part of reads.says ?? []) expect(words.explanation).toContain(part);
  const sentences = [words.title, words.explanation, ...words.causes].join('\n');
  for (const part of reads.neverSays ?? []) expect(sentences).not.toMatch(part);
  if (reads.causes) expect(usualCauses(ended)).toEqual(reads.causes);
}

/** Exchanges whose offers have a data channel of their own. */
const withOwnChannel: readonly Exchange[] = ['pipecat', 'fastrtc', 'openai'];

/** The requests of an exchange: WHIP alone has one for the end of a session. */
const requestsOf = (exchange: Exchange, asked: readonly Asked[]) =>
  asked
    .filter((each) => exchange === 'whip' || each !== 'DELETE')
    .map((each) => (each === 'POST without' && withOwnChannel.includes(exchange) ? 'POST with' : each));
const withoutCandidates = (asked: readonly Asked[]) => asked.filter((each) => each !== 'PATCH');

const playable = (rows: readonly Behaviour[]) =>
  rows.flatMap((row) => row.exchanges.map((exchange) => [row.server, exchange, row] as const));

describe.each(Object.entries(behaviours))('%s:', (_group, rows) => {
  it.each(playable(rows))('a server that %s (%s)', async (_server, exchange, row) => {
    Object.assign(server.options, DEFAULT_BEHAVIOUR, { transportFeedback: false, sessionOrigin }, row.does);
    const profile = profileFor(exchange, server, row);
    const start = await startAt(server, peers, profile, row.knows, row.deadlineMs, row.otherHosts);
    if (row.reads === 'live') expect(start.ended).toBe('live');
    else expectReading(start.ended, row.reads);
    if (row.asked) expect(withoutCandidates(start.asked)).toEqual(requestsOf(exchange, row.asked));
    if (row.repeated) expect(start.repeated).toEqual(row.repeated);
    for (const event of row.logs ?? []) expect(start.events).toContainEqual(expect.objectContaining(event));
    expect(start.learned).toMatchObject(row.learned ?? {});
    // The JSON exchanges have no request that ends a session.
    if (exchange === 'whip') expect(start.left).toBe(row.leaves ?? 0);
    if (!row.askedNext) return;
    const next = await startAt(server, peers, profile, start.learned);
    expect(next.ended).toBe('live');
    expect(withoutCandidates(next.asked)).toEqual(requestsOf(exchange, row.askedNext));
  });
});

it('every row says something else of the server', () => {
  const names = Object.values(behaviours).flatMap((rows) => rows.map((row) => row.server));
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
});
