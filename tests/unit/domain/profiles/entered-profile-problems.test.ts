import { describe, expect, it } from 'vitest';
import { enteredProfileProblems } from '../../../../utils/domain/profiles/entered-profile-problems.ts';
import { aWhipProfile } from '../../../support/profiles.ts';

const problemsOf = (changes: { token?: string; username?: string }) =>
  enteredProfileProblems(aWhipProfile(changes)).map(({ path, code }) => `${path} ${code}`);

describe('what is entered as a token', () => {
  it.each(['', 'abc', ' abc\n', 'Bearer: abc', '\uFEFFabc', 'a b'])('may be %j', (token) =>
    expect(problemsOf({ token })).toEqual([]),
  );

  it.each(['ab\u00ADc', 'abc\u200B', 'a\nb', '“abc”', 'a\u2011b', 'a\u00A0b', 'é'])(
    'may not be %j',
    (token) => expect(problemsOf({ token })).toEqual(['token token-characters']),
  );
});

describe('what is entered as a user name and its password', () => {
  it.each([
    ['me', 'päss wörd'],
    ['マイク', 'パス：ワード'],
    ['DOMAIN\\me', ' with blanks '],
    ['me@example.org', 'a:b'],
    // A language may need characters without a look of their own between letters.
    ['می\u200cخواهم', '👨\u200d👩'],
  ])('may be %j and %j', (username, token) => expect(problemsOf({ username, token })).toEqual([]));

  it.each([
    ['me\u200B', 'username token-characters'],
    ['m\u00ADe', 'username token-characters'],
    ['\u202Eme', 'username token-characters'],
    ['m\ne', 'username token-characters'],
    ['m:e', 'username username-colon'],
  ])('may not be the user name %j', (username, problem) =>
    expect(problemsOf({ username, token: 'password' })).toEqual([problem]),
  );

  it.each(['word\n', 'wo\u0000rd', 'word\u200B', '\uFEFFword', 'wo\u00ADrd'])(
    'may not be the password %j',
    (token) => expect(problemsOf({ username: 'me', token })).toEqual(['token token-characters']),
  );
});
