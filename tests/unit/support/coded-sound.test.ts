import { describe, expect, it } from 'vitest';
import { codedSound, codes, heardCodes } from '../../support/coded-sound.ts';

describe('a coded sound', () => {
  it('says each of its numbers once, in order', () => {
    expect(heardCodes(codedSound()).map(({ code }) => code)).toEqual(
      Array.from({ length: codes }, (_, code) => code),
    );
  });
});
