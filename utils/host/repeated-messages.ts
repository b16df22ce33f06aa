import type { EventBody } from '../domain/log/session-event.ts';

type Message = EventBody<'server-message-received'>;

/** The greatest number of different messages of a server whose repetitions are counted separately. */
const mostMessages = 5;

/** Counts how often a server repeats its first messages, so that each is logged once, with a number. */
export function createRepeatedMessages() {
  const known = new Map<string, { body: Message; times: number }>();
  return {
    /** Counts a message that repeats a known one; returns whether it does. */
    count(body: Message): boolean {
      const key = JSON.stringify(body);
      const before = known.get(key);
      if (before) before.times += 1;
      else if (known.size < mostMessages) known.set(key, { body, times: 0 });
      return before !== undefined;
    },
    /** The messages that were repeated since they were last taken, each with the number of repetitions. */
    take(): (Message & { times: number })[] {
      return [...known.values()].flatMap((each) => {
        const { body, times } = each;
        each.times = 0;
        return times > 0 ? [{ ...body, times }] : [];
      });
    },
  };
}
