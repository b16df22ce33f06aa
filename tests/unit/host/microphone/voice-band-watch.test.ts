import { expect, it } from 'vitest';
import { createVoiceBandWatch } from '../../../../utils/host/microphone/voice-band-watch.ts';
import type { Observation } from '../../../../utils/domain/session/observation.ts';

const report = { number: 1, level: -26, clipped: 0, treble: -30, air: -80 };

it('the voice band of each microphone is logged once, and again where the voice reaches higher', () => {
  const logged: Observation[] = [];
  const watch = createVoiceBandWatch((event) => logged.push(event));
  const hear = (air: number, times: number) => {
    for (let time = 0; time < times; time += 1) watch.hear({ ...report, air });
  };
  hear(-80, 9);
  hear(-40, 9);
  hear(-80, 9);
  watch.restart();
  hear(-80, 9);
  const bands = logged.map((event) => (event.kind === 'voice-band-measured' ? event.band : event.kind));
  expect(bands).toEqual(['wideband', 'superwideband', 'wideband']);
});
