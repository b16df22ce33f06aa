import { describe, expect, it } from 'vitest';
import {
  faultOf,
  furtherStepsFor,
  nextStepFor,
  usualCauses,
  type FailureCause,
} from '../../../utils/domain/failure/failure-rules.ts';
import { isStart, type ButtonStep } from '../../../utils/domain/failure/next-step.ts';
import { failureTexts } from '../../../utils/texts/failure-texts.ts';
import { everyFailure } from '../../support/failures.ts';
import { textsOf, type Language } from '../../support/messages.ts';

const languages: Language[] = ['en', 'ja'];
const cases = languages.flatMap((language) => everyFailure.map((failure) => ({ language, failure })));
const buttonNames = {
  en: { start: 'Start', resume: 'Resume' },
  ja: { start: '開始', resume: '再開' },
};

describe('every failure', () => {
  it.each(cases)(
    '$failure.reason says in $language what happened, and what to do next',
    ({ language, failure }) => {
      const words = failureTexts(textsOf(language), failure);
      for (const text of [words.title, words.explanation, words.said ?? 'nothing', ...words.causes]) {
        expect(text).not.toBe('');
        expect(text).not.toMatch(/\$\w*|undefined|null/);
      }
      expect(words.step).toBe(nextStepFor(failure));
    },
  );

  it.each(cases)(
    '$failure.reason names the button in $language where that is the next click',
    ({ language, failure }) => {
      const { explanation, step, stepLabel } = failureTexts(textsOf(language), failure);
      const isAskedToWait = failure.reason === 'server-overloaded' && failure.retryAfterMs !== null;
      if (!isStart(step)) expect(stepLabel).not.toBe('');
      else if (isAskedToWait || failure.reason === 'frames-failing') expect(stepLabel).toBeNull();
      else expect(explanation).toContain(buttonNames[language][step === 'resume' ? 'resume' : 'start']);
    },
  );

  it('has a title of its own', () => {
    const byReason = new Map(everyFailure.map((failure) => [failure.reason, failure]));
    const titles = [...byReason.values()].map((failure) => failureTexts(textsOf('en'), failure).title);
    const unreadable = titles.filter((title, index) => titles.indexOf(title) !== index);
    expect(unreadable).toEqual([]);
  });
});

describe('the words that come from the origin', () => {
  it.each([
    [
      { reason: 'connection-lost', status: 'failed' } as const,
      'WebRTC接続が切断されました。「開始」ボタンを押して再接続してください。',
    ],
    [{ reason: 'microphone-missing' } as const, 'オーディオレシーバーが利用できません。'],
    [{ reason: 'frames-failing', cause: 'no-frame', count: 50 } as const, '音声処理エラーが多発しています'],
  ])('are recognisable in the Japanese of %o', (failure, phrase) => {
    const { title, explanation } = failureTexts(textsOf('ja'), failure);
    expect(`${title}\n${explanation}`).toContain(phrase);
  });
});

/** The place to which the remedy of a usual cause leads; null where it is none of the browser's. */
const placeOf: Record<FailureCause, ButtonStep | null> = {
  firewall: 'edit-profile',
  proxy: 'edit-profile',
  network: null,
  sleep: 'open-settings',
  'server-down': null,
  address: 'edit-profile',
  certificate: 'open-server',
  kind: 'edit-profile',
  token: 'edit-profile',
  'token-scope': 'edit-profile',
  'one-sender': null,
  'session-limit': null,
  'secret-life': 'edit-profile',
  clock: null,
  'turn-expired': 'edit-profile',
  'turn-transport': 'edit-profile',
  device: 'choose-microphone',
  permission: 'open-site-settings',
  'sample-rate': null,
  threshold: 'open-audio-settings',
  cpu: 'open-audio-settings',
  'other-program': null,
  'system-privacy': null,
  unplugged: null,
  memory: null,
  'one-time': null,
  'grant-reset': null,
  origin: null,
  'no-token': 'edit-profile',
  portal: null,
  quota: null,
};

describe('every place that the words of a failure name', () => {
  it.each(everyFailure.map((failure) => [failure]))('is one click away: %o', (failure) => {
    const steps = [nextStepFor(failure), ...furtherStepsFor(failure)];
    const named = usualCauses(failure).flatMap((cause) => placeOf[cause] ?? []);
    const { explanation } = failureTexts(textsOf('en'), failure);
    if (/\bprofile\b/.test(explanation)) named.push('edit-profile');
    if (/choose another (one|microphone)/i.test(explanation)) named.push('choose-microphone');
    if (/site settings/.test(explanation)) named.push('open-site-settings');
    expect(named.filter((step) => !steps.includes(step))).toEqual([]);
  });

  it('is a button with a name in both languages', () => {
    for (const { language, failure } of cases) {
      const { further } = failureTexts(textsOf(language), failure);
      expect(further.map(({ step }) => step)).toEqual(furtherStepsFor(failure));
      expect(further.every(({ label }) => label !== '')).toBe(true);
    }
  });

  it('is the profile where a server, not the microphone, is what failed', () => {
    const ofServers = everyFailure.filter((failure) => faultOf(failure) === 'connection');
    const without = ofServers.filter(
      (failure) => ![nextStepFor(failure), ...furtherStepsFor(failure)].includes('edit-profile'),
    );
    expect(without).toEqual([]);
  });
});

describe('figures', () => {
  it('of a server that asks to wait are in the words', () => {
    const { explanation } = failureTexts(textsOf('en'), {
      reason: 'server-overloaded',
      retryAfterMs: 30_000,
    });
    expect(explanation).toContain('30 sec');
  });

  it.each([
    [0, 'Wait a moment, then press Start.'],
    [2_592_000_000, 'asks to wait 30 days before the next Start'],
    [31_536_000_000, 'asks to wait a year or more before the next Start'],
  ])('of a server that asks to wait %i ms are said as far as they are known', (retryAfterMs, words) => {
    const { explanation } = failureTexts(textsOf('en'), { reason: 'server-overloaded', retryAfterMs });
    expect(explanation).toContain(words);
  });

  it('of the frame errors are in the words', () => {
    const failure = { reason: 'frames-failing', cause: 'queue-full', count: 50 } as const;
    expect(failureTexts(textsOf('en'), failure).explanation).toContain('50 times in a row');
  });
});

describe('usual causes', () => {
  it.each([
    [{ reason: 'connect-timeout' } as const, ['firewall', 'proxy', 'network']],
    [
      { reason: 'frames-failing', cause: 'no-frame', count: 50 } as const,
      ['device', 'permission', 'sample rate', 'threshold'],
    ],
    [{ reason: 'frames-failing', cause: 'queue-full', count: 50 } as const, ['check interval', 'threshold']],
  ])('of %o name what the field has seen', (failure, words) => {
    const causes = failureTexts(textsOf('en'), failure).causes.join('\n').toLowerCase();
    for (const word of words) expect(causes).toContain(word);
  });
});
