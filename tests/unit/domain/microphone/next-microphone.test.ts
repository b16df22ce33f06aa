import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  hasReturned,
  isGone,
  nextMicrophone,
  type MicrophoneDevice,
} from '../../../../utils/domain/microphone/next-microphone.ts';

const device = (deviceId: string, label = deviceId, groupId = `group of ${deviceId}`): MicrophoneDevice => ({
  deviceId,
  label,
  groupId,
});

const headset = device('headset', 'USB headset');
const headsetArray = device('headset-2', 'USB headset, second input', headset.groupId);
const laptop = device('laptop', 'Built-in Audio Analog Stereo');
const camera = device('camera', 'Camera');
const desk = device('desk', 'Desk microphone');
const monitor = device('monitor', 'Monitor of Built-in Audio');
const cable = device('cable', 'CABLE Output (VB-Audio Virtual Cable)');
const systemDefault = device('default', 'Default - Camera', camera.groupId);
const unknownDefault = device('default', 'Default', 'a group of its own');
const forCalls = device('communications', 'Communications - Desk microphone', desk.groupId);
const virtualDefault = device('default', 'Default - Monitor of Built-in Audio', monitor.groupId);

const wantsHeadset = { deviceId: 'headset', label: headset.label, groupId: headset.groupId };
const wantsDefault = { deviceId: '', label: '', groupId: null };
const moved = device('headset of another port', headset.label);
const nothing = new Set<string>();

describe('the next microphone', () => {
  it.each<[string, MicrophoneDevice[], string | null]>([
    ['is the wanted one where that is there', [systemDefault, laptop, camera, headset], 'headset'],
    [
      'is another of the same physical device',
      [systemDefault, laptop, camera, headsetArray],
      headsetArray.deviceId,
    ],
    ['is the device that the system would take', [systemDefault, laptop, camera, desk], 'camera'],
    ['is the system’s default where nobody knows which device that is', [unknownDefault, laptop], 'default'],
    ['is the device for calls where there is no other default', [forCalls, laptop, camera, desk], 'desk'],
    ['is the computer’s own before some other', [camera, laptop], 'laptop'],
    ['is any other rather than none', [camera, desk], 'camera'],
    ['is no software while there is a device', [virtualDefault, monitor, cable, camera], 'camera'],
    ['is software rather than none', [monitor, cable], 'monitor'],
    ['is the one of its name where its id has changed', [systemDefault, moved, laptop], moved.deviceId],
    [
      'is the system’s choice where two have its name',
      [systemDefault, moved, device('third', headset.label), camera],
      'camera',
    ],
    ['is none where nothing is there', [], null],
    ['is none where the browser hides what is there', [device('', '')], null],
  ])('%s', (_name, devices, expected) => {
    expect(nextMicrophone(devices, wantsHeadset, nothing)).toBe(expected);
  });

  it.each([
    ['the system’s default as long as there is any', [laptop], nothing, ''],
    ['another one where the default does not open', [unknownDefault, laptop], new Set(['']), 'default'],
    ['the last that was not tried yet', [unknownDefault, laptop], new Set(['', 'default']), 'laptop'],
    ['none where all were tried', [laptop], new Set(['', 'laptop']), null],
  ])('for somebody who wants the default is %s', (_name, devices, except, expected) => {
    expect(nextMicrophone(devices, wantsDefault, except)).toBe(expected);
  });

  it.each([
    'Monitor of Headset',
    'Stereo Mix (Realtek)',
    'ステレオ ミキサー (Realtek)',
    'BlackHole 2ch',
    'OBS Audio',
  ])('knows that "%s" hears no voice', (label) => {
    expect(nextMicrophone([device('software', label), camera], wantsHeadset, nothing)).toBe('camera');
  });

  it('tries each that is there once and comes to an end, the software last', () => {
    const all = [headset, headsetArray, laptop, camera, desk, monitor, cable, systemDefault, forCalls];
    const some = fc.uniqueArray(fc.constantFrom(...all), { selector: ({ deviceId }) => deviceId });
    fc.assert(
      fc.property(some, (devices) => {
        const tried = new Set<string>();
        for (;;) {
          const next = nextMicrophone(devices, wantsHeadset, tried);
          if (next === null) break;
          expect(tried.has(next)).toBe(false);
          tried.add(next);
        }
        expect(tried).toEqual(new Set(devices.map(({ deviceId }) => deviceId)));
        const software = [...tried].map((id) => id === monitor.deviceId || id === cable.deviceId);
        expect(software).toEqual(software.toSorted());
      }),
    );
  });
});

describe('the wanted microphone', () => {
  const standIn = { deviceId: 'laptop', groupId: laptop.groupId };

  it.each([
    ['its device is listed', [laptop, headset], wantsHeadset, standIn, true],
    ['its device is not listed', [laptop, camera], wantsHeadset, standIn, false],
    ['it is open', [laptop, headset], wantsHeadset, { ...headset }, false],
    ['its name is listed under another id', [laptop, moved], wantsHeadset, standIn, true],
    ['it is open under another id', [laptop, moved], wantsHeadset, { ...moved }, false],
    ['the default is wanted and there is one', [laptop], wantsDefault, standIn, true],
    ['the default is wanted and there is none', [], wantsDefault, standIn, false],
    [
      'the default is the device again that it was',
      [systemDefault, laptop, camera],
      { ...wantsDefault, groupId: camera.groupId },
      { deviceId: '', groupId: laptop.groupId },
      true,
    ],
    [
      'the default is another device by now',
      [systemDefault, laptop, camera],
      { ...wantsDefault, groupId: headset.groupId },
      { deviceId: '', groupId: camera.groupId },
      false,
    ],
    [
      'the default has always been this device',
      [systemDefault, camera],
      { ...wantsDefault, groupId: camera.groupId },
      { deviceId: '', groupId: camera.groupId },
      false,
    ],
  ])('has returned or not where %s (%#)', (_name, devices, wanted, open, expected) => {
    expect(hasReturned(devices, wanted, open)).toBe(expected);
  });
});

describe('a microphone that is open', () => {
  it.each([
    ['it is listed', 'headset', [laptop, headset], false],
    ['it is not listed', 'headset', [laptop], true],
    ['nothing is listed', 'headset', [], true],
    ['the browser hides what is there', 'headset', [device('', '')], false],
    ['it is the system’s default, which is what the system takes', '', [], false],
  ])('has gone or not where %s (%#)', (_name, deviceId, devices, expected) => {
    expect(isGone(devices, deviceId)).toBe(expected);
  });
});
