import type { Failure } from '../../../utils/domain/failure/failure.ts';
import { failureTexts } from '../../../utils/texts/failure-texts.ts';
import { extensionId, textsOf } from '../messages.ts';
import type { Popup } from './popup.ts';
import type { Patience } from './wait-for.ts';

/** What a speaker reads and can click after a session failed. */
export interface ShownFailure {
  reason: string;
  title: string;
  explanation: string;
  /** The name of the next button, which may be Start; empty where none can be clicked. */
  nextClick: string;
}

/** Waits until the popup tells of a failed session, and reads it. */
export async function shownFailure(
  { page, waitForPhase }: Popup,
  patience?: Patience,
): Promise<ShownFailure> {
  await waitForPhase('failed', patience);
  const panel = await page.waitForSelector('.failure[data-reason]');
  if (!panel) throw new Error('A failed session without words.');
  const shown = await panel.evaluate((element) => {
    const textOf = (found: HTMLElement | null | undefined) => found?.innerText.trim() ?? '';
    const clickable = (found: HTMLButtonElement | null | undefined) =>
      found && !found.disabled && found.checkVisibility() ? textOf(found) : '';
    const start = [...document.querySelectorAll('button')].find(({ innerText }) => innerText === 'Start');
    return {
      reason: element.getAttribute('data-reason') ?? '',
      title: textOf(element.querySelector('h2')),
      explanation: textOf(element.querySelector('p')),
      nextClick: clickable(element.querySelector<HTMLButtonElement>('button[data-step]') ?? start),
    };
  });
  // The browser chooses the extension's own id.
  const explanation = shown.explanation.replace(
    `chrome-extension://${new URL(page.url()).host}`,
    `chrome-extension://${extensionId}`,
  );
  return { ...shown, explanation };
}

/** The texts that {@link shownFailure} should read for a failure, in English. */
export function inWords(failure: Failure): ShownFailure {
  const texts = textsOf('en');
  const { title, explanation, stepLabel } = failureTexts(texts, failure);
  return { reason: failure.reason, title, explanation, nextClick: stepLabel ?? texts.t('popup_start') };
}
