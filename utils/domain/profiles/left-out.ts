/**
 * The parts that are left out of a second offer where the server did not accept the first: the data channel by which
 * a silence is noticed sooner, or trickling, which is to send candidates after the offer instead of in it.
 */
export const leftOutParts = ['data-channel', 'trickling'] as const;
export type LeftOut = (typeof leftOutParts)[number];
