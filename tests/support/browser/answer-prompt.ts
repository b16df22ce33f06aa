import { setTimeout as passed } from 'node:timers/promises';
import type { Page } from 'puppeteer-core';
import type { Display } from './display.ts';
import { waitFor } from './wait-for.ts';

/**
 * Keys that choose an answer. Measured with Chromium 156: in the microphone's prompt the focus is on the
 * close button, then come "Allow while visiting the site", "Allow this time" and "Never allow"; the dialog
 * about an origin begins on "Deny".
 */
const answers = {
  'microphone: allow': ['Tab', 'Tab', 'Return'],
  'microphone: allow this time': ['Tab', 'Tab', 'Tab', 'Return'],
  'microphone: never allow': ['Tab', 'Tab', 'Tab', 'Tab', 'Return'],
  'microphone: dismiss': ['Escape'],
  'origin: allow': ['Tab', 'Return'],
  'origin: deny': ['Return'],
} as const;

/**
 * Milliseconds in which a prompt ignores keys, so that no one answers it by accident. They are counted from
 * when the page was seen without the focus, which is later than the prompt's own beginning: a slow machine
 * only waits longer.
 */
const protectionMs = 700;

/**
 * Answers, as a person would, a prompt that the browser really shows over `page`, in a browser launched with
 * `headless: false` and the display's environment. A page that has lost the focus is one with a prompt over
 * it.
 */
export async function answerPrompt(
  display: Display,
  page: Page,
  answer: keyof typeof answers,
): Promise<void> {
  const hasFocus = () => page.evaluate(() => document.hasFocus());
  await waitFor(`a prompt to be answered with "${answer}"`, async () => !(await hasFocus()));
  await passed(protectionMs);
  await display.press(...answers[answer]);
  // A second prompt may follow so closely that the page never gets the focus in between.
  await waitFor('the page to have the focus again', hasFocus, { deadlineMs: 1000 }).catch(() => undefined);
}
