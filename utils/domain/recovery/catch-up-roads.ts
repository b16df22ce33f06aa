/**
 * How what is late is sent: as it was said, faster than a receiver with a clock would play it, or with its words drawn together,
 * so that packets leave as fast as ever.
 */
export const catchUpRoads = ['burst', 'stretch'] as const;
export type CatchUpRoad = (typeof catchUpRoads)[number];
