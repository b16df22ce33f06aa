/**
 * Notes when a click on the middle of an enabled Start would reach it. Runs in the page before its own
 * scripts.
 */
export function noteWhenUsable(): void {
  const looking = new MutationObserver(look);
  looking.observe(document, { childList: true, subtree: true, attributes: true, characterData: true });

  function look(): void {
    const start = [...document.querySelectorAll('button')].find(
      ({ innerText }) => innerText.trim() === 'Start',
    );
    if (!start || start.disabled || start.ariaDisabled === 'true') return;
    const { x, y, width, height } = start.getBoundingClientRect();
    if (document.elementFromPoint(x + width / 2, y + height / 2) !== start) return;
    looking.disconnect();
    document.documentElement.dataset['usableMs'] = String(performance.now());
  }
}
