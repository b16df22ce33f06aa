import type { SessionTimeline } from '../../utils/domain/past/session-timeline.ts';
import { lengthOfAll } from '../../utils/domain/past/stretches.ts';
import type { SessionRow } from '../../utils/history/rows/session-row.ts';
import type { Texts } from '../../utils/texts/texts.ts';
import { lengthOf, qualityGrade, qualityText } from '../session-actions/session-words.ts';

/** A headline figure of a session. */
export interface SessionFigure {
  name: string;
  value: string;
  tone: 'plain' | 'warning' | 'danger';
}

/** The headline figures in a fixed order, so that two sessions can be compared; `now` is epoch milliseconds. */
export function sessionFigures(
  texts: Texts,
  row: SessionRow,
  timeline: SessionTimeline,
  now: number,
): SessionFigure[] {
  const { t, duration } = texts;
  const never = t('session_never');
  const away = timeline.phases.filter(({ phase }) => phase === 'recovering' || phase === 'hole');
  const awayMs = row.liveAt === null ? 0 : lengthOfAll(away) + timeline.summed.ms;
  const quality = row.quality;
  const grade = quality === null ? 'good' : qualityGrade(quality);
  return [
    { name: t('session_duration'), value: duration(lengthOf(row, now)), tone: 'plain' },
    {
      name: t('session_live_after'),
      value: row.liveAt === null ? never : duration(row.liveAt - row.startedAt),
      tone: 'plain',
    },
    {
      name: t('figure_interrupted'),
      value: awayMs === 0 ? t('figure_not_interrupted') : duration(awayMs),
      tone: awayMs === 0 ? 'plain' : 'warning',
    },
    { name: t('figure_reconnects'), value: texts.number(row.reconnects), tone: 'plain' },
    { name: t('figure_warnings'), value: texts.number(row.warnings), tone: 'plain' },
    ...(row.textDelay
      ? [
          {
            name: t('figure_text_delay'),
            value: t('figure_text_delay_value', duration(row.textDelay.p50), duration(row.textDelay.p95)),
            tone: 'plain' as const,
          },
        ]
      : []),
    {
      name: t('figure_quality'),
      value: quality === null ? t('session_unknown') : qualityText(texts, quality),
      tone: grade === 'good' ? 'plain' : grade === 'fair' ? 'warning' : 'danger',
    },
  ];
}
