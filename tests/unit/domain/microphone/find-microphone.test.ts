import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findMicrophone } from '../../../../utils/domain/microphone/find-microphone.ts';
import { microphoneNames, openMicrophoneName } from '../../../../utils/domain/microphone/microphone-names.ts';

const device = (deviceId: string, label: string) => ({ deviceId, label });
const desk = device('d1', 'Desk (046d:0825)');
const camera = device('c1', 'Camera');
const systemDefault = device('default', 'Default - Camera');

describe('the device that is meant', () => {
  it.each<[string, ReturnType<typeof device>, ReturnType<typeof device>[], string | null]>([
    ['is the one with the id', desk, [camera, desk], 'd1'],
    ['is the one with the id, whatever it is called by now', device('d1', 'Old name'), [camera, desk], 'd1'],
    ['is the one with the id, though another has the name', device('c1', desk.label), [camera, desk], 'c1'],
    ['is the only one of its name where the id is unknown', device('x', desk.label), [camera, desk], 'd1'],
    ['is the only one of its name where no id is given', device('', 'Camera'), [camera, desk], 'c1'],
    ['is found without the ids of its product, as in a policy', device('', 'Desk'), [camera, desk], 'd1'],
    ['is found though its system gives no ids', device('', desk.label), [device('d2', 'Desk')], 'd2'],
    [
      'is found at another port, where Windows counts',
      device('x', 'Microphone (2- Yeti) (b58e:9e84)'),
      [camera, device('y', 'Microphone (Yeti) (b58e:9e84)')],
      'y',
    ],
    ['is none of another product', device('x', desk.label), [device('y', 'Desk (0d8c:0014)')], null],
    ['is none with a number of its own', device('x', 'Desk'), [device('y', 'Desk (2)')], null],
    [
      'is none where two differ by what systems add',
      device('', 'Desk'),
      [desk, device('y', 'Desk (0d8c:0014)')],
      null,
    ],
    [
      'is the one of just that name before one that differs by what systems add',
      device('', 'Desk'),
      [desk, device('y', 'Desk')],
      'y',
    ],
    [
      'is recognised by what can be seen of its name',
      device('', ' Desk\u00a0(046d:0825)\u200b'),
      [desk],
      'd1',
    ],
    [
      'is no system default, whose name says which device it stands for',
      device('', 'Default - Camera'),
      [systemDefault, camera],
      null,
    ],
    ['is none where two have the name', device('x', 'Camera'), [camera, device('c2', 'Camera')], null],
    ['is none where nothing has the name', device('x', 'Headset'), [camera, desk], null],
    ['is none where no name is remembered', device('x', ''), [camera, device('y', '')], null],
    [
      'is none where the name has nothing to see, nor the device',
      device('x', '\u200b'),
      [device('y', ' ')],
      null,
    ],
    ['is none where the browser hides the devices', device('x', 'Camera'), [device('', '')], null],
    ['is the system’s default where neither is given', device('', ''), [camera], ''],
    ['is none where the default is wanted and nothing is there', device('', ''), [], null],
  ])('%s', (_what, wanted, devices, expected) => {
    expect(findMicrophone(devices, wanted)).toBe(expected);
  });

  it('survives new ids for all devices exactly where its name is the only one of its kind', () => {
    const labels = fc.array(fc.constantFrom('Desk', 'Camera', 'Headset', '', '\u200b'), {
      minLength: 1,
      maxLength: 6,
    });
    fc.assert(
      fc.property(labels, fc.nat(), (names, chosen) => {
        const before = names.map((label, index) => device(`old ${String(index)}`, label));
        const after = names.map((label, index) => device(`new ${String(index)}`, label));
        const wanted = before[chosen % before.length] ?? device('', '');
        const place = before.indexOf(wanted);
        const isOnly = names.filter((name) => name === wanted.label).length === 1;
        const isNamed = /\p{L}/u.test(wanted.label);
        expect(findMicrophone(before, wanted)).toBe(wanted.deviceId);
        expect(findMicrophone(after, wanted)).toBe(isOnly && isNamed ? after[place]?.deviceId : null);
      }),
    );
  });
});

describe('the names of microphones', () => {
  const unnamed = (number: number) => `Microphone ${String(number)}`;

  it.each<[string, ReturnType<typeof device>[], string[]]>([
    ['are their labels', [desk, camera], ['Desk (046d:0825)', 'Camera']],
    [
      'are numbers where there are no labels',
      [device('a', ''), device('b', '\u200b')],
      ['Microphone 1', 'Microphone 2'],
    ],
    [
      'have the end of the id where two are of one product',
      [device('aa-0f3e', 'USB Audio'), camera, device('bb-91c2', 'USB Audio')],
      ['USB Audio · 0f3e', 'Camera', 'USB Audio · 91c2'],
    ],
    [
      'have numbers where even the ends of the ids are equal',
      [device('aa-0f3e', 'USB Audio'), device('bb-0f3e', 'USB Audio')],
      ['USB Audio · 1', 'USB Audio · 2'],
    ],
  ])('%s', (_what, devices, expected) => {
    expect(microphoneNames(devices, unnamed)).toEqual(expected);
  });

  it('stay the same while another of the product comes and goes', () => {
    const twins = [device('aa-0f3e', 'USB Audio'), device('bb-91c2', 'USB Audio')];
    const three = [device('cc-5d5d', 'USB Audio'), ...twins];
    expect(microphoneNames(three, unnamed).slice(1)).toEqual(microphoneNames(twins, unnamed));
  });

  it.each<[string, ReturnType<typeof device>[], ReturnType<typeof device>, string]>([
    ['its label', [desk, camera], camera, 'Camera'],
    ['its label where nothing is listed', [], camera, 'Camera'],
    [
      'its label with the mark that the list shows',
      [camera, device('x-2222', 'Camera')],
      device('x-2222', 'Camera'),
      'Camera · 2222',
    ],
    [
      'its label where it is open as the system’s default',
      [camera, device('x-2222', 'Camera')],
      device('', 'Camera'),
      'Camera',
    ],
    ['nothing where it has no label', [device('a', ''), device('b', '')], device('a', ''), ''],
  ])('an open one is called %s', (_what, devices, open, expected) => {
    expect(openMicrophoneName(devices, open)).toBe(expected);
  });
});
