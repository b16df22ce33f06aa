import type { Failure, FailureReason } from './failure.ts';
import type { ButtonStep, NextStep } from './next-step.ts';

/** A usual cause of a failure; each has a sentence with its remedy. */
export type FailureCause =
  | 'address'
  | 'certificate'
  | 'clock'
  | 'cpu'
  | 'device'
  | 'firewall'
  | 'kind'
  | 'memory'
  | 'network'
  | 'no-token'
  | 'one-sender'
  | 'one-time'
  | 'grant-reset'
  | 'origin'
  | 'other-program'
  | 'permission'
  | 'portal'
  | 'proxy'
  | 'quota'
  | 'sample-rate'
  | 'secret-life'
  | 'server-down'
  | 'session-limit'
  | 'sleep'
  | 'system-privacy'
  | 'threshold'
  | 'token'
  | 'token-scope'
  | 'turn-expired'
  | 'turn-transport'
  | 'unplugged';

/**
 * What a failed attempt at a new connection means to a session that this server had accepted;
 * `attempt-verdict.ts` says what follows.
 */
export type RetryClass =
  'unanswered' | 'passing' | 'overloaded' | 'busy' | 'perhaps-busy' | 'denied' | 'doubted' | 'final';

/** What failed: the connection or its server, the microphone, the permission for it, or none of these. */
export type Fault = 'connection' | 'microphone' | 'microphone-permission' | 'other';

interface Help {
  /** The step that helps most often, and further steps that the explanation and the usual causes mention. */
  steps: readonly [NextStep, ...ButtonStep[]];
  /** The usual causes, the likeliest first; none where the explanation says it all. */
  causes: readonly FailureCause[];
}

type FailureOf<Reason extends FailureReason> = Extract<Failure, { reason: Reason }>;

interface FailureRule<Reason extends FailureReason> {
  fault: Fault;
  retry: RetryClass;
  /** The help for the user; a function of the failure where it depends on more than the reason. */
  help: Help | ((failure: FailureOf<Reason>) => Help);
}

function rule(fault: Fault, retry: RetryClass, steps: Help['steps'], causes: Help['causes'] = []) {
  return { fault, retry, help: { steps, causes } };
}

/** The usual causes of a status that has no failure of its own (RFC 9110, section 15; RFC 6585). */
function causesOfStatus(status: number): readonly FailureCause[] {
  switch (status) {
    case 407:
    case 511:
      return ['portal'];
    case 408:
    case 425:
      return ['network'];
    case 500:
    case 502:
    case 504:
      return ['server-down'];
  }
  return status < 520 ? ['kind', 'address'] : ['server-down'];
}

const network = ['firewall', 'proxy', 'network'] as const;
const busyComputer: Help = {
  steps: ['open-audio-settings', 'choose-microphone'],
  causes: ['cpu', 'threshold', 'device'],
};

function helpWithSilence(why: FailureOf<'server-unreachable'>['why'], secure: boolean): Help {
  switch (why) {
    case 'restricted-port':
      return { steps: ['edit-profile'], causes: [] };
    case 'broke-off':
    case 'dropped':
      return { steps: ['start-again', 'edit-profile'], causes: ['server-down', 'proxy'] };
    case undefined:
      return secure
        ? {
            steps: ['open-server', 'edit-profile'],
            causes: ['server-down', 'certificate', 'address', 'proxy'],
          }
        : {
            steps: ['start-again', 'open-server', 'edit-profile'],
            causes: ['server-down', 'address', 'proxy'],
          };
  }
}

const helpWithFrames: Record<FailureOf<'frames-failing'>['cause'], Help> = {
  'no-frame': {
    steps: ['choose-microphone', 'open-audio-settings', 'open-site-settings'],
    causes: ['device', 'permission', 'sample-rate', 'threshold'],
  },
  'queue-full': busyComputer,
  'consumer-threw': busyComputer,
  disconnected: {
    steps: ['start-again', 'edit-profile', 'open-audio-settings'],
    causes: [...network, 'threshold'],
  },
};

/**
 * The meaning of each failure: what failed, whether another attempt may help, the next clicks and the usual
 * causes. The members of each failure stand in `failure-table.ts`, apart because only pages that read exports
 * load that table.
 *
 * To add a failure: its row there and here, and its words in `public/_locales`, named after it (the compiler
 * asks for each).
 */
const failureRules: { readonly [Reason in FailureReason]: FailureRule<Reason> } = {
  'microphone-permission-needed': rule('microphone-permission', 'final', ['open-permission-page']),
  'microphone-grant-ended': rule(
    'microphone-permission',
    'final',
    ['open-permission-page', 'open-site-settings'],
    ['one-time', 'grant-reset'],
  ),
  'microphone-refused': rule(
    'microphone-permission',
    'final',
    ['open-site-settings'],
    ['permission', 'system-privacy'],
  ),
  'microphone-refused-by-system': rule('microphone-permission', 'final', ['start-again']),
  'microphone-dismissed': rule('microphone-permission', 'final', ['open-permission-page']),
  'microphone-missing': rule('microphone', 'final', ['choose-microphone'], ['unplugged', 'system-privacy']),
  'microphone-busy': rule('microphone', 'final', ['start-again', 'choose-microphone'], ['other-program']),
  'microphone-unusable': rule(
    'microphone',
    'final',
    ['choose-microphone'],
    ['other-program', 'system-privacy', 'sample-rate'],
  ),
  'microphone-ended': rule(
    'microphone',
    'final',
    ['choose-microphone', 'open-site-settings', 'open-settings'],
    ['unplugged', 'permission', 'sleep'],
  ),
  'server-permission-needed': rule('connection', 'final', ['open-permission-page', 'edit-profile']),
  'server-unreachable': {
    fault: 'connection',
    retry: 'unanswered',
    help: ({ why, secure }) => helpWithSilence(why, secure === true),
  },
  'server-timeout': rule(
    'connection',
    'unanswered',
    ['start-again', 'edit-profile'],
    ['server-down', 'address', 'proxy'],
  ),
  'token-unusable': rule('connection', 'final', ['edit-profile']),
  'server-unauthorized': {
    fault: 'connection',
    retry: 'denied',
    help: ({ token, asks }) => ({ steps: ['edit-profile'], causes: (token ?? asks) ? [] : ['token'] }),
  },
  'server-forbidden': {
    fault: 'connection',
    retry: 'perhaps-busy',
    help: ({ token }) => ({
      steps: ['edit-profile'],
      causes:
        token === undefined
          ? ['token-scope', 'token', 'origin', 'one-sender']
          : token === 'none'
            ? ['origin', 'no-token', 'one-sender']
            : ['origin', 'one-sender'],
    }),
  },
  'server-not-found': rule('connection', 'perhaps-busy', ['edit-profile'], ['address']),
  'server-gone': rule('connection', 'perhaps-busy', ['edit-profile'], ['address']),
  'server-busy': rule('connection', 'busy', ['wait-and-start', 'edit-profile'], ['one-sender']),
  'server-overloaded': {
    fault: 'connection',
    retry: 'overloaded',
    help: ({ status }) => ({
      steps: ['wait-and-start', 'edit-profile'],
      causes: status === 429 ? ['one-sender', 'quota'] : ['server-down'],
    }),
  },
  'server-quota': rule('connection', 'denied', ['edit-profile'], ['quota']),
  'server-refused': {
    fault: 'connection',
    retry: 'perhaps-busy',
    help: ({ status }) => ({ steps: ['edit-profile'], causes: causesOfStatus(status) }),
  },
  'server-error': {
    fault: 'connection',
    retry: 'passing',
    help: ({ status }) => ({ steps: ['wait-and-start', 'edit-profile'], causes: causesOfStatus(status) }),
  },
  'server-redirected': rule('connection', 'denied', ['edit-profile'], ['address']),
  'server-moved': rule('connection', 'doubted', ['edit-profile'], ['portal']),
  'server-moved-unseen': rule('connection', 'doubted', ['open-server', 'edit-profile'], ['portal']),
  // A network's own login page may answer for the server.
  'server-answer-invalid': rule('connection', 'doubted', ['edit-profile'], ['kind', 'address', 'portal']),
  'server-answer-unusable': rule('connection', 'doubted', ['edit-profile']),
  'server-ended': rule(
    'connection',
    'doubted',
    ['start-again', 'edit-profile'],
    ['session-limit', 'server-down'],
  ),
  'secret-expired': rule('connection', 'denied', ['edit-profile'], ['secret-life', 'clock']),
  'turn-unauthorized': rule('connection', 'final', ['edit-profile'], ['turn-expired', 'clock']),
  'turn-unreachable': rule('connection', 'passing', ['edit-profile'], ['turn-transport', 'proxy', 'network']),
  'connect-timeout': {
    fault: 'connection',
    retry: 'passing',
    help: ({ obstacle }) => {
      if (obstacle === undefined) return { steps: ['edit-profile'], causes: network };
      const mayBeBlocked = obstacle === 'nearby' || obstacle === 'mixed';
      return { steps: ['start-again', 'edit-profile'], causes: mayBeBlocked ? ['firewall'] : [] };
    },
  },
  'connection-lost': rule(
    'connection',
    'passing',
    ['start-again', 'edit-profile', 'open-settings'],
    [...network, 'server-down', 'sleep'],
  ),
  'frames-failing': { fault: 'other', retry: 'final', help: ({ cause }) => helpWithFrames[cause] },
  unattended: rule('other', 'final', ['start-again']),
  'settings-unreadable': rule('other', 'final', ['open-settings']),
  'storage-full': rule('other', 'passing', ['open-storage']),
  'policy-unanswered': rule('other', 'final', ['start-again']),
  'policy-overruled': rule('other', 'final', ['start-again']),
  'host-gone': rule('other', 'final', ['start-again'], ['memory']),
  interrupted: rule('other', 'final', ['resume']),
  // Any error that an attempt throws: a browser that has no room for another connection has some later.
  unexpected: rule('other', 'passing', ['start-again']),
};

function helpFor(failure: Failure): Help {
  const { help } = failureRules[failure.reason];
  // The row is that of the failure's own reason, so it takes this failure.
  return typeof help === 'function' ? help(failure as never) : help;
}

/** The step that helps most often. */
export function nextStepFor(failure: Failure): NextStep {
  return helpFor(failure).steps[0];
}

/** The steps to try where the first one does not help, the likeliest first. */
export function furtherStepsFor(failure: Failure): readonly ButtonStep[] {
  const [, ...further] = helpFor(failure).steps;
  return further;
}

/** The usual causes of a failure, the likeliest first; empty where the failure's explanation says it all. */
export function usualCauses(failure: Failure): readonly FailureCause[] {
  return helpFor(failure).causes;
}

/** The fault of a failure; a reason that only a damaged log has counts as `other`. */
export function faultOf({ reason }: Failure): Fault {
  return Object.hasOwn(failureRules, reason) ? failureRules[reason].fault : 'other';
}

export function retryClassOf({ reason }: Failure): RetryClass {
  return failureRules[reason].retry;
}
