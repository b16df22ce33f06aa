import type { EventBody } from './session-event.ts';

/**
 * What earlier sessions found out about a profile's server, so that the next one need not fail first. Forgotten when
 * the profile's kind or URL changes. Its members are those that are logged when they are learned.
 */
export type LearnedFacts = EventBody<'profile-learned'>['facts'];
