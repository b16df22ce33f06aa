export interface OpenPopupDeps {
  runtime: Pick<typeof chrome.runtime, 'getContexts' | 'getURL'>;
}

/**
 * Whether the popup is open, including one that somebody has opened as a tab: it shows all that a
 * notification would say.
 */
export async function isPopupOpen({ runtime }: OpenPopupDeps): Promise<boolean> {
  const address = runtime.getURL('/popup.html');
  const contexts = await runtime.getContexts({});
  return contexts.some(({ documentUrl }) => documentUrl?.startsWith(address) ?? false);
}
