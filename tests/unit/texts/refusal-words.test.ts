import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { faultyMember } from '../../../utils/domain/failure/faulty-member.ts';
import { usualCauses } from '../../../utils/domain/failure/failure-rules.ts';
import { httpFailure, type Refusal } from '../../../utils/signalling/http/http-failure.ts';
import { failureTexts } from '../../../utils/texts/failure-texts.ts';
import { textsOf } from '../../support/messages.ts';

const plain: Refusal = {
  status: 400,
  sent: null,
  expires: false,
  retryAfter: null,
  redirectedTo: null,
  keepsPath: false,
  isElsewhere: false,
  said: null,
  codes: [],
  schemes: [],
};
const quotaCodes = [
  'insufficient_quota',
  'quota_exceeded',
  'billing_hard_limit_reached',
  'asr_payment_required',
  'not_enough_credits',
  'credits-exhausted',
  'https://api.example/problems/insufficient-balance',
];
const otherCodes = [
  'rate_limit_exceeded',
  'invalid_api_key',
  'model_not_found',
  'resource_exhausted',
  'requests_per_minute_quota_exceeded',
  'billing_unavailable',
  'quota_header_missing',
  'https://errors.billing.example/not-found',
  'https://api.example/payment_required/unknown-path',
  'forbidden',
];

const refusals = fc.record<Refusal>({
  status: fc.integer({ min: 300, max: 599 }),
  sent: fc.constantFrom(null, 'bearer', 'basic'),
  expires: fc.boolean(),
  retryAfter: fc.constantFrom(null, '30', 'soon'),
  redirectedTo: fc.constantFrom(null, 'https://eu.speech.example/whip?key=abc'),
  isElsewhere: fc.boolean(),
  keepsPath: fc.boolean(),
  said: fc.constantFrom(null, 'No.'),
  codes: fc.subarray([...quotaCodes, ...otherCodes]),
  schemes: fc.subarray(['bearer', 'basic', 'digest', 'negotiate', 'apikey']),
});

describe('the words for a status outside 2xx', () => {
  it.each(['en', 'ja'] as const)('state nothing that the response does not show (%s)', (language) => {
    const texts = textsOf(language);
    fc.assert(
      fc.property(refusals, (drawn) => {
        const refusal = { ...drawn, isElsewhere: drawn.redirectedTo !== null && drawn.isElsewhere };
        const failure = httpFailure(refusal, 0);
        const { title, explanation, said } = failureTexts(texts, failure);
        const stated = `${title} ${explanation}`;
        const statuses = stated.replace(/https?:\S+/g, '').match(/\d{3}/g) ?? [];
        expect(statuses.filter((each) => Number(each) !== refusal.status)).toEqual([]);
        const hasQuota = refusal.status === 402 || refusal.codes.some((code) => quotaCodes.includes(code));
        expect(/quota|利用枠/.test(stated)).toBe(hasQuota);
        if (/asks to wait|待つように/.test(stated)) expect(refusal.retryAfter).toBe('30');
        if (/has moved|移動/.test(stated)) expect(refusal.redirectedTo).not.toBeNull();
        if (refusal.sent !== 'bearer') {
          if (refusal.sent === null) expect(stated).not.toMatch(/accept the credentials|認証情報を受け付け/);
          for (const cause of ['token', 'token-scope'] as const)
            expect(usualCauses(failure)).not.toContain(cause);
        }
        if (refusal.sent !== null) expect(usualCauses(failure)).not.toContain('no-token');
        if (/asks for|求めて/.test(title))
          expect(refusal.sent && refusal.schemes.includes(refusal.sent)).toBeFalsy();
        if (/a sign-in that SteadyMic does not have|SteadyMic にない方式/.test(title)) {
          expect(refusal.schemes.length).toBeGreaterThan(0);
          expect(refusal.schemes.filter((each) => !/^(?:digest|negotiate)$/.test(each))).toEqual([]);
        }
        if (/asks for a user name|ユーザー名とパスワードを求め/.test(title)) {
          expect(refusal.schemes).toContain('basic');
          expect(refusal.sent).not.toBe('basic');
        }
        expect(stated).not.toContain('key=abc');
        expect(said?.includes('No.') ?? false).toBe(refusal.said !== null);
      }),
      { numRuns: 2000 },
    );
  });

  it.each<[string, Partial<Refusal>, string, RegExp]>([
    [
      '429 and insufficient_quota',
      { status: 429, codes: ['insufficient_quota'] },
      'server-quota',
      /429: the quota/,
    ],
    ['429 alone', { status: 429 }, 'server-overloaded', /answered 429\. Wait/],
    ['401 and a used up quota', { status: 401, codes: ['quota_exceeded'] }, 'server-quota', /401: the quota/],
    ['402', { status: 402 }, 'server-quota', /402/],
    [
      '403 without a token',
      { status: 403 },
      'server-forbidden',
      /request from chrome-extension:\/\/[a-p]{32}\./,
    ],
    ['401 without a token', { status: 401 }, 'server-unauthorized', /the profile has none/],
    [
      '405 after a redirect',
      { status: 405, redirectedTo: 'https://eu.speech.example/whip' },
      'server-moved',
      /leads on to https:\/\/eu\.speech\.example\/whip, which answered 405/,
    ],
  ])('of %s name it', (_, shown, reason, words) => {
    const failure = httpFailure({ ...plain, ...shown }, 0);
    expect(failure.reason).toBe(reason);
    expect(failureTexts(textsOf('en'), failure).explanation).toMatch(words);
  });

  it.each([
    ['bearer', ['token-scope', 'token', 'origin', 'one-sender']],
    ['basic', ['origin', 'one-sender']],
    [null, ['origin', 'no-token', 'one-sender']],
  ] as const)('of 403 name several causes (sent: %s)', (sent, causes) =>
    expect(usualCauses(httpFailure({ ...plain, status: 403, sent }, 0))).toEqual(causes),
  );

  it.each([
    [null, ['basic'], 'basic', 'username', 'The server asks for a user name and a password'],
    ['bearer', ['basic'], 'basic', 'username', 'The server asks for a user name and a password'],
    ['basic', ['bearer'], 'bearer', 'username', 'The server asks for a token, not for a user name'],
    [null, ['bearer'], 'bearer', 'secret', 'The server asks for a token or key'],
    [null, ['basic', 'bearer'], 'bearer', 'secret', 'The server asks for a token or key'],
    [null, [], undefined, 'secret', 'The server asks for a token or key'],
    ['bearer', ['bearer'], undefined, 'secret', 'The server does not accept the credentials'],
    ['basic', ['basic'], undefined, 'secret', 'The server does not accept the credentials'],
    ['basic', ['bearer', 'basic'], undefined, 'secret', 'The server does not accept the credentials'],
    ['bearer', ['digest'], 'other', null, 'The server asks for a sign-in that SteadyMic does not have'],
    [
      null,
      ['digest', 'negotiate'],
      'other',
      null,
      'The server asks for a sign-in that SteadyMic does not have',
    ],
    ['basic', ['ntlm'], 'other', null, 'The server asks for a sign-in that SteadyMic does not have'],
    [null, ['digest', 'basic'], 'basic', 'username', 'The server asks for a user name and a password'],
    [null, ['apikey'], undefined, 'secret', 'The server asks for a token or key'],
    ['bearer', ['negotiate', 'apikey'], undefined, 'secret', 'The server does not accept the credentials'],
  ] as const)('of 401 to %s where %j is asked for', (sent, schemes, asks, member, title) => {
    const failure = httpFailure({ ...plain, status: 401, sent, schemes }, 0);
    expect('asks' in failure ? failure.asks : undefined).toBe(asks);
    expect(faultyMember(failure)).toBe(member);
    expect(failureTexts(textsOf('en'), failure).title).toBe(title);
  });
});
