import { expect, it } from 'vitest';
import { challengedSchemes } from '../../../../utils/signalling/http/challenge.ts';

it.each([
  ['Basic realm="studio"', ['basic']],
  ['Basic realm=studio, charset="UTF-8"', ['basic']],
  ['BASIC', ['basic']],
  ['Bearer', ['bearer']],
  ['Bearer realm="a", error="invalid_token", Basic realm="b"', ['bearer', 'basic']],
  ['Bearer, Basic realm="b"', ['bearer', 'basic']],
  ['Digest realm="a, Basic b", nonce="x"', ['digest']],
  ['Digest realm="a \\", Basic b", nonce="x"', ['digest']],
  ['Negotiate YII=, NTLM', ['negotiate', 'ntlm']],
  ['Basic realm = "a" , charset = "UTF-8"', ['basic']],
  ['realm="basic"', []],
  ['', []],
])('the challenge %s is by %j', (header, schemes) => expect(challengedSchemes(header)).toEqual(schemes));
