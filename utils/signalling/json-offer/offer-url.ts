/**
 * The URL that offers are sent to. An address without a path, or with one that ends in a slash, is a base to
 * which this kind of server's default path is added; any other address is taken as it stands. A query stays.
 */
export function offerUrl(address: string, defaultPath: string): string {
  const url = new URL(address);
  if (url.pathname.endsWith('/')) url.pathname += defaultPath;
  return url.href;
}
