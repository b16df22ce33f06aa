import type { TestStep } from '../domain/session/test-report.ts';
import { keyPart } from './key-part.ts';
import { pairText } from './pair-text.ts';
import type { Texts } from './texts.ts';

/** Says in a sentence what one step of a profile's test saw. */
export function testStepText(texts: Texts, told: TestStep): string {
  const { t, duration } = texts;
  switch (told.step) {
    case 'server-answered':
      return t('test_server_answered', duration(told.afterMs), String(told.status));
    case 'answer-applied':
      return t('test_answer_applied');
    case 'ice-server-failed':
      return t('test_ice_server_failed', told.url, String(told.errorCode));
    case 'session-url-unused':
      return t(`event_session_url_unused_${keyPart(told.why)}`, told.origin);
    case 'path-found':
      return pairText(texts, told);
    case 'media-acknowledged':
      return t('test_media_acknowledged', duration(told.afterMs));
    case 'closed':
      return t(told.told ? 'test_closed_told' : 'test_closed');
  }
}
