import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maskAddresses } from '../../../../utils/domain/log/mask-addresses.ts';

const mask = (text: string) => maskAddresses(text, () => '*');

describe('addresses in a text', () => {
  it.each([
    ['192.168.1.9', '*'],
    ['https://203.0.113.7:8443/whip?x=1', 'https://*:8443/whip?x=1'],
    ['stun:203.0.113.7:3478', 'stun:*:3478'],
    ['turn:[2001:db8::1]:3478?transport=udp', 'turn:[*]:3478?transport=udp'],
    ['stun:2001:db8::1', 'stun:*'],
    ['from 10.0.0.1, to 10.0.0.2.', 'from *, to *.'],
    ['fe80::1%eth0 is down', '* is down'],
    ['::ffff:192.0.2.128', '*'],
    ['2001:DB8:0:0:8:800:200C:417A', '*'],
    ['(::1)', '(*)'],
    ['cafe:10.0.0.1', 'cafe:*'],
    ['10.0.0.1.nip.io', '*.nip.io'],
    ['no answer of 2001:db8::1: gave up', 'no answer of *: gave up'],
  ])('%s is %s', (text, masked) => {
    expect(mask(text)).toBe(masked);
  });

  it.each([
    'at 14:32:10',
    '2026-11-22T14:03:22.123Z',
    'version 1.2.3',
    'version 156.0.7100.2000',
    'std::vector',
    'a:b',
    '12 %',
    'Headset (1:2)',
    '',
  ])('%s is none', (text) => {
    expect(mask(text)).toBe(text);
  });

  it('are the same thing by the same name', () => {
    const names = new Map<string, string>();
    const name = (address: string) => {
      names.set(address, names.get(address) ?? `ip-${names.size + 1}`);
      return names.get(address) ?? '';
    };
    expect(maskAddresses('::1 10.0.0.1 ::1 10.0.0.2', name)).toBe('ip-1 ip-2 ip-1 ip-3');
  });

  it('are found wherever they stand among other words', () => {
    const words = fc.array(fc.constantFrom('to', 'by', 'udp', '(', ')', '-', '→'), { maxLength: 3 });
    fc.assert(
      fc.property(words, fc.oneof(fc.ipV4(), fc.ipV6()), words, (before, address, after) => {
        const masked = mask([...before, address, ...after].join(' '));
        expect(masked).toBe([...before, '*', ...after].join(' '));
      }),
    );
  });
});
