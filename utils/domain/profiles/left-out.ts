/**
 * The parts that are left out of a second offer where the server did not accept the first: the data channel by which
 * a silence is noticed sooner; trickling, which is to send candidates after the offer instead of in it; or what protects
 * speech from loss, see `loss-protection.ts`.
 */
export const leftOutParts = ['data-channel', 'trickling', 'loss-protection'] as const;
export type LeftOut = (typeof leftOutParts)[number];

/**
 * The part to leave out of the next offer where no connection was made, or null where none of the `doubtful` ones can be
 * the cause: candidates serve to find a path, so that trickling is not in doubt once there is one. One part is left out
 * at a time, so that each fact that is learned from the next connection is proved by itself.
 */
export function partToLeaveOut(doubtful: readonly LeftOut[], hasPath: boolean): LeftOut | null {
  const order: readonly LeftOut[] = [
    ...(hasPath ? [] : ['trickling' as const]),
    'data-channel',
    'loss-protection',
  ];
  return order.find((part) => doubtful.includes(part)) ?? null;
}
