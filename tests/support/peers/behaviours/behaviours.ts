import type { Behaviour } from './behaviour.ts';
import { answerBehaviours } from './answers.ts';
import { candidateBehaviours } from './candidates.ts';
import { credentialBehaviours } from './credentials.ts';
import { dataChannelBehaviours } from './data-channel.ts';
import { iceListBehaviours } from './ice-lists.ts';
import { jsonOnlyBehaviours } from './json-only.ts';
import { lossProtectionBehaviours } from './loss-protection.ts';
import { redirectBehaviours } from './redirects.ts';
import { refusalBehaviours } from './refusals.ts';
import { tricklingBehaviours } from './trickling.ts';

/**
 * The one table of what servers do: each row says what the server does, what the user reads and may click, and what is
 * learned. `tests/peers/behaviours.test.ts` plays every row with the product's own signalling and libwebrtc against the
 * one fake server. To add a row: its group's file, and, where the fake cannot do it yet, a member of `whip/options.ts`.
 */
export const behaviours: Readonly<Record<string, readonly Behaviour[]>> = {
  'the data channel that is added to the offer': dataChannelBehaviours,
  'candidates that follow the offer': tricklingBehaviours,
  'candidates in the answer': candidateBehaviours,
  'lists of ICE servers': iceListBehaviours,
  'the form of the offer': jsonOnlyBehaviours,
  'credentials that are sent': credentialBehaviours,
  'redirects of the offer': redirectBehaviours,
  'what an offer asks for against loss': lossProtectionBehaviours,
  'refusals of the offer': refusalBehaviours,
  'answers that are not quite SDP': answerBehaviours,
};
