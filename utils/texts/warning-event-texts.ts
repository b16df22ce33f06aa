import { isAboutMicrophone, type Warning } from '../domain/warnings/warning-kinds.ts';
import type { EventBody } from '../domain/log/session-event.ts';
import type { EventWords } from './event-words.ts';
import { keyPart } from './key-part.ts';
import type { Texts } from './texts.ts';
import { withSaid } from './failure-texts.ts';
import { warningFigureText } from './warning-figure-text.ts';
import { warningText } from './warning-texts.ts';

/** Words for the events by which a warning begins or ends. */
export const warningEventTexts = {
  'warning-raised': (texts, { warning, figure, code }) => ({
    text: warningText(texts, warning),
    detail: withSaid(texts, figureWithName(texts, warning, figure), code ?? null),
  }),
  'warning-cleared': (texts, event) => ({
    text: clearedText(texts, event),
    detail: texts.t(
      'event_warning_cleared_detail',
      texts.duration(event.afterMs),
      figureWithName(texts, event.warning, event.worst),
    ),
  }),
} satisfies Partial<EventWords>;

function clearedText({ t }: Texts, { warning, why }: EventBody<'warning-cleared'>): string {
  if (why === undefined) return t(`warning_${keyPart(warning)}_cleared`);
  return why === 'moot' && isAboutMicrophone(warning)
    ? t(`warning_${keyPart(warning)}_moot`)
    : t(`warning_${keyPart(warning)}_lasted`);
}

function figureWithName(texts: Texts, warning: Warning, figure: number): string {
  return texts.t(`warning_${keyPart(warning)}_detail`, warningFigureText(texts, warning, figure));
}
