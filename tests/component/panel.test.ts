import { flushPromises } from '@vue/test-utils';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import PanelView from '../../components/panel/PanelView.vue';
import type { SessionEvent, SessionEventBody } from '../../utils/domain/log/session-event.ts';
import type { Segment } from '../../utils/domain/transcript/segment.ts';
import { sessionOf } from '../../utils/domain/session/session-state.ts';
import { createFakeWorld } from '../support/fake-services.ts';
import { aRow, eventsOf } from '../support/session-rows.ts';
import { live } from '../support/session-states.ts';
import { segment } from '../support/transcripts.ts';
import { mountView } from './mount-view.ts';

const startedAt = Date.UTC(2026, 10, 21, 12);
const id = sessionOf(live())?.id ?? '';

/** The first events of a session that is live a second after its beginning. */
const begun: SessionEventBody[] = [
  { kind: 'gaps-watched', fromMs: 500 },
  { kind: 'live', afterMs: 1000 },
];

async function open({
  segments = [],
  events = [],
  runs = true,
  longText,
}: {
  segments?: Segment[];
  events?: SessionEvent[];
  runs?: boolean;
  longText?: { first: number; others: Promise<void> };
} = {}) {
  const world = createFakeWorld({
    rows: [aRow({ id, startedAt })],
    events: [...eventsOf(id, startedAt, begun), ...events],
    segments: { [id]: segments },
    ...(longText && { longText }),
    ...(runs && { state: live() }),
  });
  const view = await mountView(PanelView, world);
  await flushPromises();
  return { world, view, lines: () => view.wrapper.findAll('.paragraph p').map((line) => line.text()) };
}

beforeEach(() => localStorage.clear());

describe('the side panel', () => {
  it('shows what was said, in paragraphs, with interim words told apart', async () => {
    const { world, view, lines } = await open({ segments: [segment('stored words', startedAt + 1000)] });
    expect(lines()).toEqual(['stored words']);
    const interim = segment('half a sen', startedAt + 1500, { id: 'b', isFinal: false });
    world.feedText({ sessionId: id, segments: [interim], delay: null });
    await flushPromises();
    expect(lines()).toEqual(['stored words half a sen']);
    expect(view.wrapper.findAll('.interim').map((part) => part.text())).toEqual(['half a sen']);
    world.feedText({
      sessionId: id,
      segments: [{ ...interim, text: 'half a sentence.', isFinal: true }],
      delay: null,
    });
    await flushPromises();
    expect(lines()).toEqual(['stored words half a sentence.']);
    expect(view.wrapper.find('.interim').exists()).toBe(false);
  });

  it('names who speaks before what they say', async () => {
    const { lines } = await open({
      segments: [
        segment('hello', startedAt + 1000, { speaker: 'Anna' }),
        segment('はじめまして', startedAt + 3000, { speaker: '山田' }),
      ],
    });
    expect(lines()).toEqual(['Anna: hello', '山田: はじめまして']);
  });

  it('says that the history cannot be read, where no session runs', async () => {
    const world = createFakeWorld({ rows: [] });
    vi.spyOn(world.services.history, 'newest').mockRejectedValue(new Error('blocked'));
    const view = await mountView(PanelView, world);
    await flushPromises();
    expect(view.wrapper.get('[role="alert"]').text()).toContain('The history cannot be read just now.');
  });

  it('has a screen reader say final words alone', async () => {
    const { world, view } = await open();
    const said = () => view.wrapper.get('[aria-live]').text();
    world.feedText({
      sessionId: id,
      segments: [segment('one tw', startedAt, { id: 'a', isFinal: false })],
      delay: null,
    });
    await flushPromises();
    expect(said()).toBe('');
    world.feedText({ sessionId: id, segments: [segment('one two', startedAt, { id: 'a' })], delay: null });
    await flushPromises();
    expect(said()).toBe('one two');
  });

  it('shows markup as text', async () => {
    const { view, lines } = await open({ segments: [segment('<img src=x onerror=alert(1)>', startedAt)] });
    expect(lines()).toEqual(['<img src=x onerror=alert(1)>']);
    expect(view.wrapper.find('img').exists()).toBe(false);
  });

  it('shows a gap where it is, and late words in their place', async () => {
    vi.spyOn(Date, 'now').mockReturnValue(startedAt + 60_000);
    const events: SessionEvent[] = [
      { sessionId: id, writer: 'host', seq: 8, at: startedAt + 10_000, kind: 'gap-began', unprovenMs: 0 },
      {
        sessionId: id,
        writer: 'host',
        seq: 9,
        at: startedAt + 17_000,
        kind: 'gap-ended',
        afterMs: 7000,
        lostMs: 7000,
        lostInAllMs: 7000,
      },
    ];
    const { world, view, lines } = await open({
      events,
      segments: [segment('before', startedAt + 2000), segment('after', startedAt + 20_000)],
    });
    expect(lines()).toEqual(['before', '7 sec not delivered', 'after']);
    const late = segment('in between', startedAt + 12_000, {
      source: 'backfill',
      arrivedAt: startedAt + 59_000,
    });
    world.feedText({ sessionId: id, segments: [late], delay: null });
    await flushPromises();
    expect(lines()).toEqual(['before', 'in between', 'after']);
    expect(view.wrapper.get('.late').classes()).toContain('fresh');
  });

  it('finds words without regard to accents and size, and marks them', async () => {
    const { view } = await open({
      segments: [segment('Über den Wolken', startedAt), segment('東京都庁', startedAt + 9000)],
    });
    await view.wrapper.get('input[type="search"]').setValue('uber');
    await vi.waitFor(() => expect(view.wrapper.get('output').text()).toBe('0 of 1'));
    expect(view.wrapper.findAll('mark').map((mark) => mark.text())).toEqual(['Über']);
    await view.wrapper.get('input[type="search"]').trigger('keydown', { key: 'Enter' });
    expect(view.wrapper.get('output').text()).toBe('1 of 1');
    await view.wrapper.get('input[type="search"]').setValue('京都');
    await vi.waitFor(() => expect(view.wrapper.findAll('mark').map((mark) => mark.text())).toEqual(['京都']));
  });

  it('shows the newest words of a long text before the others, and copies no part as if it were all', async () => {
    const others = Promise.withResolvers<undefined>();
    const { view, lines } = await open({
      segments: ['one', 'two', 'three'].map((text, index) =>
        segment(text, startedAt + index * 9000, { id: text }),
      ),
      longText: { first: 1, others: others.promise },
    });
    const isDisabled = () => view.button('Copy all').attributes('disabled') !== undefined;
    expect(lines()).toEqual(['three']);
    expect(isDisabled()).toBe(true);
    others.resolve(undefined);
    await vi.waitFor(() => expect(lines()).toEqual(['one', 'two', 'three']));
    expect(isDisabled()).toBe(false);
  });

  it('copies all, and then what is new', async () => {
    const { world, view } = await open({
      segments: [segment('one', startedAt), segment('two', startedAt + 9000)],
    });
    await view.click('Copy all');
    const three = segment('three', startedAt + 20_000);
    world.feedText({ sessionId: id, segments: [three], delay: null });
    await flushPromises();
    await view.click('Copy what is new');
    await view.click('Copy what is new');
    expect(world.called('copy')).toEqual([
      ['copy', 'one\n\ntwo'],
      ['copy', 'three'],
    ]);
    expect(view.text()).toContain('Nothing is new since the last copy.');
  });

  it('keeps the size of its letters', async () => {
    const first = await open();
    await first.view.click('A+Larger letters');
    await first.view.click('Contrast');
    first.view.wrapper.unmount();
    const { view } = await open();
    expect(view.wrapper.get('.pane').attributes('style')).toContain('1.25em');
    expect(view.button('Contrast').attributes('aria-pressed')).toBe('true');
  });

  it('says where nothing has come, and what helps', async () => {
    expect((await open()).view.text()).toContain('No text has come yet.');
    const none = await mountView(PanelView, createFakeWorld({ rows: [] }));
    await flushPromises();
    expect(none.text()).toContain('Start a session');
  });
});
