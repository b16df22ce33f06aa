import fc from 'fast-check';
import * as v from 'valibot';
import { it } from 'vitest';
import { questionSubjects } from '../../../../utils/domain/failure/question-subjects.ts';
import { microphoneConditions } from '../../../../utils/domain/microphone/microphone-condition.ts';
import { bareEventSchema } from '../../../../utils/domain/log/session-event.ts';
import { warnings } from '../../../../utils/domain/warnings/warning-kinds.ts';
import type { SessionFact, SessionInput } from '../../../../utils/domain/session/session-fact.ts';
import {
  holdsSession,
  isRunning,
  sessionOf,
  type SessionState,
} from '../../../../utils/domain/session/session-state.ts';
import { transition } from '../../../../utils/domain/session/session-transition.ts';
import { everyFailure } from '../../../support/failures.ts';
import { runningWith } from '../../../support/running.ts';
import { sessionHead } from '../builders.ts';

/*
 * Stories of a session: any facts in any order at any time, of which a random number of thousands is told.
 * `STEADYMIC_STORIES=20000 npx vitest run --project unit session-stories` tells so many.
 */
const numRuns = Number(process.env['STEADYMIC_STORIES'] ?? 200);

const ms = fc.oneof(fc.nat(2000), fc.nat(100_000));
const failure = fc.constantFrom(...everyFailure);
const link = fc.record({
  canRestartIce: fc.boolean(),
  lastHeardMsAgo: fc.option(ms),
  provenMsAgo: fc.option(ms),
  takesOnePublisher: fc.boolean(),
});
const jitter = fc.double({ min: 0, max: 1, noNaN: true });
const catchUp = fc.constantFrom(
  ...(['burst', 'stretch'] as const).map((road) => ({
    road,
    speed: 1.25,
    limitMs: null,
    beyond: 'oldest' as const,
  })),
);
const head = fc
  .record({ id: fc.uuid(), policy: fc.constantFrom('recover', 'stop-and-tell'), catchUp: fc.option(catchUp) })
  .map(({ catchUp: plan, ...rest }) => sessionHead({ ...rest, ...(plan && { catchUp: plan }) }));
const resumed = { kind: 'session-resumed', holeMs: 0 } as const;
const started = { ...resumed, kind: 'session-started' } as unknown as Extract<
  SessionFact,
  { type: 'start-requested' }
>['begun'];
const report = fc.oneof(
  fc.record({ type: fc.constant('measured' as const), behindMs: ms }),
  fc.record({
    type: fc.constant('began' as const),
    from: ms,
    behindMs: ms,
    againMs: ms,
    road: fc.constantFrom('burst', 'stretch'),
    speed: fc.constant(1.25),
  }),
  fc.record({ type: fc.constant('ended' as const), deliveredMs: ms, leftMs: fc.oneof(fc.constant(0), ms) }),
  fc.record({ type: fc.constant('dropped' as const), from: ms, durationMs: ms }),
  fc.constant({ type: 'pause-reached' as const }),
);

type FactOf<Type extends SessionFact['type']> = Extract<SessionFact, { type: Type }>;
/** The members of each fact, of every type that there is, and how often it comes; a rare one would end most stories at once. */
const facts: { [Type in SessionFact['type']]: [often: number, fc.Arbitrary<Omit<FactOf<Type>, 'type'>>] } = {
  observed: [
    3,
    fc.record({
      event: fc.constantFrom<FactOf<'observed'>['event']>(
        { kind: 'recording-began' },
        { kind: 'recording-ended', why: 'failed' } as unknown as FactOf<'observed'>['event'],
        { kind: 'gaps-watched', fromMs: 3000 },
        { kind: 'session-url-unused', origin: 'https://media.example', why: 'unasked' },
      ),
    }),
  ],
  'start-requested': [8, fc.record({ session: head, begun: fc.constant(started) })],
  'begin-failed': [1, fc.record({ session: head, begun: fc.constant(started), failure })],
  'resume-requested': [
    2,
    head.chain((session) =>
      fc.record({
        running: fc.constant(runningWith(session, {})),
        liveSince: ms,
        since: ms,
        begun: fc.constant(resumed),
      }),
    ),
  ],
  'stop-requested': [1, fc.constantFrom({}, { when: 'delivered' as const })],
  'delivery-limit-passed': [1, fc.constant({})],
  overruled: [1, fc.record({ failure })],
  'mute-requested': [4, fc.record({ muted: fc.boolean() })],
  'spoke-while-muted': [2, fc.constant({})],
  'question-due': [
    4,
    fc.record({ about: fc.constantFrom(...questionSubjects), unanswered: fc.constantFrom('mute', 'stop') }),
  ],
  'question-settled': [2, fc.constant({})],
  'question-answered': [2, fc.constant({})],
  'question-unanswered': [1, fc.constant({})],
  'microphone-acquired': [12, fc.constant({})],
  'microphone-failed': [1, fc.record({ failure })],
  'microphone-condition-changed': [4, fc.record({ condition: fc.constantFrom(...microphoneConditions) })],
  'microphone-troubled': [
    2,
    fc.record({ trouble: fc.option(fc.record({ failure, standIn: fc.constant(null) })) }),
  ],
  'warnings-changed': [4, fc.record({ warnings: fc.subarray(warnings) })],
  'answer-applied': [12, fc.constant({})],
  'media-acknowledged': [12, fc.constant({})],
  'connection-failed': [1, fc.record({ failure })],
  'connect-deadline-passed': [1, fc.record({ failure })],
  'connection-lost': [3, fc.record({ status: fc.constantFrom('disconnected', 'failed', 'closed'), link })],
  'link-silent': [6, fc.record({ link })],
  'link-unproven': [3, fc.record({ link })],
  'delivery-stopped': [3, fc.record({ provenMsAgo: ms })],
  'delivery-proven': [3, fc.record({ provenMsAgo: ms })],
  'delivery-resumed': [4, fc.constant({})],
  'link-heard': [6, fc.record({ by: fc.constantFrom('itself', 'ice-restart') })],
  'ice-restart-failed': [3, fc.constant({})],
  'server-ended': [2, fc.record({ heardForMs: ms, link })],
  'network-changed': [3, fc.record({ online: fc.boolean(), link })],
  'addresses-changed': [4, fc.record({ change: fc.constantFrom('added', 'gone', null), link })],
  slept: [2, fc.record({ byMs: ms, link })],
  'credentials-expiring': [2, fc.record({ until: fc.constantFrom(1e12, 1000) })],
  'lifetime-due': [3, fc.record({ cause: fc.constantFrom('turn-expiry', 'session-limit'), link, jitter })],
  'roll-over-due': [3, fc.record({ link, jitter })],
  'replacement-acknowledged': [6, fc.constant({})],
  'replacement-failed': [
    4,
    fc.record({ failure, old: fc.constantFrom('lives', 'unreleased', 'gone'), link, jitter }),
  ],
  'retry-due': [5, fc.record({ link })],
  'retry-requested': [2, fc.record({ link })],
  'recovery-limit-passed': [1, fc.constant({})],
  'backlog-reported': [8, fc.record({ report })],
  'catch-up-failed': [1, fc.constant({})],
  'frames-failing': [1, fc.record({ failure })],
  released: [4, fc.constantFrom({}, { unprovenMs: 400 })],
  'failure-dismissed': [2, fc.constant({})],
};

const fact = fc.oneof(
  ...Object.entries(facts).map(([type, [weight, members]]) => ({
    weight,
    arbitrary: (members as fc.Arbitrary<object>).map((each) => ({ type, ...each }) as SessionFact),
  })),
);
const story = fc
  .array(fc.record({ fact, afterMs: ms }), { minLength: 1, maxLength: 120, size: 'max' })
  .map((told) => {
    let at = 100_000;
    return told.map((each): SessionInput => ({ at: (at += each.afterMs), ...each.fact }));
  });

/** Follows a story from a browser's start, and shows each step to `see`. */
function tell(inputs: readonly SessionInput[], see: (step: Step) => void): void {
  let before: SessionState = { phase: 'idle' };
  for (const input of inputs) {
    const { state, effects, log = [] } = transition(before, input);
    see({ before, input, state, effects, log });
    before = state;
  }
}
type Step = { before: SessionState; input: SessionInput; state: SessionState } & Required<
  Pick<ReturnType<typeof transition>, 'effects' | 'log'>
>;

/** Throws the sentence where it is not true; `expect` takes longer than a step of a story. */
function must(isTrue: boolean, sentence: string): void {
  if (!isTrue) throw new Error(sentence);
}

function holdsForEvery(check: (inputs: readonly SessionInput[]) => void): void {
  fc.assert(fc.property(story, check), { numRuns });
}

it('one session has one microphone and one host: what begins while it is there changes nothing', () => {
  holdsForEvery((inputs) => {
    let isOpen = false;
    tell(inputs, ({ before, input, state, effects, log }) => {
      for (const { type } of effects) {
        if (type === 'open-microphone') must(!isOpen, 'a microphone was opened beside another');
        if (type === 'open-microphone') isOpen = true;
        if (type === 'release') must(isOpen, 'nothing was there to be released');
        if (type === 'release') isOpen = false;
      }
      must(
        isOpen === isRunning(state),
        `the microphone is ${isOpen ? 'open' : 'closed'} while ${state.phase}`,
      );
      if (!holdsSession(before)) return;
      if (/^(start|resume)-requested$|^begin-failed$/.test(input.type)) {
        must(state === before && effects.length === 0 && log.length === 0, `${input.type} changed a session`);
      } else if (holdsSession(state))
        must(sessionOf(state) === sessionOf(before), 'a session became another');
    });
  });
});

it('a session that has stopped has no effect, and goes on only as another one', () => {
  holdsForEvery((inputs) => {
    tell(inputs, ({ before, state, effects }) => {
      const wasRunning = isRunning(before);
      if (before.phase === 'stopping') must(!isRunning(state), `a session that stops became ${state.phase}`);
      if (!wasRunning && !isRunning(state)) must(effects.length === 0, `an effect while ${state.phase}`);
      if (wasRunning && !isRunning(state))
        must(effects.at(-1)?.type === 'release', 'the last effect is no release');
    });
  });
});

/** Kinds of lines that come in turns: one that begins something, and the one that ends it. */
const pairs = {
  recovered: 'recovery-began',
  'gap-ended': 'gap-began',
  'question-closed': 'question-asked',
} as const;
const beginnings = new Set<string>(Object.values(pairs));

it('lines of a log come in pairs, between one beginning and one end, and no duration is negative', () => {
  holdsForEvery((inputs) => {
    let isLogged = false;
    const open = new Set<string>();
    tell(inputs, ({ log }) => {
      for (const line of log) {
        const { kind } = line;
        const isFirst = kind === 'session-started' || kind === 'session-resumed';
        must(isLogged !== isFirst, `${kind} in a log that ${isLogged ? 'has begun' : 'is over'}`);
        isLogged = kind !== 'session-ended';
        if (isFirst) open.clear();
        // Another host goes on with a session that is lost already.
        if (kind === 'session-resumed') open.add('recovery-began');
        if (beginnings.has(kind)) must(!open.has(kind), `a second ${kind}`);
        if (beginnings.has(kind)) open.add(kind);
        if (kind in pairs) must(open.delete(pairs[kind as keyof typeof pairs]), `${kind} alone`);
        for (const [name, value] of Object.entries(line)) {
          if (name.endsWith('Ms') && typeof value === 'number')
            must(value >= 0, `${kind}: ${name} is ${value}`);
        }
      }
    });
  });
});

it('every line of a log that a session decides is one that an import takes', () => {
  holdsForEvery((inputs) => {
    tell(inputs, ({ input, log }) => {
      for (const line of log) {
        // The first lines, and those that are only observed, are given to the transition as they are.
        if (input.type === 'observed' || line.kind === 'session-started' || line.kind === 'session-resumed')
          continue;
        const stored = { ...line, writer: 'host', seq: 1, at: input.at };
        must(v.is(bareEventSchema, stored), `an import would refuse ${JSON.stringify(line)}`);
      }
    });
  });
});

it('what runs in a session holds nothing that its phase forbids', () => {
  holdsForEvery((inputs) => {
    tell(inputs, ({ state }) => {
      if (!isRunning(state)) return;
      const { session, muted, spokeWhileMuted, question, behind, stopsWhenDelivered } = state.running;
      if (state.phase === 'starting') {
        must(question === null, 'a question before it is live');
        must(state.running.warnings.length === 0, 'a warning before it is live');
        must(!stopsWhenDelivered, 'a Stop that waits before it is live');
      }
      must(muted || !spokeWhileMuted, 'somebody spoke while muted, and nothing is muted');
      must(muted || typeof question?.mutedAt !== 'number', 'a question has muted what is not muted');
      must(behind === null || session.catchUp !== undefined, 'a session that stays live is behind');
      must(behind !== null || !stopsWhenDelivered, 'a Stop waits for nothing');
    });
  });
});

it('the same story told twice is the same, and no state is changed after it was given', () => {
  holdsForEvery((inputs) => {
    const [once, twice]: [string[], string[]] = [[], []];
    const states: SessionState[] = [];
    tell(inputs, (step) => {
      once.push(JSON.stringify([step.state, step.effects, step.log]));
      states.push(step.state);
    });
    tell(inputs, ({ state, effects, log }) => twice.push(JSON.stringify([state, effects, log])));
    must(once.join() === twice.join(), 'it was told otherwise');
    const isKept = states.every((state, index) => once[index]?.startsWith(`[${JSON.stringify(state)},`));
    must(isKept, 'a state was changed');
  });
});
