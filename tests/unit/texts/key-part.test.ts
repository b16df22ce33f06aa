import { describe, expect, it } from 'vitest';
import { keyPart, type KeyPart } from '../../../utils/texts/key-part.ts';

describe('the part of a key that is named after a row', () => {
  it.each([
    ['high-loss', 'high_loss'],
    ['live', 'live'],
    ['recovery.giveUpAfterMs', 'recovery_give_up_after_ms'],
    ['json-offer', 'json_offer'],
    ['noIceServers', 'no_ice_servers'],
  ])('of %s is %s', (name, part) => {
    expect(keyPart(name)).toBe(part);
  });

  it('is known to the compiler as well', () => {
    const part: KeyPart<'recovery.giveUpAfterMs' | 'high-loss'> = 'recovery_give_up_after_ms';
    expect(keyPart('recovery.giveUpAfterMs')).toBe(part);
  });
});
