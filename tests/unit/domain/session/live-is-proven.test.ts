import fc from 'fast-check';
import { expect, it } from 'vitest';
import { badgeFor } from '../../../../utils/domain/session/badge.ts';
import type { SessionFact } from '../../../../utils/domain/session/session-fact.ts';
import type { SessionState } from '../../../../utils/domain/session/session-state.ts';
import { transition } from '../../../../utils/domain/session/session-transition.ts';
import { phaseText } from '../../../../utils/texts/state-texts.ts';
import { everyFailure } from '../../../support/failures.ts';
import { textsOf } from '../../../support/messages.ts';
import { inputOf, recovering, sessionHead, starting, type BareFact } from '../builders.ts';

const failure = fc.constantFrom(...everyFailure);
const link = fc.record({ canRestartIce: fc.boolean(), takesOnePublisher: fc.boolean() });
const jitter = fc.double({ min: 0, max: 1, noNaN: true });
const of = <Type extends BareFact['type']>(
  type: Type,
  members: {
    [Name in Exclude<keyof Extract<BareFact, { type: Type }>, 'type'>]?: fc.Arbitrary<unknown>;
  } = {},
) => fc.record({ type: fc.constant(type), ...members }) as unknown as fc.Arbitrary<BareFact>;

/** Every fact of a session: the compiler asks for one that is missing. */
const facts = {
  observed: of('observed', { event: fc.constant({ kind: 'ice-restart-began' }) }),
  'start-requested': of('start-requested', { session: fc.constant(sessionHead()) }),
  'begin-failed': of('begin-failed', { session: fc.constant(sessionHead()), failure }),
  'resume-requested': of('resume-requested', {
    running: fc.constant(recovering().running),
    liveSince: fc.nat(5000),
    since: fc.nat(5000),
  }),
  'stop-requested': of('stop-requested'),
  overruled: of('overruled', { failure }),
  'mute-requested': of('mute-requested', { muted: fc.boolean() }),
  'spoke-while-muted': of('spoke-while-muted'),
  'question-due': of('question-due', {
    about: fc.constantFrom('quiet', 'loss'),
    unanswered: fc.constantFrom('stop', 'mute'),
  }),
  'question-settled': of('question-settled'),
  'question-answered': of('question-answered'),
  'question-unanswered': of('question-unanswered'),
  'microphone-acquired': of('microphone-acquired'),
  'microphone-failed': of('microphone-failed', { failure }),
  'microphone-condition-changed': of('microphone-condition-changed', {
    condition: fc.constantFrom('sounding', 'muted', 'silent', 'missing'),
  }),
  'microphone-troubled': of('microphone-troubled', { trouble: fc.constant(null) }),
  'warnings-changed': of('warnings-changed', { warnings: fc.constantFrom([], ['high-loss']) }),
  'answer-applied': of('answer-applied'),
  'media-acknowledged': of('media-acknowledged'),
  'connection-failed': of('connection-failed', { failure }),
  'connect-deadline-passed': of('connect-deadline-passed', { failure }),
  'connection-lost': of('connection-lost', {
    status: fc.constantFrom('disconnected', 'failed', 'closed', 'connected'),
    link,
  }),
  'link-silent': of('link-silent', { link }),
  'link-unproven': of('link-unproven', { link }),
  'delivery-stopped': of('delivery-stopped', { provenMsAgo: fc.nat(60_000) }),
  'delivery-resumed': of('delivery-resumed'),
  'delivery-proven': of('delivery-proven', { provenMsAgo: fc.nat(60_000) }),
  'link-heard': of('link-heard', { by: fc.constantFrom('itself', 'ice-restart') }),
  'ice-restart-failed': of('ice-restart-failed'),
  'server-ended': of('server-ended', { heardForMs: fc.nat(60_000), link }),
  'network-changed': of('network-changed', { online: fc.boolean(), link }),
  'addresses-changed': of('addresses-changed', { change: fc.constantFrom(null, 'added', 'removed'), link }),
  slept: of('slept', { byMs: fc.nat(60_000), link }),
  'credentials-expiring': of('credentials-expiring', { until: fc.nat(60_000) }),
  'lifetime-due': of('lifetime-due', {
    cause: fc.constantFrom('session-limit', 'turn-expiry'),
    link,
    jitter,
  }),
  'roll-over-due': of('roll-over-due', { link, jitter }),
  'replacement-acknowledged': of('replacement-acknowledged'),
  'replacement-failed': of('replacement-failed', {
    failure,
    old: fc.constantFrom('lives', 'gone', 'unreleased'),
    link,
    jitter,
  }),
  'retry-due': of('retry-due', { link }),
  'retry-requested': of('retry-requested', { link }),
  'recovery-limit-passed': of('recovery-limit-passed'),
  'backlog-reported': of('backlog-reported', {
    report: fc.oneof(
      fc.record({ type: fc.constant('measured' as const), behindMs: fc.nat(60_000) }),
      fc.constant({ type: 'pause-reached' as const }),
    ),
  }),
  'catch-up-failed': of('catch-up-failed'),
  'delivery-limit-passed': of('delivery-limit-passed'),
  'frames-failing': of('frames-failing', { failure }),
  released: of('released'),
  'failure-dismissed': of('failure-dismissed'),
} satisfies Record<SessionFact['type'], fc.Arbitrary<BareFact>>;

const texts = textsOf('en');

/** The words for which a session has to be live. */
function claims(state: SessionState): boolean {
  return phaseText(texts, state).startsWith('Live') || badgeFor(state, 9000).colour === 'live';
}

it.each<[string, SessionState, SessionFact['type'][]]>([
  // A session that is resumed recovers, where other facts prove as well: the row below.
  [
    'a start',
    starting({ session: sessionHead({ policy: 'recover' }) }),
    ['media-acknowledged', 'resume-requested'],
  ],
  ['a recovery', recovering(), ['link-heard', 'replacement-acknowledged', 'media-acknowledged']],
])(
  'after %s no session is called live before the far side has acknowledged something',
  (_name, state, proving) => {
    const others = Object.entries(facts).flatMap(([type, fact]) =>
      proving.includes(type as SessionFact['type']) ? [] : [fact],
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(...others), { maxLength: 25 }), (happened) => {
        let current = state;
        for (const [index, fact] of happened.entries()) {
          const next = transition(current, inputOf(5000 + index, fact));
          current = next.state;
          expect(claims(current), JSON.stringify(fact)).toBe(false);
          const lines = (next.log ?? []).map(({ kind }) => kind);
          expect(lines).not.toContain('live');
          expect(lines).not.toContain('recovered');
        }
      }),
      { numRuns: 400 },
    );
  },
);
