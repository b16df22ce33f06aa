import { describe, expect, it } from 'vitest';
import type { SessionState } from '../../../utils/domain/session/session-state.ts';
import { phaseText } from '../../../utils/texts/state-texts.ts';
import { failed, live, starting, stopping } from '../../support/session-states.ts';
import { textsOf } from '../../support/messages.ts';

const cases: [SessionState, phase: string, japanese: string][] = [
  [{ phase: 'idle' }, 'Ready', '待機中'],
  [starting(), 'Starting', '開始しています'],
  [live(), 'Live', '配信中'],
  [live({ muted: true }), 'Live, muted', '配信中（ミュート）'],
  [live({ microphone: 'muted' }), 'Live, no sound', '配信中（音なし）'],
  [live({ microphone: 'silent' }), 'Live, no sound', '配信中（音なし）'],
  [live({ microphone: 'missing' }), 'Live, no sound', '配信中（音なし）'],
  [live({ microphone: 'silent', muted: true }), 'Live, muted', '配信中（ミュート）'],
  [stopping(), 'Stopping', '停止しています'],
  [failed({ reason: 'host-gone' }), 'Stopped', '停止しました'],
];

describe('a state', () => {
  it.each(cases)('%o is named by its phase', (state, phase, japanese) => {
    expect(phaseText(textsOf('en'), state)).toBe(phase);
    expect(phaseText(textsOf('ja'), state)).toBe(japanese);
  });
});
