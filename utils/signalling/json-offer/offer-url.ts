/**
 * Where offers go. An address without a path, or with one that ends in a slash, is a base, and the path that this kind
 * of server has by default is added; any other address is taken as it stands. A query stays.
 */
export function offerUrl(address: string, defaultPath: string): string {
  const url = new URL(address);
  if (url.pathname.endsWith('/')) url.pathname += defaultPath;
  return url.href;
}
