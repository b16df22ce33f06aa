import { flushPromises } from '@vue/test-utils';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import CaptionsView from '../../components/captions/CaptionsView.vue';
import { captionColours, parseLook, writtenLook } from '../../components/captions/caption-look.ts';
import { sessionOf } from '../../utils/domain/session/session-state.ts';
import { createFakeWorld } from '../support/fake-services.ts';
import { aRow, eventsOf } from '../support/session-rows.ts';
import { live } from '../support/session-states.ts';
import { segment } from '../support/transcripts.ts';
import { mountView } from './mount-view.ts';

const startedAt = Date.UTC(2026, 10, 21, 12);
const id = sessionOf(live())?.id ?? '';

async function open() {
  const world = createFakeWorld({
    rows: [aRow({ id, startedAt })],
    events: eventsOf(id, startedAt, [{ kind: 'live', afterMs: 100 }]),
    segments: { [id]: [segment('stored words', startedAt + 1000)] },
    state: live(),
  });
  const view = await mountView(CaptionsView, world);
  await flushPromises();
  return { world, view };
}

beforeEach(() => localStorage.clear());
afterEach(() => vi.unstubAllGlobals());

describe('captions', () => {
  it('show what is said as it comes', async () => {
    const { world, view } = await open();
    expect(view.wrapper.get('.lines').text()).toBe('stored words');
    const interim = segment('and mo', startedAt + 1900, { isFinal: false });
    world.feedText({ sessionId: id, segments: [interim], delay: null });
    await flushPromises();
    expect(view.wrapper.get('.lines').text()).toBe('stored words and mo');
  });

  it('keep their appearance', async () => {
    const first = await open();
    const [colour, , lines] = first.view.wrapper.findAll('select');
    await colour?.setValue('yellow');
    await lines?.setValue('6');
    first.view.wrapper.unmount();
    const { view } = await open();
    expect(view.wrapper.get('main').attributes('style')).toContain(captionColours.yellow.text);
    expect(view.wrapper.get('.frame').attributes('style')).toContain('--lines: 6');
  });

  it('say where the browser keeps no window on top, and stay as they are', async () => {
    vi.stubGlobal('documentPictureInPicture', { requestWindow: () => Promise.reject(new Error('refused')) });
    const { view } = await open();
    await view.click('Keep on top of all windows');
    expect(view.wrapper.get('[role="alert"]').text()).toContain('keeps no window on top');
    expect(view.wrapper.get('.lines').text()).toBe('stored words');
  });

  it('move to the window that stays on top, and back when it is closed', async () => {
    const opened = Object.assign(new EventTarget(), {
      document: document.implementation.createHTMLDocument(),
      close: vi.fn(() => opened.dispatchEvent(new Event('pagehide'))),
    });
    vi.stubGlobal('documentPictureInPicture', { requestWindow: () => Promise.resolve(opened) });
    const { view } = await open();
    await view.click('Keep on top of all windows');
    expect(opened.document.body.textContent).toContain('stored words');
    await view.click('Back into this window');
    expect(opened.close).toHaveBeenCalledOnce();
    expect(opened.document.body.textContent).not.toContain('stored words');
  });

  it.each(['', 'pink 5 3', 'white 77 3', 'white 5 99', '__proto__ 5 3', 'yellow'])(
    'use their defaults where %j was stored',
    (kept) => {
      expect(parseLook(writtenLook(parseLook(kept)))).toEqual(parseLook(kept));
      expect(Object.keys(captionColours)).toContain(parseLook(kept).colour);
    },
  );
});
