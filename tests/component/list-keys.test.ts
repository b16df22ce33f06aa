import { describe, expect, it } from 'vitest';
import { listStep, type ListStep } from '../../components/history-list/list-keys.ts';

const plain = { shiftKey: false, ctrlKey: false, metaKey: false, altKey: false };
const at = { current: 5, count: 100 };

describe('a key in the list of sessions', () => {
  it.each<[string, ListStep | null]>([
    ['ArrowDown', { do: 'go', to: 6, choose: false }],
    ['ArrowUp', { do: 'go', to: 4, choose: false }],
    ['PageDown', { do: 'go', to: 15, choose: false }],
    ['PageUp', { do: 'go', to: 0, choose: false }],
    ['Home', { do: 'go', to: 0, choose: false }],
    ['End', { do: 'go', to: 99, choose: false }],
    [' ', { do: 'choose' }],
    ['Escape', { do: 'choose-none' }],
    ['Delete', { do: 'remove' }],
    ['Enter', null],
    ['Tab', null],
    ['a', null],
  ])('%s means %o', (key, step) => {
    expect(listStep({ ...plain, key }, at)).toEqual(step);
  });

  it('chooses the sessions it passes with Shift, and all of them with Control and A', () => {
    expect(listStep({ ...plain, key: 'ArrowDown', shiftKey: true }, at)).toEqual({
      do: 'go',
      to: 6,
      choose: true,
    });
    expect(listStep({ ...plain, key: 'a', ctrlKey: true }, at)).toEqual({ do: 'choose-all' });
    expect(listStep({ ...plain, key: 'ArrowDown', altKey: true }, at)).toBeNull();
  });

  it('stays inside the list', () => {
    expect(listStep({ ...plain, key: 'ArrowDown' }, { current: 99, count: 100 })).toMatchObject({ to: 99 });
    expect(listStep({ ...plain, key: 'ArrowDown' }, { current: 0, count: 0 })).toBeNull();
  });
});
